import { SqlError } from '../../base/errors.ts'
import {
  findColumn,
  findKeyIndex,
  type IndexDefinition,
  type TableDefinition,
} from '../../catalog/definition.ts'
import type { StorageEngine } from '../../storage/table-access.ts'

/** Throws where a table that stays refers to one that is dropped. */
export function assertMayDrop(
  engine: StorageEngine,
  name: string,
  dropped: ReadonlySet<string>,
): void {
  for (const { table, key } of engine.referencing(name)) {
    const child = table.definition.name
    if (dropped.has(child)) continue
    const message = `Cannot drop table '${name}' referenced by a foreign key constraint '${key.name}' on table '${child}'.`
    throw new SqlError('parent_dropped', message)
  }
}

export function assertMayTruncate(engine: StorageEngine, name: string): void {
  for (const { table, key } of engine.referencing(name)) {
    const child = table.definition.name
    if (child === name) continue
    const message = `Cannot truncate a table referenced in a foreign key constraint (\`${child}\`, CONSTRAINT \`${key.name}\`)`
    throw new SqlError('parent_truncated', message)
  }
}

/** Throws where a foreign key of the table, or one that refers to it, would be left without an index. */
export function assertMayDropIndex(
  engine: StorageEngine,
  table: TableDefinition,
  index: IndexDefinition,
): void {
  const indexes = table.indexes.filter((other) => other !== index)
  if (indexLostByForeignKey(engine, table, { ...table, indexes }) === undefined) return
  const message = `Cannot drop index '${index.name}': needed in a foreign key constraint`
  throw new SqlError('index_of_foreign_key', message)
}

/** The index that a foreign key of a table, or one that refers to it, had before a change and has nothing instead of. */
export function indexLostByForeignKey(
  engine: Pick<StorageEngine, 'referencing'>,
  table: TableDefinition,
  after: TableDefinition,
): IndexDefinition | undefined {
  const needed = [
    ...after.foreignKeys.map((key) => key.columns),
    ...engine
      .referencing(table.name)
      .filter(
        ({ table: child, key }) =>
          child.definition.id !== table.id ||
          after.foreignKeys.some(({ name }) => name === key.name),
      )
      .map(({ key }) => key.referenced.map((name) => table.columns[findColumn(table, name)]?.id)),
  ]
  for (const columns of needed) {
    const had = findKeyIndex(table, columns)
    if (had !== undefined && findKeyIndex(after, columns) === undefined) return had
  }
  return undefined
}
