import type { Code } from '../../functions/code.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import { plainValue } from '../compile/output-code.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { SourceBuilder } from '../compile/source-builder.ts'
import { MaterializedColumn } from '../materialized.ts'
import type { Sink } from '../pipeline.ts'

/** Rows kept in memory, column by column. */
export interface Materialized {
  readonly columns: readonly MaterializedColumn[]
  rowCount: number
}

export function newMaterialized(columns: readonly OutputColumn[]): Materialized {
  return {
    columns: columns.map(({ type, nullable }) => new MaterializedColumn(type, nullable)),
    rowCount: 0,
  }
}

/** Emits the storing of the row at hand; `state` names a `Materialized`. */
export function emitStore(
  scope: BlockScope,
  state: string,
  columns: readonly OutputColumn[],
): void {
  const { builder } = scope
  columns.forEach((column, index) => {
    emitPush(builder, `${state}.columns[${index}]`, scope.column(column.id), column.nullable)
  })
  builder.statement(`${state}.rowCount++`)
}

/** Emits adding a value to the `MaterializedColumn` at `path`. */
export function emitPush(
  builder: SourceBuilder,
  path: string,
  code: Code,
  nullable: boolean,
): void {
  const values = builder.prologue('values', `${path}.values`)
  if (code.representation === 'bigint') builder.prologue('big', `${path}.hasBigints = true`)
  const value = plainValue(builder, code)
  if (!nullable) {
    builder.statement(`${values}.push(${value})`)
    return
  }
  const nulls = builder.prologue('nulls', `${path}.nulls`)
  if (code.isNull === null) builder.statement(`${values}.push(${value}); ${nulls}.push(0)`)
  else {
    const blank = blankValue[code.representation]
    builder.statement(
      `if (${code.isNull}) { ${values}.push(${blank}); ${nulls}.push(1) } else { ${values}.push(${value}); ${nulls}.push(0) }`,
    )
  }
}

/** What stands in the place of a NULL, of the same class as the values, so that arrays keep their kind. */
const blankValue = { boolean: '0', number: '0', bigint: '0', string: "''", bytes: 'null' } as const

/** Keeps all rows, for the pipeline that reads them next; or appends them to those that another pipeline has kept. */
export function materializeSink(
  slot: number,
  columns: readonly OutputColumn[],
  mode: 'new' | 'append' = 'new',
): Sink {
  return {
    expressions: [],
    begin(execution) {
      if (mode === 'new') execution.states[slot] = newMaterialized(columns)
    },
    emit(scope) {
      emitStore(scope, scope.builder.prologue('rows', `states[${slot}]`), columns)
    },
  }
}
