import { SqlError } from '../../base/errors.ts'
import {
  columnOrdinal,
  type ForeignKeyDefinition,
  type TableDefinition,
} from '../../catalog/definition.ts'
import type { Relation } from './relation.ts'

/** A row refers to a key that no row has. */
export function childRowError(child: TableDefinition, key: ForeignKeyDefinition): SqlError {
  const message = 'Cannot add or update a child row: a foreign key constraint fails'
  return new SqlError('no_referenced_row', `${message} (${describe(child, key)})`)
}

/** A row cannot go, since others refer to it. */
export function parentRowError({ child, key }: Relation): SqlError {
  const message = 'Cannot delete or update a parent row: a foreign key constraint fails'
  return new SqlError('row_is_referenced', `${message} (${describe(child.definition, key)})`)
}

function describe(child: TableDefinition, key: ForeignKeyDefinition): string {
  const columns = key.columns.map((id) => `\`${child.columns[columnOrdinal(child, id)].name}\``)
  const referenced = key.referenced.map((name) => `\`${name}\``)
  return (
    `\`${child.name}\`, CONSTRAINT \`${key.name}\` FOREIGN KEY (${columns.join(', ')}) ` +
    `REFERENCES \`${key.table}\` (${referenced.join(', ')})`
  )
}
