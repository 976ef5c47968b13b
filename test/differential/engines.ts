import { DuckDBInstance } from '@duckdb/node-api'
import initSqlJs from 'sql.js'
import { type Database, type OpenOptions, open } from 'sqlexec'
import type { Dialect } from './dialect.ts'

/** A database that answers statements of its dialect. Rows are arrays in column order. */
export interface Engine {
  readonly dialect: Dialect
  run(sql: string): Promise<void>
  query(sql: string): Promise<readonly (readonly unknown[])[]>
  close(): Promise<void>
}

/** This project's engine, in memory or in a directory. */
export class SqlExecEngine implements Engine {
  readonly dialect = 'sqlexec'
  readonly #path: string
  readonly #options: OpenOptions
  #database: Database

  private constructor(path: string, options: OpenOptions, database: Database) {
    this.#path = path
    this.#options = options
    this.#database = database
  }

  static async open(path: string, options: OpenOptions = {}): Promise<SqlExecEngine> {
    return new SqlExecEngine(path, options, await open(path, options))
  }

  async run(sql: string): Promise<void> {
    await this.#database.run(sql)
  }

  async query(sql: string): Promise<readonly (readonly unknown[])[]> {
    return await this.#database.query(sql, [], { rowMode: 'array' })
  }

  /** The query prepared, with parameters. */
  async queryWith(
    sql: string,
    parameters: readonly (number | string)[],
  ): Promise<readonly (readonly unknown[])[]> {
    return await this.#database.query(sql, [...parameters], { rowMode: 'array' })
  }

  /** The same query on a connection of its own, which sees what is committed. */
  async queryOutside(sql: string): Promise<readonly (readonly unknown[])[]> {
    const connection = this.#database.connect()
    try {
      return await connection.query(sql, [], { rowMode: 'array' })
    } finally {
      await connection.close()
    }
  }

  /** Closes the database and opens it again. */
  async reopen(): Promise<void> {
    await this.#database.close()
    this.#database = await open(this.#path, this.#options)
  }

  close(): Promise<void> {
    return this.#database.close()
  }
}

/** What the library has and its declarations leave out: integers as bigints. */
interface ExactStatement {
  step(): boolean
  get(parameters: null, options: { useBigInt: boolean }): unknown[]
  free(): void
}

export async function openSqlite(): Promise<Engine> {
  const library = await initSqlJs()
  const database = new library.Database()
  database.run('PRAGMA case_sensitive_like = ON')
  return {
    dialect: 'sqlite',
    async run(sql) {
      database.run(sql)
    },
    async query(sql) {
      const statement = database.prepare(sql) as unknown as ExactStatement
      try {
        const rows: unknown[][] = []
        while (statement.step()) rows.push(statement.get(null, { useBigInt: true }))
        return rows
      } finally {
        statement.free()
      }
    },
    async close() {
      database.close()
    },
  }
}

export async function openDuckDb(): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  await connection.run("SET default_null_order = 'nulls_first_on_asc_last_on_desc'")
  return {
    dialect: 'duckdb',
    async run(sql) {
      await connection.run(sql)
    },
    async query(sql) {
      return (await connection.runAndReadAll(sql)).getRows()
    },
    async close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
