import type { ReturningPlan } from '../plan/logical-plan.ts'
import type { SqlValue } from '../types/value.ts'
import type { Execution } from './execution.ts'
import type { Stage } from './maybe-async.ts'
import { type PhysicalPlan, physicalPlan } from './physical-plan.ts'
import type { RowShape } from './sinks/rows.ts'
import { SubqueryRunner } from './subquery.ts'

/** Rows of a table as a change leaves them, or as they were before it deleted them. */
export type ReturnedRows = (readonly SqlValue[])[]

/** Makes the rows of RETURNING of those that a change touched. */
export class Returning {
  readonly #plan: ReturningPlan
  readonly #physical = new Map<RowShape, PhysicalPlan>()

  constructor(plan: ReturningPlan) {
    this.#plan = plan
  }

  *run(rows: ReturnedRows, shape: RowShape, execution: Execution): Stage<unknown[]> {
    let physical = this.#physical.get(shape)
    if (physical === undefined) {
      physical = physicalPlan(this.#plan.root, shape)
      this.#physical.set(shape, physical)
    }
    const given = new Map([[this.#plan.rows, rows]])
    // Subqueries see the change.
    const subqueries = new SubqueryRunner()
    return yield* physical.run({ ...execution, states: [], given, subqueries })
  }
}
