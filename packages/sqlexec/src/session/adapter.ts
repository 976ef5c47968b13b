import { basename, resolve } from 'node:path'
import { SqlError } from '../base/errors.ts'
import { ensureDirectory } from '../datasource/ensure-directory.ts'
import { columnName, type Filter, whereClause } from '../datasource/filter.ts'
import { type AdapterQueryOptions, querySql } from '../datasource/query-sql.ts'
import {
  requireObject,
  type SourceOptions,
  type SourceOptionsConfig,
  sourceOptions,
  wrongValue,
} from '../datasource/source-options.ts'
import { type AdapterTable, createTableSql, tableName } from '../datasource/table-sql.ts'
import { insertRows } from './adapter-insert.ts'
import type { Connection } from './connection.ts'
import { type Database, openSources } from './database.ts'
import type { ResultColumn } from './result.ts'

/** What a ParquetAdapter is made from. */
export interface ParquetAdapterConfig {
  readonly type: 'parquet'
  /** The path of the directory. */
  readonly name: string
  /** Default false. */
  readonly writable?: boolean
  readonly options?: SourceOptionsConfig
}

/** The rows of a query, and how many there were before limit and offset. */
export interface AdapterQueryResult<R = Record<string, unknown>> {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly R[]
  readonly total: number
}

/** A table as it stands. Types are SQL's. */
export interface AdapterTableInfo {
  readonly name: string
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly primary: boolean
    readonly nullable: boolean
    readonly unique: boolean
    /** As a text; `null`: none, or NULL. */
    readonly default: string | null
    readonly autoIncrement: boolean
  }[]
}

type Row = Readonly<Record<string, unknown>>

/**
 * A directory of Parquet files as tables of objects: a database without SQL. It is read-only unless its configuration says
 * `writable: true`. Every method rejects with SqlError: `closed` before `connect` and after `close`, `read_only` for a change where it is
 * not writable, `wrong_usage` for arguments that make no sense, and the errors of SQL.
 */
export class ParquetAdapter implements AsyncDisposable {
  readonly #directory: string
  readonly #options: SourceOptions
  #database: Promise<Database> | null = null
  /** The session that inserts, one call after the other. */
  #inserter: Connection | null = null
  #inserting: Promise<unknown> = Promise.resolve()

