import { SqlError } from '../base/errors.ts'
import type { IndexDefinition, TableDefinition } from '../catalog/definition.ts'
import { alterTable, type TableAlteration } from './alter-table.ts'
import {
  checkColumns,
  createIndex,
  type DefinitionHost,
  dropIndex,
  truncateTable,
} from './definition-changes.ts'
import type { Engine } from './engine.ts'
import type { Rename } from './rename-tables.ts'
import { StoredTable } from './stored-table.ts'
import type { TableSpace } from './table-access.ts'
import type { TableState } from './table-state.ts'

/**
 * Tables of one session, in memory alone. They take part in the transactions of their database, but neither its log nor its checkpoints know
 * them; they go with the session.
 */
export class TemporaryTables implements TableSpace, DefinitionHost {
  readonly #engine: Engine
  readonly #tables = new Map<string, StoredTable>()
  #nextId = 1

  constructor(engine: Engine) {
    this.#engine = engine
  }

  table(name: string): StoredTable | undefined {
    return this.#tables.get(name)
  }

  tableNames(): readonly string[] {
    return [...this.#tables.keys()].sort()
  }

  /** Every snapshot may read the table, also one that is older, as nobody has seen it otherwise. */
  async createTable(definition: Omit<TableDefinition, 'id'>): Promise<void> {
    if (this.#tables.has(definition.name)) {
      throw new SqlError('table_exists', `Table '${definition.name}' already exists`)
    }
    checkColumns(definition)
    const table = StoredTable.empty(this, { ...definition, id: this.nextTableId }, 0, 1)
    table.temporary = true
    this.addTable(table)
  }

  /** What a transaction under way has done to the table stays its own, and is of use to nobody. */
  async dropTable(name: string): Promise<void> {
    if (!this.#tables.delete(name)) throw new SqlError('bad_table', `Unknown table '${name}'`)
  }

  truncateTable(name: string): Promise<void> {
    return this.#engine.exclusive.run(() => this.atomically(() => truncateTable(this, name)))
  }

  createIndex(table: string, index: IndexDefinition): Promise<void> {
    return this.#engine.exclusive.run(() => createIndex(this, table, index))
  }

  dropIndex(table: string, index: string): Promise<void> {
    return this.#engine.exclusive.run(() => this.atomically(() => dropIndex(this, table, index)))
  }

  alterTable(name: string, alteration: TableAlteration): Promise<void> {
    return this.#engine.exclusive.run(() => alterTable(this, name, alteration))
  }

  async optimizeTable(): Promise<void> {}

  // What changes of definitions ask for

  readonly persistence = null

  get transactions() {
    return this.#engine.transactions
  }

  get nextTableId(): number {
    return this.#nextId
  }

  get converterFactory() {
    return this.#engine.converterFactory
  }

  get indexFactory() {
    return this.#engine.indexFactory
  }

  get oldestSnapshot(): number {
    return this.#engine.oldestSnapshot
  }

  /** A database that is opened for reading takes temporary tables. */
  get writeRefusal(): SqlError | null {
    return null
  }

  get tables(): Iterable<StoredTable> {
    return this.#tables.values()
  }

  addTable(table: StoredTable): void {
    this.#tables.set(table.definition.name, table)
    this.#nextId = Math.max(this.#nextId, table.definition.id + 1)
  }

  removeTable(table: StoredTable): void {
    this.#tables.delete(table.definition.name)
  }

  renamed(renames: readonly Rename[]): void {
    const tables = renames.map(({ from }) => this.#tables.get(from)!)
    for (const { from } of renames) this.#tables.delete(from)
    for (const table of tables) this.#tables.set(table.definition.name, table)
  }

  /** Nothing refers to a temporary table. */
  definitionsChanged(): void {}

  view(): undefined {
    return undefined
  }

  setView(): void {
    throw new SqlError('internal', 'views are never temporary')
  }

  removeView(): void {
    throw new SqlError('internal', 'views are never temporary')
  }

  atomically(stretch: () => void): Promise<void> {
    return this.#engine.atomically(stretch)
  }

  releaseLater(table: StoredTable, states: readonly TableState[], timestamp: number): void {
    this.#engine.releaseLater(table, states, timestamp)
  }
}
