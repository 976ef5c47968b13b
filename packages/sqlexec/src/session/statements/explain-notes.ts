import type { OperatorProfile, Profile } from '../../exec/profile.ts'
import { estimate } from '../../optimizer/cardinality.ts'
import type { OptimizeContext } from '../../optimizer/optimize-context.ts'
import type { LogicalOperator } from '../../plan/logical-plan.ts'
import { inputsOf } from '../../plan/operator-walk.ts'

/** Guesses above this stand for: nobody knows. */
const mostRows = 1e12

/** What the optimizer guesses of an operator, and what running it has shown. */
export class PlanNotes {
  readonly #statistics: OptimizeContext
  readonly #profile: Profile | null

  constructor(statistics: OptimizeContext, profile: Profile | null) {
    this.#statistics = statistics
    this.#profile = profile
  }

  /** The rows that it was expected to yield; `null`: there is no guess. */
  rows(operator: LogicalOperator): number | null {
    const { rows } = estimate(operator, this.#statistics)
    return rows > mostRows ? null : Math.max(0, Math.round(rows))
  }

  /** The rows that it and all below it were expected to handle: what plans are compared by. `null`: there is no guess. */
  cost(operator: LogicalOperator): number | null {
    const own =
      operator.kind === 'scan' && operator.access === null && operator.table.virtual !== true
        ? this.#statistics.rowCount(operator.table)
        : this.rows(operator)
    if (own === null) return null
    let sum = own
    for (const input of inputsOf(operator)) {
      const below = this.cost(input)
      if (below === null) return null
      sum += below
    }
    return sum
  }

  actual(operator: LogicalOperator): (OperatorProfile & { readonly milliseconds: number }) | null {
    const profile = this.#profile?.find(operator)
    if (profile === undefined) return null
    return { ...profile, milliseconds: this.#profile!.milliseconds(operator) }
  }

  /** What stands behind an operator's title. */
  text(operator: LogicalOperator): string {
    const rows = this.rows(operator)
    const cost = this.cost(operator)
    const guess = rows === null || cost === null ? '' : `  (cost=${cost} rows=${rows})`
    return guess + this.#actualText(operator)
  }

  #actualText(operator: LogicalOperator): string {
    if (this.#profile === null) return ''
    const actual = this.actual(operator)
    if (actual === null || actual.loops === 0) return ' (never executed)'
    const { milliseconds, rows, loops, segments, scanned } = actual
    const parts = [`actual time=${milliseconds.toFixed(3)}`, `rows=${rows}`, `loops=${loops}`]
    if (operator.kind === 'scan') parts.push(`scanned=${scanned}`)
    if (segments !== null) parts.push(`parts read=${segments.read} of ${segments.all}`)
    return ` (${parts.join(' ')})`
  }
}
