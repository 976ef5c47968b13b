import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { readParquet } from 'parquet-wasm/node'
import type { ColumnData, readColumn as ReadColumn } from '../../packages/parquet/src/index.ts'
import type { Benchmark, Contender } from '../harness/benchmark.ts'
import { openDuckDB } from '../harness/peers.ts'
import { makeParquet } from '../tpch/make-parquet.ts'

const parquet = new URL('../../packages/parquet/dist/bundle.js', import.meta.url)
/** A fifth of the scale factor: 1.2 million rows, so that the slowest contender ends in seconds. */
const share = 0.2

/**
 * Every column of TPC-H's lineitem (zstd, written by DuckDB) into memory. Ours and hyparquet fill arrays and parquet-wasm
 * (arrow-rs) an Arrow table of its own memory, on one thread; DuckDB makes a table of it, with one thread and with all.
 */
export const parquetReading: Benchmark = {
  name: 'parquet-read',
  async *tasks({ dataDirectory, scale, threads }) {
    const directory = join(dataDirectory, `tpch-sf-${scale * share}`)
    const [path] = await makeParquet(directory, scale * share, ['lineitem'])
    const single = await openDuckDB(1)
    const all = await openDuckDB(threads)
    const load = `CREATE OR REPLACE TABLE lineitem AS SELECT * FROM read_parquet('${path}')`
    const duckdb = (name: string, database: typeof single): Contender => ({
      name,
      async answer() {
        await database.connection.run(load)
        const rows = await database.rows('SELECT count(*), sum(l_extendedprice) FROM lineitem')
        return rows[0].map(Number)
      },
      async round() {
        await database.connection.run(load)
      },
    })
    const contenders = [await ours(path), duckdb('DuckDB, 1 thread', single)]
    if (threads > 1) contenders.push(duckdb(`DuckDB, ${threads} threads`, all))
    contenders.push(await hyparquet(path))
    contenders.push({
      name: 'parquet-wasm',
      round: async () => readParquet(new Uint8Array(await readFile(path))).free(),
    })
    yield { name: 'read lineitem.parquet, 16 columns', operations: 1, contenders }
    single.close()
    all.close()
  },
}

const priceColumn = 5

async function ours(path: string): Promise<Contender> {
  const { initCodecs, openFile, readMetadata, readColumn } = await import(parquet.href)
  const read = readColumn as typeof ReadColumn
  await initCodecs()
  const readAll = async (visit: (column: number, data: ColumnData) => void) => {
    const source = await openFile(path)
    const file = await readMetadata(source)
    for (let group = 0; group < file.rowGroups.length; group++) {
      for (let column = 0; column < file.columns.length; column++) {
        visit(column, await read(source, file, group, column))
      }
    }
    await source.close()
  }
  return {
    name: 'sqlexec',
    async answer() {
      let rows = 0
      let cents = 0
      await readAll((column, data) => {
        if (column !== priceColumn || data.kind !== 'int64') return
        rows += data.length
        for (const value of data.values as Float64Array) cents += value
      })
      return [rows, cents / 100]
    },
    round: () => readAll(() => {}),
  }
}

async function hyparquet(path: string): Promise<Contender> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const readAll = (visit: (name: string, values: ArrayLike<unknown>) => void) =>
    parquetRead({
      file,
      metadata,
      compressors,
      onChunk: ({ columnName, columnData }) => visit(columnName, columnData),
    })
  return {
    name: 'hyparquet',
    async answer() {
      let rows = 0
      let cents = 0
      await readAll((name, values) => {
        if (name !== 'l_extendedprice') return
        rows += values.length
        for (let i = 0; i < values.length; i++) cents += Math.round((values[i] as number) * 100)
      })
      return [rows, cents / 100]
    },
    round: () => readAll(() => {}),
  }
}
