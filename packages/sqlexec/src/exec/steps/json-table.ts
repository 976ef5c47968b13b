import { jsonTableRows } from '../../functions/json-table.ts'
import type { JsonTableOperator } from '../../plan/logical-plan.ts'
import { lateralColumns } from '../../plan/operators.ts'
import { emitExpression } from '../compile/expression.ts'
import type { Step } from '../pipeline.ts'
import { emitRows } from './lateral.ts'

/** About as many rows as a document makes. */
const rowsPerDocument = 10

/** Joins each row with those that JSON_TABLE makes of its document. */
export function jsonTableStep(operator: JsonTableOperator): Step {
  const { document, table, outer } = operator
  const rowsOf = (text: string) => jsonTableRows(table, text)
  return {
    expressions: [document],
    fanOut: () => rowsPerDocument,
    emit(scope, _execution, consume) {
      const { builder } = scope
      const { js, isNull } = emitExpression(document, scope)
      const call = `${builder.constant(rowsOf)}(${js})`
      const rows = builder.local(
        isNull === null ? call : `(${isNull}) ? ${builder.constant(noRows)} : ${call}`,
      )
      const added = { columns: lateralColumns(operator), outer }
      emitRows(rows, added, scope, { test: () => {}, consume })
    },
  }
}

const noRows: readonly never[] = []
