import type { Expression } from '../plan/expression.ts'
import { mapOperands } from '../plan/expression-walk.ts'
import type { LogicalOperator, LogicalStatement } from '../plan/logical-plan.ts'
import { hasSubqueries, mapExpressions, mapInputs, mapRoot } from '../plan/operator-walk.ts'
import { bindCorrelation } from './bind-correlation.ts'
import { chooseIndexes } from './choose-index.ts'
import { factorDisjunctions } from './factor-disjunctions.ts'
import { foldConstants } from './fold-constants.ts'
import { mergeEqualities } from './merge-equalities.ts'
import { mergeProjects } from './merge-projects.ts'
import type { OptimizeContext } from './optimize-context.ts'
import { orderJoins } from './order-joins.ts'
import { pruneColumns } from './prune-columns.ts'
import { pushFilters } from './push-filters.ts'
import { pushSemiJoins } from './push-semi-joins.ts'
import { unnestSubqueries } from './unnest-subqueries.ts'

/** A rule answers a plan of the same rows and the same root columns. */
type Rule = (root: LogicalOperator, context: OptimizeContext) => LogicalOperator

/** Once for a statement with subqueries: what concerns the border between a query and those within it. */
const borderRules: readonly Rule[] = [foldConstants, unnestSubqueries, bindCorrelation]

/** For each query by itself. The order matters: each rule counts on what those before it left. */
const queryRules: readonly Rule[] = [
  foldConstants,
  factorDisjunctions,
  mergeEqualities,
  mergeProjects,
  pushFilters,
  pushSemiJoins,
  mergeProjects,
  orderJoins,
  pruneColumns,
  chooseIndexes,
]

/** The plan that execution should follow: the same rows, found with less work. */
export function optimize(statement: LogicalStatement, context: OptimizeContext): LogicalStatement {
  return mapRoot(statement, (root) => {
    if (!hasSubqueries(root)) return apply(queryRules, root, context)
    return optimizeQuery(apply(borderRules, root, context), context)
  })
}

function apply(rules: readonly Rule[], root: LogicalOperator, context: OptimizeContext) {
  return rules.reduce((operator, rule) => rule(operator, context), root)
}

/** A query, then those that are still within its expressions. */
function optimizeQuery(root: LogicalOperator, context: OptimizeContext): LogicalOperator {
  const within = (expression: Expression): Expression => {
    const mapped = mapOperands(expression, within)
    if (mapped.kind !== 'subquery') return mapped
    return { ...mapped, plan: optimizeQuery(mapped.plan, context) }
  }
  const everywhere = (operator: LogicalOperator): LogicalOperator =>
    mapExpressions(mapInputs(operator, everywhere), within)
  return everywhere(apply(queryRules, root, context))
}
