/** Usage: node bench/tpch/make-parquet.mjs [SCALE] [TABLE…]: fills bench/data/tpch-sf-SCALE. */
import { fileURLToPath } from 'node:url'
import '../../scripts/typescript-loader.mjs'

const { makeParquet } = await import('./make-parquet.ts')
const { schemas } = await import('./schema.ts')
const [scale = '1', ...tables] = process.argv.slice(2)
const directory = fileURLToPath(new URL(`../data/tpch-sf-${scale}`, import.meta.url))
const names = tables.length > 0 ? tables : schemas.map((schema) => schema.name)
for (const path of await makeParquet(directory, Number(scale), names)) console.log(path)
