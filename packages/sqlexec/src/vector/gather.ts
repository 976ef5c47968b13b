import {
  isTextual,
  isUnsigned64,
  type PhysicalKind,
  physicalKind,
  type SqlType,
} from '../types/sql-type.ts'
import { sharedBuffer } from './column-builder.ts'
import type {
  BytesVector,
  ColumnVector,
  DictionaryVector,
  Int64Vector,
  WideVector,
} from './column-vector.ts'

/** Rows of a vector: those that `rows` lists, or the first `count` where it is `null`. */
export interface GatherPart {
  readonly vector: ColumnVector
  readonly rows: Int32Array | null
  readonly count: number
}

/** A vector that is typed arrays throughout, as the file format takes it. */
export type ArrayVector = Exclude<ColumnVector, { kind: 'values' }>

/**
 * The rows of several vectors of one type, one part after the other, as one vector of typed arrays. A lone dictionary vector
 * stays one; text of several parts becomes bytes.
 */
export function gather(parts: readonly GatherPart[], type: SqlType): ArrayVector {
  let length = 0
  for (const part of parts) length += part.count
  const validity = gatherValidity(parts, length)
  if (parts.length === 1 && parts[0].vector.kind === 'dictionary') {
    return gatherCodes(parts[0].vector, parts[0], length, validity)
  }
  const kind = physicalKind(type)
  switch (kind) {
    case 'int64':
      return gatherIntegers(parts, length, validity, isUnsigned64(type))
    case 'wide':
      return gatherWide(parts, length, validity)
    case 'bytes':
      return gatherBytes(parts, length, validity, isTextual(type))
    default:
      return gatherNumbers(kind, parts, length, validity)
  }
}

/** The bitmap of the gathered rows; `null` where none is NULL. */
function gatherValidity(parts: readonly GatherPart[], length: number): Uint8Array | null {
  if (parts.every(({ vector }) => vector.validity === null)) return null
  const bits = new Uint8Array(sharedBuffer((length + 7) >> 3))
  let nulls = 0
  let at = 0
  for (const { vector, rows, count } of parts) {
    const source = vector.validity
    for (let i = 0; i < count; i++, at++) {
      const row = rows === null ? i : rows[i]
      if (source === null || (source[row >> 3] & (1 << (row & 7))) !== 0) {
        bits[at >> 3] |= 1 << (at & 7)
      } else nulls++
    }
  }
  return nulls === 0 ? null : bits
}

type NumberKind = Extract<PhysicalKind, 'boolean' | 'int32' | 'float' | 'double'>
type NumberArray = Uint8Array | Int32Array | Float32Array | Float64Array

function gatherNumbers(
  kind: NumberKind,
  parts: readonly GatherPart[],
  length: number,
  validity: Uint8Array | null,
): ArrayVector {
  const values = numberArray(kind, length)
  let at = 0
  for (const { vector, rows, count } of parts) {
    if (vector.kind !== kind) throw new TypeError(`a ${vector.kind} vector among ${kind} ones`)
    copyNumbers(values, at, vector.values, rows, count)
    at += count
  }
  // Kind and array go together by `numberArray`.
  return { kind, length, validity, values } as ArrayVector
}

function numberArray(kind: NumberKind, length: number): NumberArray {
  switch (kind) {
    case 'boolean':
      return new Uint8Array(sharedBuffer(length))
    case 'int32':
      return new Int32Array(sharedBuffer(length * 4))
    case 'float':
      return new Float32Array(sharedBuffer(length * 4))
    case 'double':
      return new Float64Array(sharedBuffer(length * 8))
  }
}

function copyNumbers(
  target: NumberArray,
  at: number,
  source: NumberArray,
  rows: Int32Array | null,
  count: number,
): void {
  if (rows === null) target.set(source.subarray(0, count), at)
  else for (let i = 0; i < count; i++) target[at + i] = source[rows[i]]
}

function gatherIntegers(
  parts: readonly GatherPart[],
  length: number,
  validity: Uint8Array | null,
  unsigned: boolean,
): Int64Vector {
  const vectors = parts.map(({ vector }) => vector as Int64Vector)
  const buffer = sharedBuffer(length * 8)
  if (vectors.every(({ values }) => values instanceof Float64Array)) {
    const values = new Float64Array(buffer)
    let at = 0
    for (let p = 0; p < parts.length; p++) {
      copyNumbers(values, at, vectors[p].values as Float64Array, parts[p].rows, parts[p].count)
      at += parts[p].count
    }
    return { kind: 'int64', length, validity, values }
  }
  const values = unsigned ? new BigUint64Array(buffer) : new BigInt64Array(buffer)
  let at = 0
  for (let p = 0; p < parts.length; p++) {
    const { rows, count } = parts[p]
    const source = vectors[p].values
    for (let i = 0; i < count; i++) values[at++] = BigInt(source[rows === null ? i : rows[i]])
  }
  return { kind: 'int64', length, validity, values }
}

