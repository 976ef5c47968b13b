import { SqlError } from '../base/errors.ts'
import type { ViewDefinition } from '../catalog/definition.ts'
import type { BindCatalog, ViewReference } from '../plan/bind-context.ts'
import type { TableReference } from '../plan/logical-plan.ts'
import { didYouMean } from '../plan/suggestion.ts'
import { parseQueryText, type Query } from '../sql/index.ts'
import type { StorageEngine, Table } from '../storage/table-access.ts'
import type { DatabaseMaker } from './database-maker.ts'
import {
  findVirtualTable,
  informationSchema,
  isInformationSchema,
  virtualTableNames,
} from './information-schema/information-schema.ts'
import type { TemporaryScope } from './temporary-scope.ts'

/** A view that a plan was made from. */
export interface UsedView {
  readonly database: string
  readonly definition: ViewDefinition
}

/** The data sources that are open, each a database by its name. */
export class Databases {
  readonly #engines = new Map<string, StorageEngine>()
  readonly #maker: DatabaseMaker
  readonly #viewQueries = new WeakMap<ViewDefinition, Query>()

  constructor(maker: DatabaseMaker) {
    this.#maker = maker
  }

  /** @throws SqlError as DatabaseMaker.create */
  async create(name: string, mayExist: boolean): Promise<void> {
    this.add(name, await this.#maker.create(name, mayExist))
  }

  /** Whether CREATE DATABASE made a database. */
  isMade(name: string): boolean {
    return this.#maker.has(name)
  }

  /** Closes a database that CREATE DATABASE made and removes it for good. It has no tables any more. */
  async remove(name: string): Promise<void> {
    const engine = this.engine(name)
    this.#engines.delete(name)
    await engine.close()
    this.#maker.remove(name)
  }

  add(name: string, engine: StorageEngine): void {
    if (isInformationSchema(name)) {
      throw new SqlError('wrong_usage', `a data source cannot be called '${name}'`)
    }
    if (this.#engines.has(name)) {
      throw new SqlError('wrong_usage', `two data sources would be the database '${name}'`)
    }
    this.#engines.set(name, engine)
  }

  names(): string[] {
    return [...this.#engines.keys()].sort()
  }

  has(name: string): boolean {
    return this.#engines.has(name)
  }

  engine(name: string): StorageEngine {
    const engine = this.#engines.get(name)
    if (engine) return engine
    if (isInformationSchema(name)) {
      const message = `Access denied to database '${name}': its tables cannot be changed`
      throw new SqlError('database_access', message)
    }
    throw new SqlError(
      'unknown_database',
      `Unknown database '${name}'${didYouMean(name, this.names())}`,
    )
  }

  all(): Iterable<StorageEngine> {
    return this.#engines.values()
  }

  /** The table that a plan speaks of, sound and as the plan knows it. */
  table({ database, table }: TableReference, temporary: TemporaryScope): Table {
    const own = temporary.table(database, table.name)
    const found = own?.definition === table ? own : this.engine(database).table(table.name)
    if (!found || found.definition !== table) {
      throw new SqlError('internal', `the plan of table '${table.name}' is stale`)
    }
    if (found.damage) throw found.damage
    return found
  }

  /** Whether a plan's tables and views are still what they were. */
  isCurrent(
    tables: readonly TableReference[],
    views: readonly UsedView[],
    temporary: TemporaryScope,
  ): boolean {
    for (const { database, table } of tables) {
      if (temporary.table(database, table.name)?.definition === table) continue
      if (this.#engines.get(database)?.table(table.name)?.definition !== table) return false
    }
    for (const { database, definition } of views) {
      if (this.#engines.get(database)?.view(definition.name) !== definition) return false
    }
    return true
  }

  /**
   * Names as the binder asks for them, seen from a current database. `used` gets the views that it was told of.
   * @param temporary tables that come first; a view sees none
   */
  catalog(
    currentDatabase: string | null,
    used: UsedView[],
    temporary: TemporaryScope | null,
  ): BindCatalog {
    return {
      findView: (database, name) => {
        const owner = database ?? currentDatabase
        if (owner !== null && temporary?.table(owner, name)) return undefined
        const definition = owner === null ? undefined : this.#engines.get(owner)?.view(name)
        if (!definition || owner === null) return undefined
        used.push({ database: owner, definition })
        return this.#viewReference(owner, definition, used)
      },
      currentDatabase,
      findTable: (database, name) => {
        const owner = database ?? currentDatabase
        if (owner !== null && isInformationSchema(owner)) return findVirtualTable(name)
        const own = owner === null ? undefined : temporary?.table(owner, name)
        const table = own ?? (owner === null ? undefined : this.#engines.get(owner)?.table(name))
        if (!table || owner === null) return undefined
        if (table.damage) throw table.damage
        return { database: owner, table: table.definition }
      },
      databaseNames: () => [informationSchema, ...this.names()],
      lossIn: (database) => this.#engines.get(database)?.damage?.message,
      tableNames: (database) => {
        if (isInformationSchema(database)) return virtualTableNames()
        const engine = this.#engines.get(database)
        const own = temporary?.tableNames(database) ?? []
        return engine ? [...own, ...engine.tableNames(), ...engine.viewNames()].sort() : []
      },
    }
  }

  #viewReference(database: string, definition: ViewDefinition, used: UsedView[]): ViewReference {
    let query = this.#viewQueries.get(definition)
    if (query === undefined) {
      query = parseQueryText(definition.query)
      this.#viewQueries.set(definition, query)
    }
    const catalog = this.catalog(definition.database ?? database, used, null)
    return { database, definition, query, catalog }
  }
}
