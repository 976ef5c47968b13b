import type { LogicalOperator } from '../plan/logical-plan.ts'

/**
 * The plan without a LIMIT that lets its first row through: the same where only the first row counts, or there is no more than
 * one. LIMIT 0 and an OFFSET stay.
 */
export function withoutLimit(plan: LogicalOperator): LogicalOperator {
  if (plan.kind !== 'limit' || plan.offset !== null) return plan
  return plan.limit?.kind === 'constant' && Number(plan.limit.value) > 0 ? plan.input : plan
}
