import { SqlError } from '../base/errors.ts'
import type { LockPlan } from '../plan/logical-plan.ts'
import type { SqlValue } from '../types/value.ts'
import type { Execution } from './execution.ts'
import type { Stage } from './maybe-async.ts'
import { physicalPlan } from './physical-plan.ts'
import { prepareTable, RowReader } from './table-rows.ts'
import { distinctRows } from './update.ts'

/** The locks of a query, compiled once. */
export interface LockProgram {
  run(execution: Execution): Stage<void>
}

/**
 * FOR UPDATE and FOR SHARE without locks: each row is written as it is, so that another transaction that changes it, before or after,
 * and this one conflict. Throws `write_conflict` where another has.
 */
export function lockProgram({ tables, source }: LockPlan): LockProgram {
  const plan = physicalPlan(source, 'engine')
  return {
    *run(execution) {
      const { transaction } = execution
      const rows = yield* plan.run({ ...execution, states: [] })
      for (const { table: reference, rowId } of tables) {
        const table = execution.table(reference)
        yield* prepareTable(table)
        const snapshot = table.snapshot(transaction)
        const reader = new RowReader(table.definition)
        const values: SqlValue[] = []
        for (const row of distinctRows(rows as SqlValue[][], rowId)) {
          const place = snapshot.find(row[rowId] as number)
          if (!place) throw new SqlError('internal', 'a row to lock has vanished')
          const loading = reader.load(place.segment)
          if (loading) yield loading
          reader.read(place.segment, place.row, values)
          table.update(transaction, row[rowId] as number, values)
        }
      }
    },
  }
}
