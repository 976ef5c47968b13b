import { open } from 'sqlexec'
import type { Engine } from './engine.ts'

/** This project's engine on an empty database in memory. */
export async function openSqlExec(name = 'mysql'): Promise<Engine> {
  const db = await open(':memory:')
  return {
    name,
    async run(sql) {
      await db.exec(sql)
    },
    async query(sql) {
      const rows = await db.query(sql, [], { rowMode: 'array' })
      return { columns: rows.columns.map((column) => column.name), rows }
    },
    close: () => db.close(),
  }
}
