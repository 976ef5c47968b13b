import type * as ast from '../sql/index.ts'
import { projectAndSort } from './bind-order.ts'
import type { Binder } from './binder.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type { ReturningPlan, TableReference } from './logical-plan.ts'
import { type Environment, Scope } from './scope.ts'
import { bindSelectList } from './select-list.ts'

/** RETURNING: a select list over the rows that a change inserted, stored or deleted. */
export function bindReturning(
  binder: Binder,
  items: readonly ast.SelectItem[],
  table: TableReference,
  name: string,
  environment: Environment,
): ReturningPlan {
  const columns = table.table.columns.map((column) =>
    binder.column(column.name, column.type, column.nullable),
  )
  const id = binder.workingTable()
  const rows = { kind: 'working', table: id, name, columns } as const
  const scope = Scope.of({ database: table.database, name, columns, table }, environment)
  const expressions = new ExpressionBinder(binder, scope, 'field list')
  const entries = bindSelectList(binder, items, expressions)
  return { rows: id, root: projectAndSort(binder, rows, entries, [], false).operator }
}
