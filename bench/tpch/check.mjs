import '../../scripts/typescript-loader.mjs'

const { main } = await import('./check.ts')
process.exitCode = await main(process.argv.slice(2))
