import type { Code } from '../../functions/code.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import type { AccumulatorState, AggregateKind } from './aggregate-kind.ts'
import { callOrder, valueCount } from './call-order.ts'
import { arrangeRows, type CollectedShape, emitCollect, rowsOf } from './collected-rows.ts'

/** How an aggregate makes a value of one piece per row, in the order of the call. */
export interface Joining<P> {
  /** The type of the pieces, where they are values of a type; a column holds any others as well until it is read. */
  readonly pieceType: SqlType
  /** Emits a row's piece. */
  emitPiece(scope: BlockScope, codes: readonly Code[]): Code
  /** What a group begins with. */
  begin(): unknown
  /** Takes a piece in; the answer is what the group goes on with. */
  append(group: unknown, piece: P): unknown
  finish: AggregateKind['result']
}

/** An aggregate over pieces: without ORDER BY joined as the rows come, with it when all are there. */
export function joined<P>(call: AggregateCall, joining: Joining<P>): AggregateKind {
  const { begin, append, finish } = joining
  const grow = (state: AccumulatorState) => {
    state.values.push(begin())
  }
  if (call.order === undefined || call.order.length === 0) {
    return {
      counts: false,
      grow,
      emit(scope, { at }, codes) {
        const piece = joining.emitPiece(scope, codes)
        const { builder } = scope
        const run = builder.constant(append)
        builder.statement(`${at('values')} = ${run}(${at('values')}, ${piece.js})`)
      },
      result: finish,
    }
  }
  const keys = call.args.slice(valueCount(call))
  const shapes: CollectedShape[] = [{ type: joining.pieceType, nullable: false }, ...keys]
  return {
    counts: false,
    collects: shapes,
    grow,
    emit(scope, place, codes) {
      const values = codes.slice(0, valueCount(call))
      const piece = joining.emitPiece(scope, values)
      emitCollect(scope, place, shapes, [piece, ...codes.slice(values.length)])
    },
    prepare(state, groupCount) {
      const rows = state.rows!
      const [pieces, ...keyColumns] = rows.columns
      const arranged = arrangeRows(rows, groupCount, callOrder(call, keyColumns))
      for (let group = 0; group < groupCount; group++) {
        let value = state.values[group]
        for (const row of rowsOf(arranged, group)) value = append(value, pieces.values[row] as P)
        state.values[group] = value
      }
    },
    result: finish,
  }
}
