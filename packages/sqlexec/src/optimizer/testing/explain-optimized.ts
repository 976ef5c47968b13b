import { explainOperator, explainStatement } from '../../plan/explain.ts'
import type { LogicalOperator } from '../../plan/logical-plan.ts'
import { type BindOptions, bindRoot, bindSql } from '../../plan/testing/fixture.ts'
import { optimize } from '../optimize.ts'
import type { OptimizeContext } from '../optimize-context.ts'

/** Table sizes of the test catalog, and no constant folding. */
export const context: OptimizeContext = {
  rowCount: ({ table }) => sizes[table.name] ?? 1_000,
  fold: () => undefined,
}

const sizes: Readonly<Record<string, number>> = {
  customers: 1_000,
  orders: 100_000,
  items: 1_000_000,
}

/** The plan after all rules. */
export function explainOptimized(sql: string, options: BindOptions = {}): string {
  return explainStatement(optimize(bindSql(sql, options), context))
}

/** The plan after some rules. */
export function explainAfter(
  rules: readonly ((root: LogicalOperator, context: OptimizeContext) => LogicalOperator)[],
  sql: string,
): string {
  return explainOperator(rules.reduce((root, rule) => rule(root, context), bindRoot(sql)))
}
