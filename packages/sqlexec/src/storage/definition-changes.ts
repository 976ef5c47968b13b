import { SqlError } from '../base/errors.ts'
import type {
  IndexDefinition,
  TableDefinition,
  TriggerDefinition,
  ViewDefinition,
} from '../catalog/definition.ts'
import type { TransactionManager } from '../txn/transaction-manager.ts'
import { type DdlRecord, unchanged } from './ddl-record.ts'
import type { Rename } from './rename-tables.ts'
import type { CreateConverter } from './shape-change.ts'
import { hasUncommitted, StoredTable, type TableHost } from './stored-table.ts'
import type { TableState } from './table-state.ts'
import { assertUniqueRows } from './unique-rows.ts'

/*
 * CREATE, DROP and TRUNCATE TABLE, CREATE and DROP INDEX and VIEW. Each does what takes time first, and then in one stretch without
 * `await` checks, writes the log and changes the memory, so that no commit comes between.
 */

export interface DefinitionHost extends TableHost {
  readonly transactions: TransactionManager
  readonly nextTableId: number
  readonly converterFactory: CreateConverter | undefined
  readonly tables: Iterable<StoredTable>
  readonly persistence: {
    appendDdl(timestamp: number, record: DdlRecord): number
    checkTableName(name: string, others: Iterable<string>): void
  } | null
  table(name: string): StoredTable | undefined
  addTable(table: StoredTable): void
  removeTable(table: StoredTable, timestamp: number): void
  renamed(renames: readonly Rename[]): void
  tableNames(): readonly string[]
  view(name: string): ViewDefinition | undefined
  setView(view: ViewDefinition): void
  /** Told of every change, after it is made. */
  definitionsChanged(): void
  removeView(name: string): void
  /** Runs a stretch without `await` while no commit waits for its sync. */
  atomically(stretch: () => void): Promise<void>
  releaseLater(table: StoredTable, states: readonly TableState[], timestamp: number): void
}

export function createTable(engine: DefinitionHost, definition: Omit<TableDefinition, 'id'>): void {
  assertFree(engine, definition.name)
  checkColumns(definition)
  engine.persistence?.checkTableName(definition.name, engine.tableNames())
  const whole: TableDefinition = { ...definition, id: engine.nextTableId }
  // Made before it is logged, so that a definition that cannot be is refused.
  const table = StoredTable.empty(engine, whole, engine.transactions.visible, 1)
  change(engine, { kind: 'create table', definition: whole }, (timestamp, lsn) => {
    table.truncate(timestamp)
    table.lastLsn = lsn
    engine.addTable(table)
  })
}

export function dropTable(engine: DefinitionHost, name: string): void {
  const table = tableOf(engine, name)
  assertNoWriters(engine, table)
  change(engine, { kind: 'drop table', table: table.definition.id }, (timestamp) => {
    table.lastCommit = timestamp
    engine.removeTable(table, timestamp)
  })
}

export function truncateTable(engine: DefinitionHost, name: string): void {
  const table = soundTable(engine, name)
  assertNoWriters(engine, table)
  change(engine, { kind: 'truncate table', table: table.definition.id }, (timestamp, lsn) => {
    engine.releaseLater(table, table.truncate(timestamp), timestamp)
    table.lastCommit = timestamp
    table.lastLsn = lsn
  })
}

export async function createIndex(
  engine: DefinitionHost,
  name: string,
  index: IndexDefinition,
): Promise<void> {
  const table = soundTable(engine, name)
  const slot = table.indexes.newSlot(withIndex(table.definition, index), index)
  const attach = () => {
    assertNoWriters(engine, table)
    if (index.unique) assertUniqueRows(table.state, slot, table.definition.name)
    const definition = withIndex(table.definition, index)
    change(engine, { kind: 'alter table', definition, ...unchanged }, (_timestamp, lsn) => {
      table.addIndex(definition, slot)
      table.lastLsn = lsn
    })
  }
  // The wait for the build belongs here, not to the first query. An engine without indexes keeps definitions alone.
  const canBuild = engine.indexFactory !== undefined
  if (!index.unique && !canBuild) return engine.atomically(attach)
  await table.indexes.prepareThen([slot], attach, (stretch) => engine.atomically(stretch))
}

