import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import type { RowPlace, Table } from '../storage/table-access.ts'
import { isTextual } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { valueAt } from '../vector/value-at.ts'
import type { Stage } from './maybe-async.ts'

/** Makes ready what a change of a table needs. */
export function* prepareTable(table: Table): Stage<void> {
  if (table.damage) throw table.damage
  const preparing = table.prepareWrite()
  if (preparing) yield preparing
}

/** All values of a row version. */
export function* readRow(definition: TableDefinition, place: RowPlace): Stage<SqlValue[]> {
  const { segment, row } = place
  const loading = segment.load(definition.columns.map((_, ordinal) => ordinal))
  if (loading) yield loading
  return definition.columns.map(({ type }, ordinal) =>
    valueAt(segment.column(ordinal), row, isTextual(type)),
  )
}

export function checkNotNull({ columns }: TableDefinition, values: readonly SqlValue[]): void {
  for (let i = 0; i < columns.length; i++) {
    if (values[i] === null && !columns[i].nullable) {
      throw new SqlError('null_value', `Column '${columns[i].name}' cannot be null`)
    }
  }
}
