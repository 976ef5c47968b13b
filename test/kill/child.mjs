import '../../scripts/typescript-loader.mjs'

const { main } = await import('./child.ts')
await main(process.argv.slice(2))
