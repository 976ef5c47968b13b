import type { ColumnSchema } from '../format/schema.ts'
import type { BoundCondition } from './predicate.ts'
import {
  type ColumnStatistics,
  compareValues,
  isNaNValue,
  type StatisticsValue,
} from './statistics.ts'

/** What is known of some rows of a column: of a chunk or of a page. */
export interface RowFacts {
  readonly rowCount: number
  readonly statistics: ColumnStatistics | undefined
}

/**
 * Whether rows may meet a condition, as far as their statistics tell. `false` is certain.
 *
 * Bounds need not be exact: they enclose all values but NaNs.
 */
export function mayMatch(
  schema: ColumnSchema,
  condition: BoundCondition,
  { rowCount, statistics }: RowFacts,
): boolean {
  if (rowCount === 0) return false
  const nullCount = schema.nullable ? statistics?.nullCount : 0
  const hasValues = nullCount !== rowCount
  switch (condition.op) {
    case 'isNull':
      return nullCount !== 0
    case 'isNotNull':
      return hasValues
    case 'in':
      return hasValues && condition.values.some((value) => mayEqual(schema, statistics, value))
    case 'ne':
      return hasValues && mayDiffer(schema, statistics, condition.value)
    default:
      return hasValues && mayCompare(schema, statistics, condition.op, condition.value)
  }
}

/** NaNs are not covered by bounds. Only floating-point columns have any. */
function mayHoldNaN({ dataKind }: ColumnSchema, statistics: ColumnStatistics | undefined): boolean {
  const isFloating = dataKind === 'float' || dataKind === 'double'
  return isFloating && statistics?.nanCount !== 0
}

function mayEqual(
  schema: ColumnSchema,
  statistics: ColumnStatistics | undefined,
  value: StatisticsValue,
): boolean {
  if (isNaNValue(value)) return mayHoldNaN(schema, statistics)
  const { min, max } = statistics ?? {}
  if (min !== undefined && compareValues(value, min) < 0) return false
  return !(max !== undefined && compareValues(value, max) > 0)
}

/** All values are equal to `value` where both bounds are. */
function mayDiffer(
  schema: ColumnSchema,
  statistics: ColumnStatistics | undefined,
  value: StatisticsValue,
): boolean {
  if (isNaNValue(value) || mayHoldNaN(schema, statistics)) return true
  const { min, max } = statistics ?? {}
  if (min === undefined || max === undefined) return true
  return compareValues(min, value) !== 0 || compareValues(max, value) !== 0
}

function mayCompare(
  schema: ColumnSchema,
  statistics: ColumnStatistics | undefined,
  op: 'lt' | 'le' | 'gt' | 'ge',
  value: StatisticsValue,
): boolean {
  // Where NaN is above all other numbers, they are below it.
  if (isNaNValue(value)) return op === 'lt' || op === 'le' || mayHoldNaN(schema, statistics)
  const { min, max } = statistics ?? {}
  if (op === 'lt' || op === 'le') {
    if (min === undefined) return true
    const order = compareValues(min, value)
    return op === 'lt' ? order < 0 : order <= 0
  }
  if (max === undefined || mayHoldNaN(schema, statistics)) return true
  const order = compareValues(max, value)
  return op === 'gt' ? order > 0 : order >= 0
}
