import '../scripts/typescript-loader.mjs'

const { main } = await import('./harness/main.ts')
process.exitCode = await main(process.argv.slice(2))
