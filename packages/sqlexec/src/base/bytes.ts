import { SqlError } from './errors.ts'

/**
 * Little-endian byte strings: a growable writer and a bounds-checked reader of the same fields.
 *
 * Numbers that hold integers are exact, within ±(2^53 − 1); `bigint` fields have no such limit. Variable-length
 * integers are LEB128 (seven bits a byte, low ones first), signed ones in zigzag order.
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Texts up to this length are tried as ASCII in a loop, which is faster than a call of the platform's codec. */
const shortText = 24
/** 2^32 */
const word = 0x1_0000_0000
/** Bytes of the longest LEB128 of a safe integer: 8 × 7 bits ≥ 53. */
const maxVarintBytes = 8
/** A bigint field longer than this (32,768 bits) is damage, not a number. */
const maxBigintBytes = 4096

/** Builds a byte string. Every method appends one field and returns nothing. */
export class ByteWriter {
  private buffer: Uint8Array
  private view: DataView
  private used = 0

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(Math.max(capacity, 16))
    this.view = new DataView(this.buffer.buffer)
  }

  /** Bytes written so far. */
  get length(): number {
    return this.used
  }

  /** Forgets what was written and keeps the memory. Views that `subarray` handed out are overwritten. */
  clear(): void {
    this.used = 0
  }

  /** What was written, as a copy. */
  toBytes(): Uint8Array {
    return this.buffer.slice(0, this.used)
  }

  /** What was written, without a copy: valid until the next write or `clear`. */
  subarray(start = 0, end = this.used): Uint8Array {
    return this.buffer.subarray(start, Math.min(end, this.used))
  }

  u8(value: number): void {
    if (this.used === this.buffer.length) this.grow(1)
    this.buffer[this.used++] = value
  }

  u16(value: number): void {
    this.grow(2)
    this.view.setUint16(this.used, value, true)
    this.used += 2
  }

  u32(value: number): void {
    this.grow(4)
    this.view.setUint32(this.used, value, true)
    this.used += 4
  }

  i32(value: number): void {
    this.grow(4)
    this.view.setInt32(this.used, value, true)
    this.used += 4
  }

  /** An integer in 0 … 2^53 − 1 as 8 bytes. */
  u64(value: number): void {
    checkUnsigned(value)
    this.grow(8)
    this.view.setUint32(this.used, value % word, true)
    this.view.setUint32(this.used + 4, Math.floor(value / word), true)
    this.used += 8
  }

  /** A bigint in −2^63 … 2^63 − 1 as 8 bytes. */
  i64(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value)
      throw new SqlError('internal', `${value} has over 64 bits`)
    this.grow(8)
    this.view.setBigInt64(this.used, value, true)
    this.used += 8
  }

  f32(value: number): void {
    this.grow(4)
    this.view.setFloat32(this.used, value, true)
    this.used += 4
  }

  f64(value: number): void {
    this.grow(8)
    this.view.setFloat64(this.used, value, true)
    this.used += 8
  }

  boolean(value: boolean): void {
    this.u8(value ? 1 : 0)
  }

  /** An integer in 0 … 2^53 − 1, one to eight bytes. */
  varint(value: number): void {
    checkUnsigned(value)
    this.grow(maxVarintBytes)
    this.putVarint(value)
  }

  /** An integer in ±(2^53 − 1), one to eight bytes. −0 becomes 0. */
  zigzag(value: number): void {
    if (!Number.isSafeInteger(value)) throw notSafe(value)
    this.grow(maxVarintBytes + 1)
    // The zigzag code is up to 54 bits long, so its first byte (sign and six bits) is split off while exact.
    const sign = value < 0 ? 1 : 0
    const magnitude = sign ? -(value + 1) : value
    const first = ((magnitude % 64) << 1) | sign
    if (magnitude < 64) {
      this.buffer[this.used++] = first
    } else {
      this.buffer[this.used++] = first | 128
      this.putVarint(Math.floor(magnitude / 64))
    }
  }

  /** An integer of any size: varint of `2 × bytes + sign`, then the magnitude, low bytes first. */
  bigint(value: bigint): void {
    const magnitude = value < 0n ? -value : value
    const hex = magnitude === 0n ? '' : magnitude.toString(16)
    const bytes = (hex.length + 1) >> 1
    if (bytes > maxBigintBytes) throw new SqlError('internal', 'bigint too long to be written')
    this.varint(bytes * 2 + (value < 0n ? 1 : 0))
    this.grow(bytes)
    for (let i = 0; i < bytes; i++) {
      const end = hex.length - 2 * i
      this.buffer[this.used++] = Number.parseInt(hex.slice(Math.max(0, end - 2), end), 16)
    }
  }

  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): void {
    this.grow(bytes.length)
    this.buffer.set(bytes, this.used)
    this.used += bytes.length
  }

  /** Varint length, then the bytes. */
  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length)
    this.raw(bytes)
  }

  /** Varint length in bytes, then UTF-8. A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD. */
  text(text: string): void {
    if (text.length <= shortText && this.shortAscii(text)) return
    const start = this.used
    // The length stands before the bytes and is known after them: leave room for it, then close the gap.
    const room = varintBytes(text.length * 3)
    this.grow(room + text.length * 3)
    const { written } = encoder.encodeInto(text, this.buffer.subarray(start + room))
    const width = varintBytes(written)
    if (width !== room) this.buffer.copyWithin(start + width, start + room, start + room + written)
    this.putVarint(written)
    this.used += written
  }

  /** Overwrites four bytes written before, as for a length that was not known yet. */
  patchU32(offset: number, value: number): void {
    if (offset < 0 || offset + 4 > this.used) throw new SqlError('internal', 'patch out of bounds')
    this.view.setUint32(offset, value, true)
  }

  /** Zeros up to the next multiple of `alignment`. */
  align(alignment: number): void {
    const padding = (alignment - (this.used % alignment)) % alignment
    this.grow(padding)
    this.buffer.fill(0, this.used, this.used + padding)
    this.used += padding
  }

  private shortAscii(text: string): boolean {
    const length = text.length
    this.grow(1 + length)
    const start = this.used
    const buffer = this.buffer
    buffer[start] = length
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127) return false
      buffer[start + 1 + i] = code
    }
    this.used = start + 1 + length
    return true
  }

  private putVarint(value: number): void {
    let rest = value
    while (rest >= 0x8000_0000) {
      this.buffer[this.used++] = (rest % 128) | 128
      rest = Math.floor(rest / 128)
    }
    while (rest >= 128) {
      this.buffer[this.used++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.buffer[this.used++] = rest
  }

  /** Makes room for `count` more bytes. */
  private grow(count: number): void {
    const needed = this.used + count
    if (needed <= this.buffer.length) return
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    larger.set(this.buffer.subarray(0, this.used))
    this.buffer = larger
    this.view = new DataView(larger.buffer)
  }
}

/**
 * Reads the fields that `ByteWriter` writes. Running past the end, an overlong integer or bad UTF-8 is
 * `SqlError('corrupt')` that names `what` and the offset; nothing is allocated beyond the bytes at hand.
 */
export class ByteReader {
  readonly bytes: Uint8Array
  private readonly view: DataView
  private readonly what: string
  private position: number
  private readonly end: number

  /** Reads `bytes[start … end)`. `what` says in errors what is being read, such as a file name. */
  constructor(bytes: Uint8Array, what = 'data', start = 0, end = bytes.length) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.what = what
    this.position = start
    this.end = Math.min(end, bytes.length)
  }

  /** Index of the next byte in `bytes`. */
  get offset(): number {
    return this.position
  }

  get remaining(): number {
    return this.end - this.position
  }

  get done(): boolean {
    return this.position >= this.end
  }

  u8(): number {
    return this.bytes[this.take(1)]
  }

  u16(): number {
    return this.view.getUint16(this.take(2), true)
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true)
  }

  i32(): number {
    return this.view.getInt32(this.take(4), true)
  }

  u64(): number {
    const at = this.take(8)
    const value = this.view.getUint32(at + 4, true) * word + this.view.getUint32(at, true)
    if (value > Number.MAX_SAFE_INTEGER) throw this.corrupt('an integer above 2^53', at)
    return value
  }

  i64(): bigint {
    return this.view.getBigInt64(this.take(8), true)
  }

  f32(): number {
    return this.view.getFloat32(this.take(4), true)
  }

  f64(): number {
    return this.view.getFloat64(this.take(8), true)
  }

  boolean(): boolean {
    const at = this.position
    const value = this.u8()
    if (value > 1) throw this.corrupt('a boolean that is neither 0 nor 1', at)
    return value === 1
  }

  varint(): number {
    const start = this.position
    let value = 0
    let scale = 1
    for (let i = 0; i < maxVarintBytes; i++) {
      const byte = this.u8()
      value += (byte & 127) * scale
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break
        return value
      }
      scale *= 128
    }
    throw this.corrupt('an integer above 2^53', start)
  }

  zigzag(): number {
    const start = this.position
    const first = this.u8()
    const magnitude = ((first & 127) >> 1) + (first < 128 ? 0 : this.varint() * 64)
    const value = first & 1 ? -magnitude - 1 : magnitude
    if (!Number.isSafeInteger(value)) throw this.corrupt('an integer beyond ±2^53', start)
    return value
  }

  bigint(): bigint {
    const start = this.position
    const header = this.varint()
    const length = Math.floor(header / 2)
    if (length > maxBigintBytes) throw this.corrupt('an integer that is too long', start)
    const at = this.take(length)
    let hex = ''
    for (let i = at + length - 1; i >= at; i--) hex += this.bytes[i].toString(16).padStart(2, '0')
    const magnitude = hex === '' ? 0n : BigInt('0x' + hex)
    return header % 2 === 1 ? -magnitude : magnitude
  }

  /** The next `length` bytes: a view, not a copy. */
  raw(length: number): Uint8Array {
    const at = this.take(length)
    return this.bytes.subarray(at, at + length)
  }

  /** Varint length, then bytes: a view, not a copy. */
  lengthPrefixed(): Uint8Array {
    return this.raw(this.varint())
  }

  text(): string {
    const length = this.varint()
    const at = this.take(length)
    if (length <= shortText) {
      const text = shortAsciiText(this.bytes, at, length)
      if (text !== null) return text
    }
    try {
      return decoder.decode(this.bytes.subarray(at, at + length))
    } catch {
      throw this.corrupt('text that is not UTF-8', at)
    }
  }

  /** Skips to the next multiple of `alignment` (counted in `bytes`). */
  align(alignment: number): void {
    this.take((alignment - (this.position % alignment)) % alignment)
  }

  /**
   * A count of things that take at least `minimumBytes` each, as a varint: never more than the bytes that
   * are left can hold, so it is safe to allocate by.
   */
  count(minimumBytes = 1): number {
    const start = this.position
    const count = this.varint()
    if (count * minimumBytes > this.remaining) throw this.corrupt(`a count of ${count}`, start)
    return count
  }

  /** The error for damage at `offset`, for callers that find it in what they read. */
  corrupt(problem: string, offset = this.position): SqlError {
    return new SqlError('corrupt', `${this.what} is damaged: ${problem} at byte ${offset}`)
  }

  private take(count: number): number {
    const at = this.position
    if (count > this.end - at) {
      throw this.corrupt(`${count} bytes wanted and ${this.end - at} left`, at)
    }
    this.position = at + count
    return at
  }
}

/** Bytes that `varint` takes for `value`. */
export function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++
  return bytes
}

/** A text of ASCII bytes, or `null` where one of them is not ASCII. */
function shortAsciiText(bytes: Uint8Array, start: number, length: number): string | null {
  let text = ''
  for (let i = start; i < start + length; i++) {
    const byte = bytes[i]
    if (byte > 127) return null
    text += String.fromCharCode(byte)
  }
  return text
}

function checkUnsigned(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw notSafe(value)
}

function notSafe(value: number): SqlError {
  return new SqlError('internal', `${value} is not an integer that the field can hold`)
}
