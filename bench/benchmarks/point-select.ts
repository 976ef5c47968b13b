import { strictEqual } from 'node:assert'
import type { Benchmark } from '../harness/benchmark.ts'
import { openSqlite } from '../harness/peers.ts'
import { openSqlExec } from '../harness/sqlexec.ts'

const rows = 100_000
const operations = 20_000
const query = 'SELECT id, name, email FROM users WHERE id = ?'

/** The keys of a round, in an order without locality. */
const keys = Array.from({ length: operations }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 0) % rows)

const row = (id: number): [number, string, string] => [id, `user ${id}`, `user${id}@example.com`]

/** One row by primary key with a prepared statement, from a table of 100,000 rows. */
export const pointSelect: Benchmark = {
  name: 'point-select',
  async *tasks({ scratchDirectory }) {
    const create =
      'CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(40), email VARCHAR(60))'

    const db = await openSqlExec(`${scratchDirectory}/point-select`)
    await db.exec(create)
    for (let i = 0; i < rows; i += 1000) {
      const values = Array.from({ length: 1000 }, (_, j) => row(i + j))
      const text = values.map(([id, name, email]) => `(${id}, '${name}', '${email}')`).join(', ')
      await db.exec(`INSERT INTO users VALUES ${text}`)
    }
    const ours = await db.prepare(query)

    const sqlite = openSqlite(`${scratchDirectory}/point-select.sqlite`, 'WAL')
    sqlite.exec(create)
    const insert = sqlite.prepare('INSERT INTO users VALUES (?, ?, ?)')
    sqlite.transaction(() => {
      for (let i = 0; i < rows; i++) insert.run(...row(i))
    })()
    const theirs = sqlite.prepare(query)

    yield {
      name: 'point select by primary key, 100,000 rows, prepared',
      operations,
      contenders: [
        {
          name: 'sqlexec',
          async answer() {
            const found = []
            for (const key of keys) found.push({ ...((await ours.get([key])) as object) })
            return found
          },
          async round() {
            let last: unknown
            for (const key of keys) last = await ours.get([key])
            strictEqual((last as { id: number }).id, keys[operations - 1])
          },
        },
        {
          name: 'better-sqlite3',
          answer: async () => keys.map((key) => theirs.get(key)),
          round() {
            let last: unknown
            for (const key of keys) last = theirs.get(key)
            strictEqual((last as { id: number }).id, keys[operations - 1])
          },
        },
      ],
      async close() {
        sqlite.close()
        await db.close()
      },
    }
  },
}
