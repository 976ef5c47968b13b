import { join } from 'node:path'
import type { Benchmark, Contender } from '../harness/benchmark.ts'
import { openDuckDB } from '../harness/peers.ts'
import { openSqlExec } from '../harness/sqlexec.ts'
import { makeParquet } from '../tpch/make-parquet.ts'
import { queries } from '../tpch/queries.ts'
import { schemas } from '../tpch/schema.ts'

const tables = schemas.map(({ name }) => name)

/**
 * The queries of TPC-H over data that is in memory: ours and DuckDB's own tables, and DuckDB reading the Parquet files, which the
 * operating system holds. All contenders use as many threads.
 */
export const tpch: Benchmark = {
  name: 'tpch',
  async *tasks({ dataDirectory, scale, threads, log }) {
    const directory = join(dataDirectory, `tpch-sf-${scale}`)
    log(`TPC-H scale factor ${scale} in ${directory}`)
    await makeParquet(directory, scale, tables)
    const options = { readOnly: true, memoryLimit: '8GB' }
    const db = await openSqlExec(directory, threads > 1 ? { ...options, threads } : options)
    const native = await openDuckDB(threads)
    const files = await openDuckDB(threads)
    for (const table of tables) {
      const source = `read_parquet('${join(directory, `${table}.parquet`)}')`
      await native.connection.run(`CREATE TABLE ${table} AS SELECT * FROM ${source}`)
      await files.connection.run(`CREATE VIEW ${table} AS SELECT * FROM ${source}`)
    }
    const contender = (name: string, rows: (sql: string) => Promise<unknown[][]>, sql: string) =>
      ({
        name,
        answer: async () => (await rows(sql)).map((row) => row.map(textOf)),
        async round() {
          await rows(sql)
        },
      }) satisfies Contender
    const ours = (sql: string) => db.query(sql, [], { rowMode: 'array' })
    for (const [name, sql] of Object.entries(queries)) {
      yield {
        name: `TPC-H ${name}, scale factor ${scale}, ${threads} threads`,
        operations: 1,
        agree: (a, b) => sameRows(a as string[][], b as string[][]),
        contenders: [
          contender('sqlexec', ours, sql),
          contender('DuckDB, own table', native.rows, sql),
          contender('DuckDB, Parquet', files.rows, sql),
        ],
      }
    }
    native.close()
    files.close()
    await db.close()
  },
}

function textOf(value: unknown): string {
  if (value === null) return 'NULL'
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value)
}

/** DuckDB's averages are doubles, ours decimals of six digits as in MySQL, so numbers may differ by half of the last. */
function sameRows(a: readonly string[][], b: readonly string[][]): boolean {
  const same = (x: string, y: string) => {
    if (x === y) return true
    const [p, q] = [Number(x), Number(y)]
    return Math.abs(p - q) <= Math.max(0.5e-6, Math.abs(p) * 1e-9)
  }
  return a.length === b.length && a.every((row, r) => row.every((value, c) => same(value, b[r][c])))
}
