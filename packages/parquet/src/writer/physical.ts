import type { BytesData, ColumnData, DictionaryData, Int64Data } from '../column-data.ts'
import { BooleanValues } from '../encode/boolean-values.ts'
import { BytesValues } from '../encode/bytes-values.ts'
import type { FixedValues } from '../encode/fixed-values.ts'
import { gather32, gather64, type Values } from '../encode/values.ts'
import { Words32 } from '../encode/words32.ts'
import { Words64, wordsOfIntegers } from '../encode/words64.ts'
import { ParquetError } from '../errors.ts'
import { PhysicalType } from '../format/constants.ts'
import { checkDecimalBytes, checkDecimals32, checkDecimals64 } from './check-decimals.ts'
import type { ColumnSpec } from './column-spec.ts'
import { fixedFromBytes, fixedFromIntegers, fixedFromWide, float16s } from './fixed-forms.ts'

/**
 * The non-NULL values of a column; with `codes` where the caller has them as a dictionary already.
 */
export interface PhysicalValues {
  /** Of a dictionary: its entries. */
  readonly values: Values
  /** Entry of every non-NULL row. */
  readonly codes?: Int32Array
}

/**
 * Brings column data to the physical type of its spec and drops the NULLs.
 *
 * @param rows the rows that have a value, ascending; `null` where all have
 * @throws TypeError where the kind of the data does not fit the column
 * @throws RangeError where a value does not fit the physical type
 */
export function physicalValues(
  spec: ColumnSpec,
  data: ColumnData,
  rows: Uint32Array | null,
): PhysicalValues {
  if (data.kind === 'dictionary') return dictionaryValues(spec, data, rows)
  return { values: plainValues(spec, data, rows) }
}

function plainValues(spec: ColumnSpec, data: ColumnData, rows: Uint32Array | null): Values {
  switch (spec.physicalType) {
    case PhysicalType.BOOLEAN:
      if (data.kind === 'boolean') {
        return new BooleanValues(
          dense32(Int32Array.from(data.values.subarray(0, data.length)), rows),
        )
      }
      break
    case PhysicalType.INT32:
      if (data.kind === 'int32') {
        const values = int32Values(spec, wordsOf(data.values, data.length), rows)
        if (values.order === 'uint32') checkTopBit(spec, values.words, 1)
        return values
      }
      if (data.kind === 'int64') return int32Values(spec, narrowed(spec, data, rows), null)
      break
    case PhysicalType.INT64:
      if (data.kind === 'int64') {
        const unsigned = data.values instanceof BigUint64Array
        return int64Values(spec, integerWords(data), rows, unsigned)
      }
      if (data.kind === 'int32') {
        const wide = Float64Array.from(data.values.subarray(0, data.length))
        return int64Values(spec, wordsOfIntegers(wide), rows, false)
      }
      break
    case PhysicalType.FLOAT:
      if (data.kind === 'float') {
        return new Words32(dense32(wordsOf(data.values, data.length), rows), 'float')
      }
      break
    case PhysicalType.DOUBLE:
      if (data.kind === 'double') {
        return new Words64(dense64(wordsOf(data.values, data.length), rows), 'double')
      }
      break
    case PhysicalType.INT96:
      throw notEncodable(spec, 'INT96')
    case PhysicalType.BYTE_ARRAY:
      if (spec.logical.kind === 'decimal') throw notEncodable(spec, 'a DECIMAL on BYTE_ARRAY')
      if (data.kind === 'bytes') return bytesValues(spec, data, rows)
      break
    case PhysicalType.FIXED_LEN_BYTE_ARRAY: {
      const values = fixedValues(spec, data, rows)
      if (values !== undefined) return values
    }
  }
  throw new TypeError(`column ${spec.name} cannot be written from ${data.kind} data`)
}

function notEncodable(spec: ColumnSpec, what: string): ParquetError {
  const message = `column ${spec.name} is ${what}, which can be copied but not encoded`
  return new ParquetError('unsupported', message, { column: spec.name })
}

function fixedValues(
  spec: ColumnSpec,
  data: ColumnData,
  rows: Uint32Array | null,
): FixedValues | undefined {
  const { logical } = spec
  if (logical.kind === 'decimal') {
    const values = fixedDecimals(spec, data, rows)
    if (values !== undefined) checkDecimalBytes(spec, values)
    return values
  }
  let values: FixedValues | undefined
  if (logical.kind === 'float16') values = data.kind === 'float' ? float16s(data) : undefined
  else values = data.kind === 'bytes' ? fixedFromBytes(spec, data) : undefined
  return rows === null ? values : values?.select(rows)
}

function fixedDecimals(
  spec: ColumnSpec,
  data: ColumnData,
  rows: Uint32Array | null,
): FixedValues | undefined {
  if (data.kind === 'wide') {
    const low = dense64(wordsOf(data.low, data.length), rows)
    const high = dense64(wordsOf(data.high, data.length), rows)
    return fixedFromWide(spec, low, high)
  }
  if (data.kind !== 'int64') return undefined
  const words = dense64(integerWords(data), rows)
  if (data.values instanceof BigUint64Array) checkTopBit(spec, words)
  return fixedFromIntegers(spec, words)
}