function gatherWide(
  parts: readonly GatherPart[],
  length: number,
  validity: Uint8Array | null,
): WideVector {
  const low = new BigUint64Array(sharedBuffer(length * 8))
  const high = new BigInt64Array(sharedBuffer(length * 8))
  let at = 0
  for (const { vector, rows, count } of parts) {
    for (let i = 0; i < count; i++, at++) {
      const row = rows === null ? i : rows[i]
      if (vector.kind === 'wide') {
        low[at] = vector.low[row]
        high[at] = vector.high[row]
      } else if (validity === null || (validity[at >> 3] & (1 << (at & 7))) !== 0) {
        const value = BigInt((vector as { values: readonly (number | bigint)[] }).values[row])
        low[at] = value & 0xffff_ffff_ffff_ffffn
        high[at] = value >> 64n
      }
    }
  }
  return { kind: 'wide', length, validity, low, high }
}

function gatherCodes(
  vector: DictionaryVector,
  part: GatherPart,
  length: number,
  validity: Uint8Array | null,
): DictionaryVector {
  const source = vector.codes
  const buffer = sharedBuffer(length * source.BYTES_PER_ELEMENT)
  const codes =
    source instanceof Uint8Array
      ? new Uint8Array(buffer)
      : source instanceof Uint16Array
        ? new Uint16Array(buffer)
        : new Uint32Array(buffer)
  const { rows, count } = part
  for (let i = 0; i < count; i++) codes[i] = source[rows === null ? i : rows[i]]
  return { kind: 'dictionary', length, validity, codes, dictionary: vector.dictionary }
}

function gatherBytes(
  parts: readonly GatherPart[],
  length: number,
  validity: Uint8Array | null,
  textual: boolean,
): BytesVector {
  const sink = new BytesSink(length)
  let at = 0
  for (const { vector, rows, count } of parts) {
    for (let i = 0; i < count; i++, at++) {
      const row = rows === null ? i : rows[i]
      if (validity !== null && (validity[at >> 3] & (1 << (at & 7))) === 0) sink.end()
      else appendBytes(sink, vector, row, textual)
    }
  }
  return { kind: 'bytes', length, validity, ...sink.finish() }
}

function appendBytes(sink: BytesSink, vector: ColumnVector, row: number, textual: boolean): void {
  switch (vector.kind) {
    case 'bytes':
      sink.slice(vector.bytes, vector.offsets[row], vector.offsets[row + 1])
      break
    case 'dictionary': {
      const { bytes, offsets } = vector.dictionary
      const code = vector.codes[row]
      sink.slice(bytes, offsets[code], offsets[code + 1])
      break
    }
    case 'values': {
      const value = vector.values[row]
      if (textual) sink.text(value as string)
      else sink.slice(value as Uint8Array, 0, (value as Uint8Array).length)
      break
    }
    default:
      throw new TypeError(`a ${vector.kind} vector among those of bytes`)
  }
}

const encoder = new TextEncoder()
/** Offsets are 32 bits wide. */
const maxBytes = 2 ** 32 - 1

/** Byte strings one after the other, with their offsets. */
class BytesSink {
  readonly #offsets: Uint32Array
  #bytes: Uint8Array
  #used = 0
  #row = 0

  constructor(length: number) {
    this.#offsets = new Uint32Array(sharedBuffer((length + 1) * 4))
    this.#bytes = new Uint8Array(Math.max(1024, length * 8))
  }

  slice(bytes: Uint8Array, start: number, end: number): void {
    const count = end - start
    this.#reserve(count)
    const at = this.#used
    if (count < 32) for (let i = 0; i < count; i++) this.#bytes[at + i] = bytes[start + i]
    else this.#bytes.set(bytes.subarray(start, end), at)
    this.#used += count
    this.end()
  }

  text(text: string): void {
    const { length } = text
    this.#reserve(length * 3)
    if (length > 24 || !this.#ascii(text)) {
      this.#used += encoder.encodeInto(text, this.#bytes.subarray(this.#used)).written
    }
    this.end()
  }

  /** Ends a byte string. */
  end(): void {
    this.#offsets[++this.#row] = this.#used
  }

  finish(): { offsets: Uint32Array; bytes: Uint8Array } {
    const bytes = new Uint8Array(sharedBuffer(this.#used))
    bytes.set(this.#bytes.subarray(0, this.#used))
    return { offsets: this.#offsets, bytes }
  }

  /** Appends a short text of ASCII alone; otherwise nothing. */
  #ascii(text: string): boolean {
    const at = this.#used
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) return false
      this.#bytes[at + i] = code
    }
    this.#used += text.length
    return true
  }

  #reserve(count: number): void {
    const needed = this.#used + count
    if (needed <= this.#bytes.length) return
    if (needed > maxBytes) throw new RangeError('more than 4 GiB of text in one row group')
    const grown = new Uint8Array(Math.min(maxBytes, Math.max(needed, this.#bytes.length * 2)))
    grown.set(this.#bytes.subarray(0, this.#used))
    this.#bytes = grown
  }
}
