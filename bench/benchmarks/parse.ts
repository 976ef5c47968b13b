import Sqlite from 'better-sqlite3'
import type { Benchmark } from '../harness/benchmark.ts'
import { queries } from '../tpch/queries.ts'
import { createTable, schemaOf } from '../tpch/schema.ts'

const parser = new URL('../../packages/sqlexec/dist/sql/index.js', import.meta.url)
const operations = 20_000

/**
 * Text to syntax tree. SQLite has no way to only parse: its figure is of a prepare, which also resolves names and makes a
 * plan.
 */
export const parse: Benchmark = {
  name: 'parse',
  async *tasks() {
    const { parseStatement } = await import(parser.href)
    const sqlite = new Sqlite(':memory:')
    sqlite.exec('CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT)')
    sqlite.exec(createTable(schemaOf('lineitem')))
    const task = (name: string, sql: string, sqliteSql: string) => ({
      name,
      operations,
      contenders: [
        {
          name: 'sqlexec parse',
          round() {
            for (let i = 0; i < operations; i++) parseStatement(sql)
          },
        },
        {
          name: 'better-sqlite3 prepare',
          round() {
            for (let i = 0; i < operations; i++) sqlite.prepare(sqliteSql)
          },
        },
      ],
    })
    const point = 'SELECT id, name, email FROM users WHERE id = 42'
    yield task('parse a point query', point, point)
    // SQLite has no date literals.
    const q1 = queries['Q1']
    yield task('parse TPC-H Q1', q1, q1.replace(/DATE '/, "'"))
    sqlite.close()
  },
}