function dictionaryValues(
  spec: ColumnSpec,
  data: DictionaryData,
  rows: Uint32Array | null,
): PhysicalValues {
  const codes = denseCodes(data, rows)
  const { dictionary } = data
  const entries = dictionary.length
  const used = new Uint8Array(entries)
  for (let i = 0; i < codes.length; i++) {
    // Unsigned, so that a negative code of a damaged array is caught, too.
    if (codes[i] >>> 0 >= entries) {
      throw new RangeError(`column ${spec.name} has code ${codes[i]} of ${entries} entries`)
    }
    used[codes[i]] = 1
  }
  const values = plainValues(spec, dictionary, null)
  let distinct = 0
  for (let i = 0; i < entries; i++) distinct += used[i]
  if (distinct === entries) return { values, codes }
  const kept = new Uint32Array(distinct)
  const newCodes = new Int32Array(entries)
  for (let i = 0, next = 0; i < entries; i++) {
    if (used[i] === 0) continue
    kept[next] = i
    newCodes[i] = next++
  }
  for (let i = 0; i < codes.length; i++) codes[i] = newCodes[codes[i]]
  return { values: values.select(kept), codes }
}

/** A copy, because it will be renumbered. */
function denseCodes(data: DictionaryData, rows: Uint32Array | null): Int32Array {
  const codes = Int32Array.from(data.codes.subarray(0, data.length))
  return rows === null ? codes : gather32(codes, rows)
}

function dense32(words: Int32Array, rows: Uint32Array | null): Int32Array {
  return rows === null ? words : gather32(words, rows)
}

function dense64(words: Int32Array, rows: Uint32Array | null): Int32Array {
  return rows === null ? words : gather64(words, rows)
}

/** The elements of any 4- or 8-byte array as words. */
function wordsOf(
  array: Int32Array | Float32Array | Float64Array | BigInt64Array | BigUint64Array,
  length: number,
): Int32Array {
  return new Int32Array(array.buffer, array.byteOffset, (length * array.BYTES_PER_ELEMENT) / 4)
}

function integerWords(data: Int64Data): Int32Array {
  const { values, length } = data
  return values instanceof Float64Array
    ? wordsOfIntegers(values.subarray(0, length))
    : wordsOf(values, length)
}

function int32Values(spec: ColumnSpec, words: Int32Array, rows: Uint32Array | null): Words32 {
  const { logical } = spec
  const unsigned = logical.kind === 'int' && !logical.signed
  const values = new Words32(dense32(words, rows), unsigned ? 'uint32' : 'int32')
  if (logical.kind === 'int' && logical.bits < 32) checkBits(spec, values, logical.bits)
  checkDecimals32(spec, values)
  return values
}

function checkBits(spec: ColumnSpec, values: Words32, bits: number): void {
  const { words, order } = values
  const shift = 32 - bits
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    const back = order === 'uint32' ? (word << shift) >>> shift : (word << shift) >> shift
    if ((back | 0) !== word) {
      throw new RangeError(`column ${spec.name}: ${word} does not fit in ${bits} bits`)
    }
  }
}

/** @param given whether the words came as unsigned integers, which must fit the column's sign */
function int64Values(
  spec: ColumnSpec,
  words: Int32Array,
  rows: Uint32Array | null,
  given: boolean,
): Words64 {
  const { logical } = spec
  const unsigned = logical.kind === 'int' && !logical.signed
  const values = new Words64(dense64(words, rows), unsigned ? 'uint64' : 'int64')
  if (given !== unsigned) checkTopBit(spec, values.words)
  checkDecimals64(spec, values)
  return values
}

/** With the highest bit set, a number is negative to one type and beyond the range of the other. */
function checkTopBit(spec: ColumnSpec, words: Int32Array, wordsPerValue = 2): void {
  let bits = 0
  for (let i = wordsPerValue - 1; i < words.length; i += wordsPerValue) bits |= words[i]
  if (bits >= 0) return
  throw new RangeError(`column ${spec.name} has integers beyond the range of its type`)
}

/**
 * 64-bit integers for an INT32 column, without those of NULL rows: UINT_32, and decimals that the caller holds wider than
 * needed.
 */
function narrowed(spec: ColumnSpec, data: Int64Data, rows: Uint32Array | null): Int32Array {
  const words = dense64(integerWords(data), rows)
  if (data.values instanceof BigUint64Array) checkTopBit(spec, words)
  const unsigned = spec.logical.kind === 'int' && !spec.logical.signed
  const result = new Int32Array(words.length / 2)
  for (let i = 0; i < result.length; i++) {
    const low = words[2 * i]
    if (words[2 * i + 1] !== (unsigned ? 0 : low >> 31)) {
      const value = data.values[rows === null ? i : rows[i]]
      throw new RangeError(`column ${spec.name}: ${value} does not fit in 32 bits`)
    }
    result[i] = low
  }
  return result
}

function bytesValues(spec: ColumnSpec, data: BytesData, rows: Uint32Array | null): BytesValues {
  const { length, offsets, bytes } = data
  const starts = offsets.subarray(0, length)
  const ends = offsets.subarray(1, length + 1)
  const { kind } = spec.logical
  const ordered = kind !== 'geometry' && kind !== 'geography'
  const values = new BytesValues(bytes, starts, ends, ordered)
  return rows === null ? values : values.select(rows)
}
