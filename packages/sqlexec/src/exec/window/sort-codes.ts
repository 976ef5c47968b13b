import { collation } from '../../types/collation.ts'
import { isTextual } from '../../types/sql-type.ts'
import type { MaterializedColumn } from '../materialized.ts'
import { bytesKey } from '../runtime/in-set.ts'

/**
 * A sort key as unsigned words, most significant first, one entry per row: rows order by them as the key says, and two rows have the
 * same words exactly where the key holds them equal.
 */
export type SortCodes = readonly Uint32Array[]

export interface KeyOrder {
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** @param rowCount of `column`, the NULL ones included */
export function sortCodes(
  column: MaterializedColumn,
  rowCount: number,
  order: KeyOrder,
): SortCodes {
  const { type, values } = column
  const nulls = column.nulls?.includes(1) ? column.nulls : null
  if (isTextual(type) || type.kind === 'bytes' || column.hasBigints) {
    return rankCodes(column, rowCount, nulls, order)
  }
  const numbers = values as readonly number[]
  return (
    integerCodes(numbers, rowCount, nulls, order) ?? doubleCodes(numbers, rowCount, nulls, order)
  )
}

/** The widest span whose differences are exact, with room for the code of NULL. */
const widestSpan = Number.MAX_SAFE_INTEGER - 1

/** Distances from the least value; `null` where not all values are integers close enough to each other. */
function integerCodes(
  values: readonly number[],
  rowCount: number,
  nulls: readonly number[] | null,
  { descending, nullsFirst }: KeyOrder,
): SortCodes | null {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let row = 0; row < rowCount; row++) {
    if (nulls !== null && nulls[row] === 1) continue
    const value = values[row]
    if (!Number.isSafeInteger(value)) return null
    if (value < min) min = value
    if (value > max) max = value
  }
  const span = min > max ? 0 : max - min
  if (span > widestSpan) return null
  const first = nulls !== null && nullsFirst ? 1 : 0
  const nullCode = nullsFirst ? 0 : span + 1
  const low = new Uint32Array(rowCount)
  const high = span + 2 > 0xffff_ffff ? new Uint32Array(rowCount) : null
  for (let row = 0; row < rowCount; row++) {
    const value = values[row]
    const distance = descending ? max - value : value - min
    const code = nulls !== null && nulls[row] === 1 ? nullCode : distance + first
    low[row] = code
    if (high !== null) high[row] = code / 0x1_0000_0000
  }
  return high === null ? [low] : [high, low]
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The bits of IEEE doubles, turned so that they order as unsigned integers; −0 as 0, and NaN above all numbers. */
function doubleCodes(
  values: readonly number[],
  rowCount: number,
  nulls: readonly number[] | null,
  { descending, nullsFirst }: KeyOrder,
): SortCodes {
  const high = new Uint32Array(rowCount)
  const low = new Uint32Array(rowCount)
  const double = new Float64Array(1)
  const words = new Uint32Array(double.buffer)
  const highWord = isLittleEndian ? 1 : 0
  const nullCode = nullsFirst ? 0 : 0xffff_ffff
  const flip = descending ? 0xffff_ffff : 0
  for (let row = 0; row < rowCount; row++) {
    if (nulls !== null && nulls[row] === 1) {
      high[row] = nullCode
      low[row] = nullCode
      continue
    }
    const value = values[row]
    const isNumber = !Number.isNaN(value)
    double[0] = value + 0
    const upper = isNumber ? words[highWord] : 0x7ff8_0000
    const lower = isNumber ? words[1 - highWord] : 0
    const isNegative = upper >>> 31 === 1
    high[row] = (isNegative ? ~upper : upper ^ 0x8000_0000) ^ flip
    low[row] = (isNegative ? ~lower : lower) ^ flip
  }
  return [high, low]
}

type Rankable = string | number | bigint

/** The place of each value among the distinct ones. */
function rankCodes(
  { type, values }: MaterializedColumn,
  rowCount: number,
  nulls: readonly number[] | null,
  { descending, nullsFirst }: KeyOrder,
): SortCodes {
  const ids = new Map<Rankable, number>()
  const distinct: Rankable[] = []
  const idOf = new Uint32Array(rowCount)
  const isBytes = type.kind === 'bytes'
  for (let row = 0; row < rowCount; row++) {
    if (nulls !== null && nulls[row] === 1) continue
    const value = isBytes ? bytesKey(values[row] as Uint8Array) : (values[row] as Rankable)
    let id = ids.get(value)
    if (id === undefined) {
      id = distinct.length
      ids.set(value, id)
      distinct.push(value)
    }
    idOf[row] = id
  }
  const ranks = distinctRanks(type.kind === 'text' ? distinct.map(keyIn(type)) : distinct)
  const highest = distinct.length
  const first = nulls !== null && nullsFirst ? 1 : 0
  const nullCode = nullsFirst ? 0 : highest
  const codes = new Uint32Array(rowCount)
  for (let row = 0; row < rowCount; row++) {
    const rank = ranks[idOf[row]]
    const code = descending ? highest - 1 - rank : rank
    codes[row] = nulls !== null && nulls[row] === 1 ? nullCode : code + first
  }
  return [codes]
}

function keyIn(type: Parameters<typeof collationOf>[0]): (value: Rankable) => string {
  const { key } = collationOf(type)
  return (value) => key(value as string)
}

function collationOf(type: Extract<MaterializedColumn['type'], { readonly kind: 'text' }>) {
  return collation(type.collation)
}

/** The rank of each entry; equal entries have one rank. */
function distinctRanks(keys: readonly Rankable[]): Uint32Array {
  const sorted = Uint32Array.from(keys.keys()).sort((a, b) =>
    keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0,
  )
  const ranks = new Uint32Array(keys.length)
  let rank = 0
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && keys[sorted[i - 1]] !== keys[sorted[i]]) rank = i
    ranks[sorted[i]] = rank
  }
  return ranks
}
