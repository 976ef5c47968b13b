import type * as ast from '../sql/index.ts'
import { commonType } from '../types/common-type.ts'
import type { Binder } from './binder.ts'
import { castTo } from './cast.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type { ValuesOperator } from './logical-plan.ts'
import { type Environment, Scope } from './scope.ts'

/** `VALUES ROW(…), …`: columns named column_0, column_1, … in the common type of their values. */
export function bindValues(
  binder: Binder,
  node: ast.ValuesBody,
  environment: Environment,
): ValuesOperator {
  const scope = new Scope([], [], environment)
  const expressions = new ExpressionBinder(binder, scope, 'field list')
  const rows = node.rows.map((row) => row.map((value) => expressions.bind(value)))
  const columns = rows[0].map((_, i) => {
    const type = commonType(rows.map((row) => row[i].type))
    return binder.column(
      `column_${i}`,
      type,
      rows.some((row) => row[i].nullable),
    )
  })
  const cast = rows.map((row) => row.map((value, i) => castTo(value, columns[i].type)))
  return { kind: 'values', columns, rows: cast }
}
