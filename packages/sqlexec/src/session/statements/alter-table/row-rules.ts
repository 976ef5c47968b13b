import type { ColumnDefinition, TableDefinition } from '../../../catalog/definition.ts'
import { rowProgram } from '../../../exec/row-rules.ts'
import type { StatementEnvironment } from '../../../functions/environment.ts'
import { sameType } from '../../../types/sql-type.ts'
import type { SqlValue } from '../../../types/value.ts'

/** What generated columns and checks ask of the rows that are there. */
export interface AlteredRowRules {
  readonly compute: ReadonlyMap<number, (row: readonly SqlValue[]) => SqlValue>
  /** `null`: no row need be looked at. */
  readonly check: ((row: readonly SqlValue[]) => void) | null
}

/** Generated columns are computed anew, and checks made, where what they speak of may have changed. */
export function rowRules(
  former: TableDefinition,
  definition: TableDefinition,
  environment: StatementEnvironment,
): AlteredRowRules {
  const compute = new Map<number, (row: readonly SqlValue[]) => SqlValue>()
  const program = rowProgram(definition)
  if (program === null) return { compute, check: null }
  const { columns } = definition
  const valuesChange = columns.some((column) => changesValues(former, column))
  const isNewCheck = definition.checks.some(
    ({ enforced, sql }) =>
      enforced && !former.checks.some((check) => check.enforced && check.sql === sql),
  )
  if (valuesChange) {
    for (const [ordinal, { id, generated }] of columns.entries()) {
      if (generated === null) continue
      compute.set(id, (row) => {
        const values = [...row]
        program.generate(values, environment)
        return values[ordinal]
      })
    }
  }
  const checks = isNewCheck || (valuesChange && definition.checks.length > 0)
  return { compute, check: checks ? (row) => program.check([...row], environment) : null }
}

function changesValues({ columns }: TableDefinition, column: ColumnDefinition): boolean {
  const former = columns.find(({ id }) => id === column.id)
  if (former === undefined) return column.generated !== null
  return (
    !sameType(former.type, column.type) ||
    (column.generated !== null && column.generated.sql !== former.generated?.sql)
  )
}
