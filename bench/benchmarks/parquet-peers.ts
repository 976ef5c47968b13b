import { readFile } from 'node:fs/promises'
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { readParquet } from 'parquet-wasm/node'
import type {
  ColumnData,
  ParquetFile,
  readColumn as ReadColumn,
} from '../../packages/parquet/src/index.ts'
import type { Contender } from '../harness/benchmark.ts'
import type { DuckDB } from '../harness/peers.ts'

const bundle = new URL('../../packages/parquet/dist/bundle.js', import.meta.url)

/** The built package, as users have it. */
export async function loadParquet() {
  const parquet: typeof import('../../packages/parquet/src/index.ts') = await import(bundle.href)
  await parquet.initCodecs()
  return parquet
}

/** Calls `visit` with every column chunk of a file, decoded by our reader. */
export async function readByUs(
  path: string,
  visit: (column: number, data: ColumnData, file: ParquetFile) => void,
): Promise<void> {
  const { openFile, readMetadata, readColumn } = await loadParquet()
  const read: typeof ReadColumn = readColumn
  const source = await openFile(path)
  const file = await readMetadata(source)
  for (let group = 0; group < file.rowGroups.length; group++) {
    for (let column = 0; column < file.columns.length; column++) {
      visit(column, await read(source, file, group, column), file)
    }
  }
  await source.close()
}

/** Readers of a file with one column, `c`. Each answers with the number of its values that are not NULL. */
export function columnReaders(path: string, isText: boolean, duckdb: DuckDB): Contender[] {
  const aggregate = isText ? 'max(length(c))' : 'sum(c)'
  const sql = `SELECT count(c), ${aggregate} FROM read_parquet('${path}')`
  const counted = async () => {
    let count = 0
    await readByUs(path, (_, data) => {
      count += presentRows(data)
    })
    return count
  }
  return [
    { name: 'sqlexec', answer: counted, round: () => readByUs(path, () => {}) },
    {
      name: 'DuckDB, 1 thread',
      answer: async () => Number((await duckdb.rows(sql))[0][0]),
      round: async () => void (await duckdb.rows(sql)),
    },
    {
      name: 'hyparquet',
      answer: () => countByHyparquet(path),
      round: async () => void (await countByHyparquet(path)),
    },
    {
      name: 'parquet-wasm',
      round: async () => readParquet(new Uint8Array(await readFile(path))).free(),
    },
  ]
}

function presentRows({ length, validity }: ColumnData): number {
  if (validity === null) return length
  let count = 0
  for (let i = 0; i < length; i++) count += (validity[i >> 3] >> (i & 7)) & 1
  return count
}

async function countByHyparquet(path: string): Promise<number> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  let count = 0
  await parquetRead({
    file,
    metadata,
    compressors,
    onChunk({ columnData }) {
      for (let i = 0; i < columnData.length; i++) if (columnData[i] != null) count++
    },
  })
  return count
}
