import type { ForeignKeyDefinition, TableDefinition } from './definition.ts'

/** New names of tables and their columns, by the old ones, in lower case for columns. */
export interface NameChanges {
  readonly tables: ReadonlyMap<string, string>
  /** Per old name of a table. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** The definitions among `tables` whose foreign keys refer to what was renamed, with the new names in them. */
export function withRenamedReferences(
  tables: Iterable<TableDefinition>,
  changes: NameChanges,
): TableDefinition[] {
  const changed: TableDefinition[] = []
  for (const table of tables) {
    const foreignKeys = table.foreignKeys.map((key) => renamedReference(key, changes))
    if (foreignKeys.some((key, i) => key !== table.foreignKeys[i])) {
      changed.push({ ...table, foreignKeys })
    }
  }
  return changed
}

function renamedReference(
  key: ForeignKeyDefinition,
  { tables, columns }: NameChanges,
): ForeignKeyDefinition {
  const table = tables.get(key.table)
  const names = columns.get(key.table)
  const renamed = key.referenced.some((name) => names?.has(name.toLowerCase()))
  if (table === undefined && !renamed) return key
  const referenced = key.referenced.map((name) => names?.get(name.toLowerCase()) ?? name)
  return { ...key, table: table ?? key.table, referenced }
}

/** What an ALTER TABLE renames. */
export function nameChanges(before: TableDefinition, after: TableDefinition): NameChanges {
  const columns = new Map<string, string>()
  for (const { id, name } of before.columns) {
    const renamed = after.columns.find((column) => column.id === id)
    if (renamed !== undefined && renamed.name !== name)
      columns.set(name.toLowerCase(), renamed.name)
  }
  return {
    tables: before.name === after.name ? new Map() : new Map([[before.name, after.name]]),
    columns: columns.size === 0 ? new Map() : new Map([[before.name, columns]]),
  }
}
