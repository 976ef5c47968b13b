import initSqlJs from 'sql.js'
import type { Engine } from './engine.ts'

/** SQLite in WebAssembly, which the format was made for: it proves the runner itself. */
export async function openSqlite(name = 'sqlite'): Promise<Engine> {
  const library = await initSqlJs()
  const database = new library.Database()
  return {
    name,
    async run(sql) {
      database.run(sql)
    },
    async query(sql) {
      const statement = database.prepare(sql)
      try {
        const rows: unknown[][] = []
        while (statement.step()) rows.push(statement.get())
        return { columns: statement.getColumnNames(), rows }
      } finally {
        statement.free()
      }
    },
    async close() {
      database.close()
    },
  }
}