export function dropIndex(engine: DefinitionHost, name: string, index: string): void {
  const table = soundTable(engine, name)
  const found = findIndex(table.definition, index)
  if (found === undefined) {
    throw new SqlError('unknown_index', `Can't DROP '${index}'; check that column/key exists`)
  }
  const indexes = table.definition.indexes.filter((other) => other !== found)
  const definition: TableDefinition = { ...table.definition, indexes }
  change(engine, { kind: 'alter table', definition, ...unchanged }, (_timestamp, lsn) => {
    table.removeIndex(definition, found.name)
    table.lastLsn = lsn
  })
}

/** Gives a table other triggers. */
export function changeTriggers(
  engine: DefinitionHost,
  name: string,
  triggers: readonly TriggerDefinition[],
): void {
  const table = soundTable(engine, name)
  const definition: TableDefinition = { ...table.definition, triggers }
  change(engine, { kind: 'alter table', definition, ...unchanged }, (_timestamp, lsn) => {
    table.redefine(definition)
    table.lastLsn = lsn
  })
}

export function createView(engine: DefinitionHost, view: ViewDefinition, replace: boolean): void {
  if (!replace || engine.view(view.name) === undefined) assertFree(engine, view.name)
  change(engine, { kind: 'create view', view }, () => engine.setView(view))
}

export function dropView(engine: DefinitionHost, name: string): void {
  if (engine.view(name) === undefined) throw new SqlError('bad_table', `Unknown table '${name}'`)
  change(engine, { kind: 'drop view', name }, () => engine.removeView(name))
}

/** Throws where a table cannot have another name. */
export function assertNewName(engine: DefinitionHost, name: string, former: string): void {
  assertFree(engine, name)
  const others = engine.tableNames().filter((other) => other !== former)
  engine.persistence?.checkTableName(name, others)
}

/** Tables and views share their names. */
function assertFree(engine: DefinitionHost, name: string): void {
  if (engine.table(name) !== undefined || engine.view(name) !== undefined) {
    throw new SqlError('table_exists', `Table '${name}' already exists`)
  }
}

/** What the binder sees to as well; a definition that files cannot hold must not get into the log. */
export function checkColumns({ name, columns }: Omit<TableDefinition, 'id'>): void {
  if (columns.length === 0) {
    throw new SqlError('no_columns', `A table must have at least 1 column: '${name}'`)
  }
  const names = new Set<string>()
  for (const column of columns) {
    const key = column.name.toLowerCase()
    if (names.has(key)) {
      throw new SqlError('duplicate_column', `Duplicate column name '${column.name}'`)
    }
    names.add(key)
    const { type } = column
    if (type.kind === 'null' || (type.kind === 'decimal' && type.precision > 38)) {
      throw new SqlError('unsupported', `Column '${column.name}' has a type that no table can hold`)
    }
  }
}

/** Logs a change, and makes it in memory at its timestamp. */
export function change(
  engine: DefinitionHost,
  record: DdlRecord,
  apply: (timestamp: number, lsn: number) => void,
): void {
  const timestamp = engine.transactions.assignTimestamp()
  const lsn = engine.persistence?.appendDdl(timestamp, record) ?? 0
  apply(timestamp, lsn)
  engine.definitionsChanged()
  engine.transactions.advance(timestamp)
}

function withIndex(definition: TableDefinition, index: IndexDefinition): TableDefinition {
  if (findIndex(definition, index.name) !== undefined) {
    throw new SqlError('duplicate_index', `Duplicate key name '${index.name}'`)
  }
  if (index.primary && definition.indexes.some(({ primary }) => primary)) {
    throw new SqlError('multiple_primary_keys', 'Multiple primary key defined')
  }
  const { indexes } = definition
  return { ...definition, indexes: index.primary ? [index, ...indexes] : [...indexes, index] }
}

function findIndex(definition: TableDefinition, name: string): IndexDefinition | undefined {
  const wanted = name.toLowerCase()
  return definition.indexes.find((index) => index.name.toLowerCase() === wanted)
}

function tableOf(engine: DefinitionHost, name: string): StoredTable {
  const table = engine.table(name)
  if (table === undefined) {
    throw new SqlError('unknown_table', `Table '${name}' doesn't exist`)
  }
  return table
}

export function soundTable(engine: DefinitionHost, name: string): StoredTable {
  const table = tableOf(engine, name)
  if (table.damage !== null) throw table.damage
  if (table.writeRefusal !== null) throw table.writeRefusal
  return table
}

export function assertNoWriters(engine: DefinitionHost, table: StoredTable): void {
  if (hasUncommitted(table, engine.transactions.active())) {
    throw new SqlError(
      'write_conflict',
      `Another transaction has uncommitted changes in '${table.definition.name}'`,
    )
  }
}
