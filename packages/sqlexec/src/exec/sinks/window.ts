import type { Expression } from '../../plan/expression.ts'
import { expressionKey } from '../../plan/expression-key.ts'
import type { OutputColumn, WindowOperator } from '../../plan/logical-plan.ts'
import { windowExpressions } from '../../plan/window-walk.ts'
import type { Chunk } from '../chunk.ts'
import { emitExpression } from '../compile/expression.ts'
import type { Execution } from '../execution.ts'
import { type MaterializedColumn, materializedChunk, reorderedChunk } from '../materialized.ts'
import type { Sink } from '../pipeline.ts'
import { type WindowCounts, windowCounts } from '../window/frame-counts.ts'
import { SortedRows } from '../window/sorted-rows.ts'
import { type CallColumns, windowColumns } from '../window/window-columns.ts'
import { emitStore, type Materialized, newMaterialized } from './materialize.ts'

interface WindowState extends Materialized {
  readonly counts: readonly WindowCounts[]
}

/** What a Window operator keeps of each row: the columns that go on, and beside them the values that its keys and calls speak of. */
export class WindowStore {
  readonly operator: WindowOperator
  /** Columns that go on come first. */
  readonly stored: readonly OutputColumn[]
  readonly keptCount: number
  readonly expressions: readonly Expression[]
  readonly #places = new Map<string, number>()

  constructor(operator: WindowOperator, kept: readonly OutputColumn[]) {
    this.operator = operator
    this.keptCount = kept.length
    const stored = [...kept]
    const expressions: Expression[] = []
    for (const [i, { id }] of kept.entries()) this.#places.set(`#${id}`, i)
    for (const expression of storedExpressions(operator)) {
      const key = expressionKey(expression)
      if (this.#places.has(key)) continue
      this.#places.set(key, stored.length)
      const { type, nullable } = expression
      stored.push({ id: -1 - expressions.length, name: '', type, nullable })
      expressions.push(expression)
    }
    this.stored = stored
    this.expressions = expressions
  }

  /** The column of an expression's values. */
  column(state: Materialized, expression: Expression): MaterializedColumn {
    return state.columns[this.#places.get(expressionKey(expression))!]
  }
}

/** Without what is known before the rows are: offsets, and arguments that count rows. */
function storedExpressions(operator: WindowOperator): readonly Expression[] {
  const known = new Set(
    operator.calls.flatMap((call) => {
      const { start, end } = call.frame
      const counted =
        'countArgument' in call.function ? call.args[call.function.countArgument] : null
      return [start.offset, end.offset, counted]
    }),
  )
  return windowExpressions(operator).filter((expression) => !known.has(expression))
}

/** Keeps rows for a window; they are sorted, and its functions computed, when all are there. */
export function windowSink(slot: number, store: WindowStore): Sink {
  const { operator, stored, expressions } = store
  return {
    expressions,
    begin(execution) {
      const counts = operator.calls.map((call) => windowCounts(call, execution))
      const state: WindowState = { ...newMaterialized(stored), counts }
      execution.states[slot] = state
    },
    emit(scope) {
      const state = scope.builder.prologue('rows', `states[${slot}]`)
      const keyed = scope.with(
        expressions.map((expression, i) => [-1 - i, (inner) => emitExpression(expression, inner)]),
      )
      emitStore(keyed, state, stored)
    },
  }
}

/** The rows in the window's order, with the columns of its calls behind those that were kept. */
export function windowChunk(execution: Execution, slot: number, store: WindowStore): Chunk {
  const state = execution.states[slot] as WindowState
  const { operator } = store
  const columnOf = (expression: Expression | null) =>
    expression === null ? null : store.column(state, expression)
  const partition = operator.partition.map((key) => store.column(state, key))
  const order = operator.order.map((key) => ({ key, column: store.column(state, key.expression) }))
  const rows = new SortedRows(state.rowCount, partition, order)
  const calls = operator.calls.map((call, i): CallColumns => {
    const { rangeKey, start, end } = call.frame
    const counted = 'countArgument' in call.function ? call.function.countArgument : -1
    return {
      call,
      counts: state.counts[i],
      args: call.args.map((arg, a) => (a === counted ? null : store.column(state, arg))),
      rangeKey: columnOf(rangeKey),
      start: columnOf(start.value),
      end: columnOf(end.value),
    }
  })
  const added = windowColumns(operator, rows, calls, execution.environment)
  const kept = state.columns.slice(0, store.keptCount)
  const chunk =
    rows.order === null ? materializedChunk(kept, state.rowCount) : reorderedChunk(kept, rows.order)
  return { ...chunk, columns: [...chunk.columns, ...added] }
}
