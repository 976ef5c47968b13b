import { anyNull } from '../../functions/code.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import type { AccumulatorState } from '../aggregates/aggregate-kind.ts'
import { kindOf } from '../aggregates/aggregate-kinds.ts'
import { valueCount } from '../aggregates/call-order.ts'
import { newCollectedRows } from '../aggregates/collected-rows.ts'
import type { ChunkColumn } from '../chunk.ts'
import { emitExpression } from '../compile/expression.ts'
import { emitKey, type KeyPart, KeyTable } from '../compile/key-code.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import { MaterializedColumn } from '../materialized.ts'
import { Interner } from '../runtime/interner.ts'
import { newSums } from './exact-sum.ts'
import type { GroupPlace } from './group-place.ts'

export type { AccumulatorState } from '../aggregates/aggregate-kind.ts'

/** How one aggregate call accumulates. The state holds arrays indexed by group. */
export interface Accumulator {
  begin(): AccumulatorState
  /** Adds an empty group. */
  grow(state: AccumulatorState): void
  /**
   * Emits taking the row at hand into its group. An aggregate that takes every row of this variant of the code need not count
   * for itself: it calls `countRow`.
   */
  emit(scope: BlockScope, place: GroupPlace, countRow: () => void): void
  /** The results, one row per group. */
  finish(
    state: AccumulatorState,
    groupCount: number,
    environment: StatementEnvironment,
  ): ChunkColumn
}

export function accumulator(call: AggregateCall): Accumulator {
  const kind = kindOf(call)
  const given = valueCount(call)
  const { takesNulls = false } = call.function
  return {
    begin: () => ({
      ...newSums(),
      counts: [],
      sums: [],
      values: [],
      squares: newSums(),
      moments: Array.from({ length: kind.momentCount ?? 0 }, () => []),
      distinct: call.distinct ? { keys: new KeyTable(given), pairs: new Interner() } : null,
      rows: kind.collects ? newCollectedRows(kind.collects) : null,
    }),
    grow: kind.grow,
    emit(scope, place, countRow) {
      const codes = call.args.map((arg) => emitExpression(arg, scope))
      const isNull = takesNulls ? null : anyNull(codes.slice(0, given))
      const { builder } = scope
      const known = codes.map((code, i) =>
        i < given && !takesNulls ? { ...code, isNull: null } : code,
      )
      const update = () => kind.emit(scope, place, known)
      if (isNull === null && !call.distinct) {
        if (kind.counts) countRow()
        update()
        return
      }
      const countAndUpdate = () => {
        if (kind.counts) builder.statement(`${place.at('counts')}++`)
        update()
      }
      const values = known.slice(0, given).map((code, i) => ({ code, type: call.args[i].type }))
      const take = () =>
        call.distinct ? emitFirstOfGroup(scope, place, values, countAndUpdate) : countAndUpdate()
      if (isNull === null) take()
      else builder.block(`if (!(${isNull}))`, take)
    },
    finish(state, groupCount, environment) {
      kind.prepare?.(state, groupCount)
      const column = new MaterializedColumn(call.type, call.nullable)
      for (let group = 0; group < groupCount; group++) {
        column.push(kind.result(state, group, environment))
      }
      return column.finish()
    },
  }
}

/** Emits `take` for a value that its group has not met before. */
function emitFirstOfGroup(
  { builder }: BlockScope,
  { path, group }: GroupPlace,
  values: readonly KeyPart[],
  take: () => void,
): void {
  const pairs = builder.prologue('pairs', `${path}.distinct.pairs`)
  const key = emitKey(builder, `${path}.distinct.keys`, values, 'intern')
  const before = builder.local(`${pairs}.count`)
  builder.block(`if (${pairs}.internPair(${group}, ${key}) === ${before})`, take)
}
