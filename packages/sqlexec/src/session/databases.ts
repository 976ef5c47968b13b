import { SqlError } from '../base/errors.ts'
import type { BindCatalog } from '../plan/bind-context.ts'
import type { TableReference } from '../plan/logical-plan.ts'
import { didYouMean } from '../plan/suggestion.ts'
import type { StorageEngine, Table } from '../storage/table-access.ts'

/** The data sources that are open, each a database by its name. */
export class Databases {
  readonly #engines = new Map<string, StorageEngine>()

  add(name: string, engine: StorageEngine): void {
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
    throw new SqlError(
      'unknown_database',
      `Unknown database '${name}'${didYouMean(name, this.names())}`,
    )
  }

  all(): Iterable<StorageEngine> {
    return this.#engines.values()
  }

  /** The table that a plan speaks of, sound and as the plan knows it. */
  table({ database, table }: TableReference): Table {
    const found = this.engine(database).table(table.name)
    if (!found || found.definition !== table) {
      throw new SqlError('internal', `the plan of table '${table.name}' is stale`)
    }
    if (found.damage) throw found.damage
    return found
  }

  /** Whether a plan's tables are still what they were. */
  isCurrent(references: readonly TableReference[]): boolean {
    for (const { database, table } of references) {
      if (this.#engines.get(database)?.table(table.name)?.definition !== table) return false
    }
    return true
  }

  /** Names as the binder asks for them, seen from a current database. */
  catalog(currentDatabase: string | null): BindCatalog {
    return {
      currentDatabase,
      findTable: (database, name) => {
        const owner = database ?? currentDatabase
        const table = owner === null ? undefined : this.#engines.get(owner)?.table(name)
        if (!table || owner === null) return undefined
        if (table.damage) throw table.damage
        return { database: owner, table: table.definition }
      },
      databaseNames: () => this.names(),
      lossIn: (database) => this.#engines.get(database)?.damage?.message,
      tableNames: (database) => this.#engines.get(database)?.tableNames() ?? [],
    }
  }
}
