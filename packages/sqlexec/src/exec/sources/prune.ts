import {
  type ComparisonOperator,
  isComparisonOperator,
  isFloating,
  mirrored,
} from '../../functions/comparison.ts'
import type { Expression } from '../../plan/expression.ts'
import { isColumnFree } from '../../plan/expression-walk.ts'
import type { ScanOperator } from '../../plan/logical-plan.ts'
import type { Segment } from '../../storage/table-access.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { evaluateScalar } from '../compile/evaluate-scalar.ts'
import type { Execution } from '../execution.ts'

/** A condition that every wanted row meets: the column at `ordinal` lies within inclusive bounds. */
interface PruningTest {
  readonly ordinal: number
  readonly min: number | bigint | null
  readonly max: number | bigint | null
  /** Whether NaN, which lies above all numbers and outside of bounds, may be among the column's values. */
  readonly floating: boolean
}

/** What the filters of a scan tell about the bounds of its columns, with this execution's arguments. */
export function pruningTests(scan: ScanOperator, execution: Execution): PruningTest[] {
  return scan.filters.flatMap((filter) => testOf(filter, scan, execution) ?? [])
}

/** Whether a segment may hold a row that meets the condition. */
export function mayMatch(test: PruningTest, segment: Segment): boolean {
  const bounds = segment.bounds(test.ordinal)
  if (bounds.allNull) return false
  const min = comparable(bounds.min)
  const max = comparable(bounds.max)
  if (test.min !== null && max !== null && max < test.min && !test.floating) return false
  return !(test.max !== null && min !== null && min > test.max)
}

function testOf(filter: Expression, scan: ScanOperator, execution: Execution): PruningTest | null {
  if (filter.kind === 'in') {
    const ordinal = ordinalOf(filter.input, scan)
    if (ordinal === null) return null
    return inTest(ordinal, filter.list, execution, isFloating(filter.input.type))
  }
  if (filter.kind !== 'call') return null
  const [left, right] = filter.args
  const { name } = filter.function
  if (!isComparisonOperator(name)) return null
  const direct = ordinalOf(left, scan)
  if (direct !== null && isColumnFree(right)) return boundsTest(direct, name, right, execution)
  const swapped = ordinalOf(right, scan)
  if (swapped === null || !isColumnFree(left)) return null
  return boundsTest(swapped, mirrored[name], left, execution)
}

/** The ordinal of a bare column whose values JavaScript orders as SQL does. */
function ordinalOf(expression: Expression, scan: ScanOperator): number | null {
  if (expression.kind !== 'column' || !isOrdered(expression.type)) return null
  const index = scan.columns.findIndex(({ id }) => id === expression.column)
  return index < 0 || scan.ordinals[index] < 0 ? null : scan.ordinals[index]
}

function isOrdered(type: SqlType): boolean {
  return type.kind !== 'text' && type.kind !== 'bytes' && type.kind !== 'json'
}

function boundsTest(
  ordinal: number,
  operator: ComparisonOperator,
  bound: Expression,
  execution: Execution,
): PruningTest | null {
  const lower = operator === '=' || operator === '>' || operator === '>='
  const upper = operator === '=' || operator === '<' || operator === '<='
  if (!lower && !upper) return null
  const value = comparable(evaluateScalar(bound, execution))
  if (value === null) return null
  return {
    ordinal,
    min: lower ? value : null,
    max: upper ? value : null,
    floating: isFloating(bound.type) && operator !== '=',
  }
}

function inTest(
  ordinal: number,
  list: readonly Expression[],
  execution: Execution,
  floating: boolean,
): PruningTest | null {
  let min: number | bigint | null = null
  let max: number | bigint | null = null
  for (const member of list) {
    const value = evaluateScalar(member, execution)
    if (value === null) continue
    const number = comparable(value)
    if (number === null) return null
    if (min === null || number < min) min = number
    if (max === null || number > max) max = number
  }
  return { ordinal, min, max, floating }
}

/** A value that JavaScript orders; not NaN, which compares with nothing. */
function comparable(value: SqlValue): number | bigint | null {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && !Number.isNaN(value) ? value : null
}
