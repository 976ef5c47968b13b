import { typeRepresentation } from '../../functions/code.ts'
import { typeRange } from '../../functions/integer-code.ts'
import type { ColumnId } from '../../plan/expression.ts'
import type { LateralOperator, OutputColumn } from '../../plan/logical-plan.ts'
import { lateralColumns } from '../../plan/operators.ts'
import { emitExpression, emitTruth } from '../compile/expression.ts'
import { sqlValue } from '../compile/output-code.ts'
import type { BlockScope, ColumnProvider, RowScope } from '../compile/row-scope.ts'
import type { Step } from '../pipeline.ts'

/** How many times a row the work of a lateral subquery is reckoned to be, so that slices stay short. */
const rowCost = 100

/** Joins each row with those that a subquery yields for it. */
export function lateralStep(join: LateralOperator): Step {
  const { type, subquery, on } = join
  return {
    expressions: [...subquery.correlated.map(({ value }) => value), ...on],
    fanOut: () => rowCost,
    emit(scope, _execution, consume) {
      const { builder } = scope
      const values = subquery.correlated.map(({ value }) =>
        sqlValue(builder, emitExpression(value, scope)),
      )
      const rows = builder.local(
        `execution.subqueries.rows(${builder.constant(subquery)}, [${values.join(', ')}], execution)`,
      )
      emitRows(rows, { columns: lateralColumns(join), outer: type === 'left' }, scope, {
        test(present) {
          for (const predicate of on) {
            builder.statement(`if (!${emitTruth(predicate, present)}) continue`)
          }
        },
        consume,
      })
    },
  }
}

/** What rows add to the row at hand. */
export interface AddedRows {
  readonly columns: readonly OutputColumn[]
  /** Whether a row without any goes on once with NULLs. */
  readonly outer: boolean
}

export interface RowsBody {
  /** Emits `continue` for a pair of rows that do not belong together. */
  test(scope: BlockScope): void
  consume(scope: BlockScope): void
}

/** Emits a loop over `rows`, an array of rows as arrays of values, each beside the row at hand. */
export function emitRows(
  rows: string,
  { columns, outer }: AddedRows,
  scope: BlockScope,
  body: RowsBody,
): void {
  const { builder } = scope
  const at = builder.variable('0')
  const row = builder.name('row')
  const inner = scope.with(providersOf(columns, row))
  if (!outer) {
    builder.block(`for (; ${at} < ${rows}.length; ${at}++)`, () => {
      builder.statement(`const ${row} = ${rows}[${at}]`)
      body.test(inner)
      body.consume(inner)
    })
    return
  }
  const found = builder.variable('false')
  const absent = scope.with(providersOf(columns, row, true))
  builder.block('for (;;)', () => {
    builder.statement(`let ${row} = null`)
    builder.block(`if (${at} < ${rows}.length)`, () => {
      builder.statement(`${row} = ${rows}[${at}++]`)
      body.test(inner.nested())
      builder.statement(`${found} = true`)
    })
    builder.block('else', () => {
      builder.statement(`if (${found}) break`)
      builder.statement(`${found} = true`)
    })
    body.consume(absent)
  })
}

function providersOf(
  columns: readonly OutputColumn[],
  row: string,
  mayBeAbsent = false,
): (readonly [ColumnId, ColumnProvider])[] {
  return columns.map((column, i) => {
    const path = mayBeAbsent ? `(${row} === null ? null : ${row}[${i}])` : `${row}[${i}]`
    return [column.id, (scope) => valueCode(scope, path, column)] as const
  })
}

function valueCode({ builder }: RowScope, path: string, { type }: OutputColumn) {
  const representation = typeRepresentation(type)
  const value = builder.local(path)
  return {
    js: representation === 'bigint' ? `BigInt(${value})` : value,
    representation,
    isNull: `${value} === null`,
    range: typeRange(type),
  }
}
