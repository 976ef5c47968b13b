import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import Sqlite from 'better-sqlite3'

export interface DuckDB {
  readonly connection: DuckDBConnection
  /** Rows with every value as text. */
  rows(sql: string): Promise<string[][]>
  close(): void
}

export async function openDuckDB(threads: number, path = ':memory:'): Promise<DuckDB> {
  const instance = await DuckDBInstance.create(path, { threads: String(threads) })
  const connection = await instance.connect()
  return {
    connection,
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql)
      return reader
        .getRows()
        .map((row) => row.map((value) => (value === null ? 'NULL' : String(value))))
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** How SQLite makes a commit durable: both wait for the disk at every commit. */
export type SqliteJournal = 'WAL' | 'DELETE'

export function openSqlite(path: string, journal: SqliteJournal): Sqlite.Database {
  const database = new Sqlite(path)
  database.pragma(`journal_mode = ${journal}`)
  database.pragma('synchronous = FULL')
  return database
}
