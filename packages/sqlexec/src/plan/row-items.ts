import type * as ast from '../sql/index.ts'
import { columnExpression } from './binder.ts'
import type { Expression, SubqueryExpression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { bindInner, type InnerQuery } from './inner-query.ts'
import { project } from './operators.ts'

/** The items of a row expression or of the row of a subquery, bound; of any other expression itself. */
export function rowItems(scope: ExpressionScope, node: ast.Expression): readonly Expression[] {
  switch (node.kind) {
    case 'row':
      return node.items.map((item) => scope.bind(item))
    case 'subquery':
      return bindRowSubquery(scope, node)
    default:
      return [scope.bind(node)]
  }
}

/**
 * The columns of a subquery's one row, all NULL where there is none: a scalar subquery for each, bound by itself so that
 * each has columns of its own.
 */
export function bindRowSubquery(
  scope: ExpressionScope,
  { query }: ast.ScalarSubquery,
): readonly Expression[] {
  const first = bindInner(scope, query)
  return first.plan.columns.map((_, i) => columnOf(i === 0 ? first : bindInner(scope, query), i))
}

function columnOf({ plan, correlated }: InnerQuery, i: number): SubqueryExpression {
  const column = plan.columns[i]
  const only =
    plan.columns.length === 1 ? plan : project(plan, [column], [columnExpression(column)])
  const { type } = column
  return {
    kind: 'subquery',
    mode: 'scalar',
    plan: only,
    correlated,
    operands: [],
    type,
    nullable: true,
  }
}
