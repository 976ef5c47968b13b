import type { LogicalOperator, LogicalStatement } from '../plan/logical-plan.ts'
import { mapRoot } from '../plan/operator-walk.ts'
import { chooseIndexes } from './choose-index.ts'
import { factorDisjunctions } from './factor-disjunctions.ts'
import { foldConstants } from './fold-constants.ts'
import { mergeProjects } from './merge-projects.ts'
import type { OptimizeContext } from './optimize-context.ts'
import { orderJoins } from './order-joins.ts'
import { pruneColumns } from './prune-columns.ts'
import { pushFilters } from './push-filters.ts'

/** A rule answers a plan of the same rows and the same root columns. */
type Rule = (root: LogicalOperator, context: OptimizeContext) => LogicalOperator

/** The order matters: each rule counts on what those before it left. */
const rules: readonly Rule[] = [
  foldConstants,
  factorDisjunctions,
  mergeProjects,
  pushFilters,
  mergeProjects,
  orderJoins,
  pruneColumns,
  chooseIndexes,
]

export function optimize(statement: LogicalStatement, context: OptimizeContext): LogicalStatement {
  return mapRoot(statement, (root) =>
    rules.reduce((operator, rule) => rule(operator, context), root),
  )
}
