import type { Expression } from '../../plan/expression.ts'
import { isColumnFree } from '../../plan/expression-walk.ts'
import type { ScanOperator } from '../../plan/logical-plan.ts'
import { collation } from '../../types/collation.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import type { Execution } from '../execution.ts'
import { MaterializedColumn, materializedChunk } from '../materialized.ts'
import type { Source } from '../pipeline.ts'

/** Reads a table that is made for this execution. Its maker learns which texts the filters demand of a column. */
export function virtualSource(scan: ScanOperator): Source {
  return {
    columns: scan.columns.map(({ id }) => id),
    *chunks(execution) {
      const demands = demandsOf(scan, execution)
      const wants = (column: string, text: string) => demands.get(column)?.(text) ?? true
      const columns = scan.columns.map(({ type }) => new MaterializedColumn(type, true))
      let rowCount = 0
      for (const row of execution.virtualRows(scan.table, wants)) {
        for (let i = 0; i < columns.length; i++) columns[i].push(row[scan.ordinals[i]])
        rowCount++
      }
      if (rowCount > 0) yield materializedChunk(columns, rowCount)
    },
  }
}

type Demand = (text: string) => boolean

/** What `column = value` and `column IN (values)` among the filters demand, by the name of the column. */
function demandsOf(scan: ScanOperator, execution: Execution): ReadonlyMap<string, Demand> {
  const demands = new Map<string, Demand>()
  for (const filter of scan.filters) {
    const equality = equalityOf(filter)
    if (equality === null) continue
    const { column, type, values } = equality
    const target = scan.columns.find(({ id }) => id === column)
    if (target?.type.kind !== 'text' || type.kind !== 'text') continue
    const { key } = collation(type.collation)
    const keys = new Set<string>()
    for (const value of values) {
      const text = evaluateScalar(value, execution)
      if (text !== null) keys.add(key(String(text)))
    }
    const { name } = scan.table.table.columns[scan.ordinals[scan.columns.indexOf(target)]]
    const other = demands.get(name)
    demands.set(name, (text) => keys.has(key(text)) && (other?.(text) ?? true))
  }
  return demands
}

function equalityOf(filter: Expression) {
  if (filter.kind === 'in') return equality(filter.input, filter.list)
  if (filter.kind !== 'call' || filter.function.name !== '=') return null
  const [left, right] = filter.args
  return equality(left, [right]) ?? equality(right, [left])
}

function equality(side: Expression, values: readonly Expression[]) {
  // A cast to text without a length is one to another collation, and keeps the text.
  const keeps = side.kind === 'cast' && side.type.kind === 'text' && side.type.length === null
  const column = keeps ? side.input : side
  if (column.kind !== 'column' || !values.every(isColumnFree)) return null
  return { column: column.column, type: side.type, values }
}
