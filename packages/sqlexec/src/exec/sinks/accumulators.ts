import { SqlError } from '../../base/errors.ts'
import { anyNull, asNumber, type Code } from '../../functions/code.ts'
import { compareBytes, isFloating } from '../../functions/comparison.ts'
import type { AggregateCall } from '../../plan/expression.ts'
import { collation } from '../../types/collation.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../../types/value.ts'
import type { ChunkColumn } from '../chunk.ts'
import { emitExpression } from '../compile/expression.ts'
import { emitKey, type KeyPart, KeyTable } from '../compile/key-code.ts'
import { plainValue } from '../compile/output-code.ts'
import type { BlockScope } from '../compile/row-scope.ts'
import { MaterializedColumn } from '../materialized.ts'
import { Interner } from '../runtime/interner.ts'
import {
  averageOf,
  type ExactSums,
  emitExactSum,
  growDoubles,
  newSums,
  totalOf,
} from './exact-sum.ts'
import type { GroupPlace } from './group-place.ts'

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
  finish(state: AccumulatorState, groupCount: number): ChunkColumn
}

/** The state of one aggregate; each kind uses some of the fields. */
export interface AccumulatorState extends ExactSums {
  readonly counts: number[]
  readonly sums: number[]
  readonly values: unknown[]
  /** For DISTINCT: ids of the values, and of the pairs of group and value. */
  readonly distinct: { readonly keys: KeyTable; readonly pairs: Interner } | null
}

export function accumulator(call: AggregateCall): Accumulator {
  const kind = kindOf(call)
  return {
    begin: () => ({
      ...newSums(),
      counts: [],
      sums: [],
      values: [],
      distinct: call.distinct
        ? { keys: new KeyTable(call.args.length), pairs: new Interner() }
        : null,
    }),
    grow: kind.grow,
    emit(scope, place, countRow) {
      const codes = call.args.map((arg) => emitExpression(arg, scope))
      const isNull = anyNull(codes)
      const { builder } = scope
      const update = () => kind.emit(scope, place, codes[0])
      if (isNull === null && !call.distinct) {
        if (kind.counts) countRow()
        update()
        return
      }
      const countAndUpdate = () => {
        if (kind.counts) builder.statement(`${place.at('counts')}++`)
        update()
      }
      const values = codes.map((code, i) => ({
        code: { ...code, isNull: null },
        type: call.args[i].type,
      }))
      const take = () =>
        call.distinct ? emitFirstOfGroup(scope, place, values, countAndUpdate) : countAndUpdate()
      if (isNull === null) take()
      else builder.block(`if (!(${isNull}))`, take)
    },
    finish(state, groupCount) {
      const column = new MaterializedColumn(call.type, call.nullable)
      for (let group = 0; group < groupCount; group++) {
        column.push(kind.result(state, group))
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

interface AggregateKind {
  /** Whether the result depends on how many values there were. */
  readonly counts: boolean
  grow(state: AccumulatorState): void
  /** Emits taking in a value that is not NULL; COUNT(*) has none. */
  emit(scope: BlockScope, place: GroupPlace, code: Code): void
  result(state: AccumulatorState, group: number): SqlValue
}

function kindOf(call: AggregateCall): AggregateKind {
  const argument = call.args[0]?.type
  switch (call.function.name) {
    case 'COUNT':
      return count
    case 'SUM':
      return isFloating(argument) ? floatingSum : exactSum
    case 'AVG':
      return isFloating(argument) ? floatingAverage : exactAverage(argument, call.type)
    case 'MIN':
      return extreme(argument, '<')
    case 'MAX':
      return extreme(argument, '>')
  }
}

const count: AggregateKind = {
  counts: true,
  grow: (state) => {
    state.counts.push(0)
  },
  emit() {},
  result: (state, group) => state.counts[group],
}

const floatingSum: AggregateKind = {
  counts: true,
  grow(state) {
    growDoubles(state.sums)
    state.counts.push(0)
  },
  emit({ builder }, { at }, code) {
    builder.statement(`${at('sums')} += ${asNumber(code)}`)
  },
  result: ({ sums, counts }, group) => (counts[group] === 0 ? null : sums[group]),
}

const floatingAverage: AggregateKind = {
  ...floatingSum,
  result: ({ sums, counts }, group) => (counts[group] === 0 ? null : sums[group] / counts[group]),
}

const exactSum: AggregateKind = {
  counts: true,
  grow(state) {
    growDoubles(state.low)
    state.counts.push(0)
  },
  emit({ builder }, place, code) {
    emitExactSum(builder, place, code)
  },
  result: (state, group) =>
    state.counts[group] === 0 ? null : normalizeInteger(totalOf(state, group)),
}

function exactAverage(argument: SqlType, type: SqlType): AggregateKind {
  if (type.kind !== 'decimal') throw new SqlError('internal', 'an exact average is a decimal')
  const digits = type.scale - (argument.kind === 'decimal' ? argument.scale : 0)
  return {
    ...exactSum,
    result: (state, group) =>
      state.counts[group] === 0 ? null : averageOf(state, group, state.counts[group], digits),
  }
}

/** MIN and MAX. Of doubles, NaN counts as the largest. */
function extreme(type: SqlType, operator: '<' | '>'): AggregateKind {
  return {
    counts: false,
    grow: (state) => {
      state.values.push(null)
    },
    emit({ builder }, { at }, code) {
      const best = at('values')
      const value = builder.local(plainValue(builder, code))
      builder.statement(
        `if (${best} === null || ${better(builder, type, value, best, operator)}) ${best} = ${value}`,
      )
    },
    result: (state, group) => state.values[group] as SqlValue,
  }
}

function better(
  builder: BlockScope['builder'],
  type: SqlType,
  value: string,
  best: string,
  operator: '<' | '>',
): string {
  switch (type.kind) {
    case 'text':
      return `${builder.constant(collation(type.collation).compare)}(${value}, ${best}) ${operator} 0`
    case 'bytes':
      return `${builder.constant(compareBytes)}(${value}, ${best}) ${operator} 0`
    case 'float':
    case 'double': {
      const isNotANumber = builder.constant(Number.isNaN)
      return `${value} ${operator} ${best} || ${isNotANumber}(${operator === '<' ? best : value})`
    }
    default:
      return `${value} ${operator} ${best}`
  }
}