  /** @throws SqlError `wrong_usage` */
  constructor(config: ParquetAdapterConfig) {
    const { type, name, writable, options, ...others } = requireObject(config, 'the configuration')
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) {
      const message = `${unknown}: no such key; there are type, name, writable, options`
      throw new SqlError('wrong_usage', message)
    }
    if (type !== 'parquet') throw wrongValue('type', "'parquet'", type)
    if (typeof name !== 'string' || name.trim() === '') {
      throw wrongValue('name', 'the path of a directory', name)
    }
    if (writable !== undefined && typeof writable !== 'boolean') {
      throw wrongValue('writable', 'true or false', writable)
    }
    this.#directory = resolve(name)
    this.#options = sourceOptions(options, writable, 'options')
  }

  get writable(): boolean {
    return this.#options.writable
  }

  /** Opens the directory, making it where it is missing. Does nothing where it is open. */
  async connect(): Promise<void> {
    this.#database ??= this.#open()
    try {
      await this.#database
    } catch (error) {
      this.#database = null
      throw error
    }
  }

  async #open(): Promise<Database> {
    await ensureDirectory(this.#directory)
    const database = basename(this.#directory) || 'main'
    return openSources([{ database, path: this.#directory, options: this.#options }])
  }

  /** The database below, for SQL. It belongs to the adapter: `close` closes it. */
  async database(): Promise<Database> {
    if (this.#database) return this.#database
    throw new SqlError('closed', 'The adapter is not connected; call connect() first')
  }

  async #writer(): Promise<Database> {
    const database = await this.database()
    if (this.writable) return database
    throw new SqlError(
      'read_only',
      'The data source is read-only; give writable: true in its configuration to change it',
    )
  }

  /** Makes a table. Its columns are NOT NULL unless they say `nullable: true`. */
  async createTable(table: AdapterTable): Promise<void> {
    const database = await this.#writer()
    await database.run(createTableSql(table))
  }

  async dropTable(name: string): Promise<void> {
    const database = await this.#writer()
    await database.run(`DROP TABLE ${tableName(name)}`)
  }

  async truncateTable(name: string): Promise<void> {
    const database = await this.#writer()
    await database.run(`TRUNCATE TABLE ${tableName(name)}`)
  }

  /** Inserts all rows, or none. Missing keys take the columns' defaults. The number of rows. */
  async insert(table: string, rows: readonly Row[]): Promise<number> {
    const database = await this.#writer()
    if (!Array.isArray(rows)) throw new SqlError('wrong_usage', 'rows wants an array of objects')
    this.#inserter ??= database.connect()
    const connection = this.#inserter
    const insertion = this.#inserting.then(async () => {
      await connection.exec('BEGIN')
      try {
        await insertRows(connection, table, rows)
        await connection.exec('COMMIT')
      } catch (error) {
        await connection.exec('ROLLBACK')
        throw error
      }
    })
    this.#inserting = insertion.catch(() => {})
    await insertion
    return rows.length
  }

  /** Changes the rows that all filters hold for; their number. An empty list: every row. */
  async update(table: string, filters: readonly Filter[], changes: Row): Promise<number> {
    const database = await this.#writer()
    const entries = Object.entries(requireObject(changes, 'changes'))
    if (entries.length === 0) throw new SqlError('wrong_usage', 'changes names no column')
    const assignments = entries.map(([name]) => `${columnName(name, 'a key')} = ?`).join(', ')
    const where = whereClause(filters)
    const result = await database.run(`UPDATE ${tableName(table)} SET ${assignments}${where.sql}`, [
      ...entries.map(([, value]) => value),
      ...where.parameters,
    ])
    return result.changes
  }

  /** Deletes the rows that all filters hold for; their number. An empty list: every row. */
  async delete(table: string, filters: readonly Filter[]): Promise<number> {
    const database = await this.#writer()
    const where = whereClause(filters)
    const sql = `DELETE FROM ${tableName(table)}${where.sql}`
    return (await database.run(sql, where.parameters)).changes
  }

  /** Rows of a table. Rows and total are of one moment. */
  async query<R = Record<string, unknown>>(
    table: string,
    options: AdapterQueryOptions = {},
  ): Promise<AdapterQueryResult<R>> {
    const database = await this.database()
    const { select, count } = querySql(table, requireObject(options, 'options'))
    if (count === null) {
      const rows = await database.query<R>(select.sql, select.parameters)
      return { columns: rows.columns, rows, total: rows.length }
    }
    return database.transaction(
      async (transaction) => {
        const rows = await transaction.query<R>(select.sql, select.parameters)
        const [{ total }] = await transaction.query<{ total: number }>(count.sql, count.parameters)
        return { columns: rows.columns, rows, total }
      },
      { readOnly: true },
    )
  }

  /** The names of the tables, sorted. */
  async getTables(): Promise<string[]> {
    const database = await this.database()
    const rows = await database.query<[string]>('SHOW TABLES', [], { rowMode: 'array' })
    return rows.map(([name]) => name).sort()
  }

  async getTableInfo(name: string): Promise<AdapterTableInfo> {
    const database = await this.database()
    const rows = await database.query<Description>(`DESCRIBE ${tableName(name)}`)
    return { name, columns: rows.map(columnInfo) }
  }

  /** Waits for inserts under way, writes what has changed to the files, lets go of the directory. */
  async close(): Promise<void> {
    const database = this.#database
    this.#database = null
    if (database === null) return
    await this.#inserting
    this.#inserter = null
    await (await database).close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** A row of DESCRIBE. */
interface Description {
  readonly Field: string
  readonly Type: string
  readonly Null: 'YES' | 'NO'
  readonly Key: '' | 'PRI' | 'UNI' | 'MUL'
  readonly Default: string | null
  readonly Extra: string
}

function columnInfo({ Field, Type, Null, Key, Default, Extra }: Description) {
  return {
    name: Field,
    type: Type,
    primary: Key === 'PRI',
    nullable: Null === 'YES',
    unique: Key === 'UNI',
    default: Default,
    autoIncrement: Extra.includes('auto_increment'),
  }
}
