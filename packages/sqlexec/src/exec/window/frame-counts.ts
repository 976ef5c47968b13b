import { SqlError } from '../../base/errors.ts'
import type { FrameBound, WindowCall } from '../../plan/logical-plan.ts'
import type { SqlValue } from '../../types/value.ts'
import { evaluateScalar, type ScalarArguments } from '../compile/evaluate-scalar.ts'

/** What of a window call is known before its rows are. */
export interface WindowCounts {
  /** The argument that counts rows, 1 where it is left out; it may be infinite. */
  readonly argument: number
  /** The offsets of the frame's bounds in rows or groups; 0 where a bound has none, or is found by values. */
  readonly start: number
  readonly end: number
}

/** Throws `wrong_parameter_count` or `frame_bound` where a count is NULL or too small. */
export function windowCounts(call: WindowCall, args: ScalarArguments): WindowCounts {
  return {
    argument: argumentCount(call, args),
    start: offsetCount(call.frame.start, args),
    end: offsetCount(call.frame.end, args),
  }
}

function argumentCount(
  { function: definition, args }: WindowCall,
  values: ScalarArguments,
): number {
  if (!('countArgument' in definition)) return 1
  const { countArgument, leastCount, name } = definition
  if (countArgument < 0 || countArgument >= args.length) return 1
  const count = rowCount(evaluateScalar(args[countArgument], values))
  if (count >= leastCount) return count
  throw new SqlError('wrong_parameter_count', `Incorrect arguments to ${name.toLowerCase()}`)
}

/** Negative where the value is no count. */
function rowCount(value: SqlValue): number {
  if (typeof value === 'bigint') return value > 0n ? Number.POSITIVE_INFINITY : -1
  return typeof value === 'number' ? value : -1
}

function offsetCount({ offset, value }: FrameBound, args: ScalarArguments): number {
  if (offset === null) return 0
  const distance = evaluateScalar(offset, args)
  if (distance === null || isNegative(distance)) {
    const message = 'Window: frame start or end is negative, NULL or of non-integral type'
    throw new SqlError('frame_bound', message)
  }
  return value === null ? rowCount(distance) : 0
}

function isNegative(distance: Exclude<SqlValue, null>): boolean {
  if (typeof distance === 'string') return distance.trimStart().startsWith('-')
  // NaN is no distance either.
  return !(distance instanceof Uint8Array) && !(distance >= 0)
}
