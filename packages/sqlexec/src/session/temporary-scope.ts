import type { StorageEngine, Table, TableSpace } from '../storage/table-access.ts'

let scopes = 0

/** The temporary tables of a session, which come before the tables and views of the same name. */
export class TemporaryScope {
  readonly #spaces = new Map<string, TableSpace>()
  readonly #id = ++scopes
  #changes = 0

  /**
   * Tells apart what names may mean: plans are shared by sessions, and those made with temporary tables in sight serve nobody else.
   * Empty where there are none.
   */
  get key(): string {
    for (const space of this.#spaces.values()) {
      if (space.tableNames().length > 0) return `${this.#id}.${this.#changes}`
    }
    return ''
  }

  table(database: string, name: string): Table | undefined {
    return this.#spaces.get(database)?.table(name)
  }

  tableNames(database: string): readonly string[] {
    return this.#spaces.get(database)?.tableNames() ?? []
  }

  /** The temporary tables of a database, to be changed. */
  space(database: string, engine: StorageEngine): TableSpace {
    this.#changes++
    let space = this.#spaces.get(database)
    if (space === undefined) {
      space = engine.temporaryTables()
      this.#spaces.set(database, space)
    }
    return space
  }
}
