import type { Span } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import type { AssignedRow } from './bind-assignments.ts'
import type { Binder } from './binder.ts'
import type { LogicalOperator, OutputColumn } from './logical-plan.ts'
import { mapInputs } from './operator-walk.ts'
import type { Relation, Scope } from './scope.ts'

/** A stored table of FROM that UPDATE or DELETE may change. */
export interface ChangeableTable extends AssignedRow {
  readonly relation: Relation
  /** Carries the id of the row; NULL where an outer join has none. */
  readonly rowId: OutputColumn
}

export function changeableTables(binder: Binder, { relations }: Scope): ChangeableTable[] {
  return relations.flatMap((relation) => {
    const { table, columns } = relation
    if (table === null || table.virtual) return []
    const rowId = binder.column(
      'row id',
      types.bigint,
      columns.every(({ nullable }) => nullable),
    )
    return [{ relation, table, columns, rowId }]
  })
}

/** FROM with the row ids of the tables that change. */
export function withRowIds(
  operator: LogicalOperator,
  tables: readonly ChangeableTable[],
): LogicalOperator {
  if (operator.kind !== 'scan') return mapInputs(operator, (input) => withRowIds(input, tables))
  const own = tables.find(({ columns }) => columns[0].id === operator.columns[0].id)
  if (own === undefined) return operator
  return {
    ...operator,
    columns: [...operator.columns, { ...own.rowId, nullable: false }],
    ordinals: [...operator.ordinals, -1],
    rowId: own.rowId.id,
  }
}

/** Says why a table of FROM cannot be changed. */
export function notChangeable(binder: Binder, { name, table }: Relation, verb: string, span: Span) {
  if (table?.virtual) {
    const message = `Access denied to database '${table.database}': its tables cannot be changed`
    return binder.error('database_access', message, span)
  }
  const message = `The target table ${name} of the ${verb} is not updatable`
  return binder.error('not_updatable', message, span)
}
