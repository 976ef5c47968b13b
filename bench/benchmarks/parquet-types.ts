import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Benchmark, Contender } from '../harness/benchmark.ts'
import { openDuckDB } from '../harness/peers.ts'
import { formatBytes } from '../harness/report.ts'
import { columnReaders } from './parquet-peers.ts'

const rows = 1_000_000
/** A round reads the file so many times, since one time is short. */
const repeats = 5

/** Columns as SQL over the row number `i`. */
const columns: Readonly<Record<string, string>> = {
  boolean: 'hash(i) % 3 = 0',
  'int32 scattered': '(hash(i) % 1000000)::INTEGER',
  'int32 with NULLs': 'CASE WHEN hash(i) % 4 > 0 THEN (hash(i) % 1000000)::INTEGER END',
  'int64 rising': '(i * 3)::BIGINT',
  'int64 scattered': '(hash(i) >> 2)::BIGINT',
  double: '(hash(i) % 1000000)::DOUBLE / 7',
  decimal: '((hash(i) % 10000000) / 100)::DECIMAL(15, 2)',
  'text, 100 distinct': "'value ' || hash(i) % 100",
  'text, all distinct': "'row ' || hash(i)",
}
const codecs = ['uncompressed', 'snappy', 'zstd']

/** One column of a million values of each type and codec, written by DuckDB. Times are per value. */
export const parquetTypes: Benchmark = {
  name: 'parquet-types',
  async *tasks({ scratchDirectory }) {
    const duckdb = await openDuckDB(1)
    for (const [name, expression] of Object.entries(columns)) {
      for (const codec of codecs) {
        const path = join(scratchDirectory, 'types.parquet')
        await duckdb.connection.run(`COPY (SELECT ${expression} AS c FROM range(${rows}) r(i))
          TO '${path}' (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 122880)`)
        const { size } = await stat(path)
        const isText = name.startsWith('text')
        yield {
          name: `read ${name}, ${codec}`,
          operations: rows * repeats,
          contenders: columnReaders(path, isText, duckdb).map(repeated),
          notes: async () => ({ file: formatBytes(size) }),
        }
      }
    }
    duckdb.close()
  },
}

function repeated(contender: Contender): Contender {
  return {
    ...contender,
    async round() {
      for (let i = 0; i < repeats; i++) await contender.round()
    },
  }
}
