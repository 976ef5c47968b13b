import { bitAt } from '../bitmap.ts'
import type { BooleanData, BytesData, ColumnData, Int64Data } from '../column-data.ts'
import type { ColumnSpec } from './column-spec.ts'

/**
 * Checks column data of a caller for what types do not say to plain JavaScript, before any of it is read: arrays of another
 * class would be taken for other numbers, and arrays too short or offsets out of order would give rows bytes of others.
 *
 * @throws TypeError where arrays are of another class or too short
 * @throws RangeError where offsets do not ascend within their bytes or elements, or an integer is not exact
 */
export function checkData(spec: ColumnSpec, data: ColumnData): void {
  if (typeof data !== 'object' || data === null) {
    throw new TypeError(`column ${spec.name} has no data`)
  }
  checkColumn(spec.name, data)
}

function checkColumn(name: string, data: ColumnData): void {
  const { length, validity } = data
  if (!(Number.isInteger(length) && length >= 0)) {
    throw new TypeError(`column ${name} has ${length} rows`)
  }
  if (validity !== null) {
    checkArray(name, 'validity', validity, ['Uint8Array'], (length + 7) >>> 3)
  }
  switch (data.kind) {
    case 'boolean':
      checkArray(name, 'values', data.values, ['Uint8Array'], length)
      checkBooleans(name, data)
      break
    case 'int32':
      checkArray(name, 'values', data.values, ['Int32Array'], length)
      break
    case 'float':
      checkArray(name, 'values', data.values, ['Float32Array'], length)
      break
    case 'double':
      checkArray(name, 'values', data.values, ['Float64Array'], length)
      break
    case 'int64':
      checkArray(name, 'values', data.values, wideArrays, length)
      checkExact(name, data)
      break
    case 'wide':
      checkArray(name, 'low', data.low, ['BigUint64Array'], length)
      checkArray(name, 'high', data.high, ['BigInt64Array'], length)
      break
    case 'bytes':
      checkBytes(name, data)
      break
    case 'dictionary':
      checkArray(name, 'codes', data.codes, codeArrays, length)
      checkDictionary(name, data.dictionary)
      break
    case 'list':
      checkArray(name, 'offsets', data.offsets, ['Uint32Array'], length + 1)
      checkColumn(name, data.elements)
      checkOffsets(name, data.offsets, length, data.elements.length)
      break
    default: {
      const { kind } = data as ColumnData
      throw new TypeError(`column ${name} has data of no kind: ${String(kind)}`)
    }
  }
}

const wideArrays = ['Float64Array', 'BigInt64Array', 'BigUint64Array']
const codeArrays = ['Uint8Array', 'Uint16Array', 'Uint32Array']

/** Classes go by their tags, which arrays of other realms (test runners, frames) have as well. */
function checkArray(
  column: string,
  part: string,
  array: { readonly length: number; readonly [Symbol.toStringTag]: string },
  classes: readonly string[],
  least: number,
): void {
  if (!classes.includes(array?.[Symbol.toStringTag])) {
    throw new TypeError(`column ${column}: ${part} must be of class ${classes.join(' or ')}`)
  }
  if (array.length < least) {
    throw new TypeError(`column ${column}: ${part} has ${array.length} of ${least} entries`)
  }
}

function checkBooleans(name: string, { values, length, validity }: BooleanData): void {
  let bits = 0
  for (let i = 0; i < length; i++) bits |= values[i]
  if (bits <= 1) return
  for (let i = 0; i < length; i++) {
    if (values[i] > 1 && !isNull(validity, i)) {
      throw new RangeError(`column ${name} has booleans other than 0 and 1`)
    }
  }
}

function isNull(validity: Uint8Array | null, row: number): boolean {
  return validity !== null && !bitAt(validity, row)
}

function checkBytes(name: string, { bytes, offsets, length }: BytesData): void {
  checkArray(name, 'bytes', bytes, ['Uint8Array'], 0)
  checkArray(name, 'offsets', offsets, ['Uint32Array'], length + 1)
  checkOffsets(name, offsets, length, bytes.length)
}

function checkDictionary(name: string, dictionary: BytesData): void {
  if (dictionary?.kind !== 'bytes' || dictionary.validity !== null) {
    throw new TypeError(`column ${name}: a dictionary must be byte strings without NULL`)
  }
  checkColumn(name, dictionary)
}

function checkOffsets(name: string, offsets: Uint32Array, length: number, end: number): void {
  let ascending = true
  for (let i = 0; i < length; i++) if (offsets[i] > offsets[i + 1]) ascending = false
  if (!ascending) throw new RangeError(`column ${name}: its offsets do not ascend`)
  if (offsets[length] > end) {
    throw new RangeError(`column ${name}: its offsets reach ${offsets[length]} of ${end}`)
  }
}

/** A Float64Array may hold what is no integer, or one beyond 2^53 that was rounded before it came here. */
function checkExact(name: string, { values, length, validity }: Int64Data): void {
  if (!(values instanceof Float64Array)) return
  let exact = true
  for (let i = 0; i < length; i++) if (!Number.isSafeInteger(values[i])) exact = false
  if (exact) return
  for (let i = 0; i < length; i++) {
    if (!isNull(validity, i) && !Number.isSafeInteger(values[i])) {
      throw new RangeError(`column ${name}: ${values[i]} in row ${i} is no exact integer`)
    }
  }
}
