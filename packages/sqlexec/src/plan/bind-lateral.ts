import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import type { Binder } from './binder.ts'
import type { Expression, SubqueryExpression } from './expression.ts'
import { correlatedColumns } from './inner-query.ts'
import type { LogicalOperator } from './logical-plan.ts'
import { filter, join, lateral } from './operators.ts'
import { type Environment, Scope } from './scope.ts'

/** Where a table stands in FROM. */
export interface FromPlace {
  readonly environment: Environment
  /** What LATERAL sees: the environment with the tables to the left of it as `outer`. */
  readonly lateral: Environment
}

/** What stands to the right of `left`. Its captured columns are those that lateral tables in it ask for. */
export function placeBeside(left: Scope, { environment, lateral }: FromPlace): FromPlace {
  const outer = new Scope(left.relations, left.visible, lateral)
  return {
    environment,
    lateral: { ...environment, outer, outerAggregates: null, captured: new Map() },
  }
}

/** A join whose right side was bound in `place`: a lateral one, where that speaks of what is to the left. */
export function joinBeside(
  binder: Binder,
  type: ast.Join['type'],
  left: LogicalOperator,
  right: LogicalOperator,
  predicates: readonly Expression[],
  { lateral: within }: FromPlace,
  node: ast.TableReference,
): LogicalOperator {
  if (within.captured.size === 0) {
    return type === 'right'
      ? join('left', right, left, predicates)
      : join(type, left, right, predicates)
  }
  if (type === 'right' || type === 'full') {
    const message = `A table on the right of a ${type.toUpperCase()} JOIN cannot refer to one on the left`
    throw binder.error('unknown_column', message, node.span)
  }
  const subquery: SubqueryExpression = {
    kind: 'subquery',
    mode: 'rows',
    plan: right,
    correlated: correlatedColumns(binder, within),
    operands: [],
    type: types.null,
    nullable: true,
  }
  return type === 'left'
    ? lateral(type, left, subquery, predicates)
    : filter(lateral(type, left, subquery, []), predicates)
}
