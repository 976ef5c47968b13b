import '../../scripts/typescript-loader.mjs'

const { main } = await import('./cli.ts')
process.exitCode = await main(process.argv.slice(2))
