import { normalizeInteger, type SqlValue } from '../../types/value.ts'
import { type ColumnVector, isValid } from '../../vector/column-vector.ts'
import { valueAt } from '../../vector/value-at.ts'
import { isSelected, type KeyBatch, rowIdOf } from './index-shape.ts'
import { notInDomain } from './key-writer.ts'

/** Keys of the selected rows that are neither NULL nor NaN, and the row ids of those that are. */
export interface NumberEntries {
  readonly keys: Float64Array
  readonly rowIds: Float64Array
  /** Keys outside ±(2^53 − 1) by position in `keys`, which holds 0 for them; `null` where there are none. */
  readonly bigints: ReadonlyMap<number, bigint> | null
  readonly nulls: Float64Array
  readonly nans: Float64Array
}

export interface StringEntries {
  readonly keys: readonly string[]
  readonly rowIds: Float64Array
  readonly nulls: Float64Array
}

function totalRows(batches: readonly KeyBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.rowCount, 0)
}

/** Of the first column of each batch. */
export function gatherNumbers(batches: readonly KeyBatch[]): NumberEntries {
  const keys = new Float64Array(totalRows(batches))
  const rowIds = new Float64Array(keys.length)
  const bigints = new Map<number, bigint>()
  const nulls: number[] = []
  const nans: number[] = []
  let count = 0
  for (const batch of batches) {
    const vector = batch.columns[0]
    const numbers = numberValues(vector)
    for (let row = 0; row < batch.rowCount; row++) {
      if (!isSelected(batch, row)) continue
      const rowId = rowIdOf(batch, row)
      if (!isValid(vector.validity, row)) {
        nulls.push(rowId)
        continue
      }
      const value = numbers === null ? integerAt(vector, row) : numbers[row]
      if (typeof value === 'bigint') bigints.set(count, value)
      else if (Number.isNaN(value)) {
        nans.push(rowId)
        continue
      } else keys[count] = value + 0
      rowIds[count++] = rowId
    }
  }
  return {
    keys: keys.subarray(0, count),
    rowIds: rowIds.subarray(0, count),
    bigints: bigints.size === 0 ? null : bigints,
    nulls: Float64Array.from(nulls),
    nans: Float64Array.from(nans),
  }
}

/** The array of a vector whose values are all numbers. */
function numberValues(
  vector: ColumnVector,
): Uint8Array | Int32Array | Float32Array | Float64Array | null {
  switch (vector.kind) {
    case 'boolean':
    case 'int32':
    case 'float':
    case 'double':
      return vector.values
    case 'int64':
      return vector.values instanceof Float64Array ? vector.values : null
    default:
      return null
  }
}

function integerAt(vector: ColumnVector, row: number): number | bigint {
  const value = valueAt(vector, row, false)
  if (typeof value === 'bigint') return normalizeInteger(value)
  if (typeof value !== 'number') throw notInDomain(value)
  return value
}

/** Of the first column of each batch. The key of a dictionary entry is computed once. */
export function gatherStrings(
  batches: readonly KeyBatch[],
  toKey: (value: SqlValue) => string,
  textual: boolean,
): StringEntries {
  const keys: string[] = []
  const rowIds = new Float64Array(totalRows(batches))
  const nulls: number[] = []
  for (const batch of batches) {
    const read = valueReader(batch.columns[0], textual, toKey)
    for (let row = 0; row < batch.rowCount; row++) {
      if (!isSelected(batch, row)) continue
      const key = read(row)
      if (key === null) nulls.push(rowIdOf(batch, row))
      else {
        rowIds[keys.length] = rowIdOf(batch, row)
        keys.push(key)
      }
    }
  }
  return { keys, rowIds: rowIds.subarray(0, keys.length), nulls: Float64Array.from(nulls) }
}

/** What `map` makes of the values of a vector, NULL apart; once for each entry of a dictionary. */
export function valueReader<T>(
  vector: ColumnVector,
  textual: boolean,
  map: (value: SqlValue) => T,
): (row: number) => T | null {
  if (vector.kind !== 'dictionary') {
    return (row) => (isValid(vector.validity, row) ? map(valueAt(vector, row, textual)) : null)
  }
  const mapped = new Map<number, T>()
  return (row) => {
    if (!isValid(vector.validity, row)) return null
    const code = vector.codes[row]
    let value = mapped.get(code)
    if (value === undefined) {
      value = map(valueAt(vector, row, textual))
      mapped.set(code, value)
    }
    return value
  }
}
