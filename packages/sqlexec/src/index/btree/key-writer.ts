import { Buffer } from 'node:buffer'
import { SqlError } from '../../base/errors.ts'
import { collation } from '../../types/collation.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'

/**
 * Keys of several columns as strings whose order is that of the columns, one byte per UTF-16 unit. Each part is
 *
 *   0x01                    NULL
 *   0x02 integer            0x80 + n, then n bytes of magnitude, the highest first; negative: 0x80 − n and the complement
 *   0x02 double             8 bytes of IEEE 754, the sign bit flipped; negative: the complement
 *   0x02 text or bytes      the collation key or the bytes, 0x00 escaped as 0x00 0x01, then 0x00 0x00
 *
 * and its complement where the column descends. No part is the beginning of another, and none begins with 0xFF.
 */
export class KeyWriter {
  #bytes: Buffer = Buffer.alloc(256)
  #length = 0

  reset(): void {
    this.#length = 0
  }

  /** What was written since `reset`. */
  finish(): string {
    return this.#bytes.toString('latin1', 0, this.#length)
  }

  part(encode: PartEncoder, value: SqlValue, descending: boolean): void {
    const start = this.#length
    this.#reserve(1)
    if (value === null) this.#bytes[this.#length++] = 1
    else {
      this.#bytes[this.#length++] = 2
      encode(this, value)
    }
    if (!descending) return
    for (let i = start; i < this.#length; i++) this.#bytes[i] ^= 0xff
  }

  integer(value: number | bigint): void {
    if (typeof value === 'bigint') this.#bigint(value)
    else this.#safeInteger(value)
  }

  #safeInteger(value: number): void {
    if (!Number.isSafeInteger(value)) throw notInDomain(value)
    const negative = value < 0
    const magnitude = negative ? -value : value
    const high = Math.floor(magnitude / 2 ** 32)
    const low = magnitude >>> 0
    const count =
      high > 0 ? 8 - (Math.clz32(high) >> 3) : magnitude === 0 ? 0 : 4 - (Math.clz32(low) >> 3)
    const flip = negative ? 0xff : 0
    this.#reserve(9)
    this.#bytes[this.#length++] = negative ? 0x80 - count : 0x80 + count
    for (let i = count - 1; i >= 0; i--) {
      const byte = i >= 4 ? high >>> ((i - 4) * 8) : low >>> (i * 8)
      this.#bytes[this.#length++] = (byte & 0xff) ^ flip
    }
  }

  #bigint(value: bigint): void {
    const negative = value < 0n
    const hex = (negative ? -value : value).toString(16)
    const digits = hex.length % 2 === 0 ? hex : `0${hex}`
    const count = digits.length / 2
    if (count > 0x7d) throw notInDomain(value)
    this.#reserve(count + 1)
    const start = this.#length
    this.#bytes[start] = negative ? 0x80 - count : 0x80 + count
    this.#length += 1 + this.#bytes.write(digits, start + 1, 'hex')
    if (negative) for (let i = start + 1; i < this.#length; i++) this.#bytes[i] ^= 0xff
  }

  double(value: number): void {
    this.#reserve(8)
    const start = this.#length
    // Adding 0 makes −0 the same key as 0; NaN has the largest exponent and sorts last.
    this.#bytes.writeDoubleBE(Number.isNaN(value) ? Number.NaN : value + 0, start)
    this.#length += 8
    if (this.#bytes[start] < 0x80) this.#bytes[start] ^= 0x80
    else for (let i = start; i < this.#length; i++) this.#bytes[i] ^= 0xff
  }

  /** Text whose units are bytes. */
  latin1(text: string): void {
    this.#reserve(2 * text.length + 2)
    for (let i = 0; i < text.length; i++) this.#escapedByte(text.charCodeAt(i))
    this.#terminate()
  }

  /** UTF-8 orders as code points do. */
  utf8(text: string): void {
    this.bytes(Buffer.from(text, 'utf8'))
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(2 * bytes.length + 2)
    for (let i = 0; i < bytes.length; i++) this.#escapedByte(bytes[i])
    this.#terminate()
  }

  #escapedByte(byte: number): void {
    this.#bytes[this.#length++] = byte
    if (byte === 0) this.#bytes[this.#length++] = 1
  }

  #terminate(): void {
    this.#bytes[this.#length++] = 0
    this.#bytes[this.#length++] = 0
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const grown = Buffer.alloc(2 * (this.#length + count))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}

/** Writes a value that is not NULL. */
export type PartEncoder = (writer: KeyWriter, value: Exclude<SqlValue, null>) => void

export function partEncoder(type: SqlType): PartEncoder {
  switch (type.kind) {
    case 'float':
    case 'double':
      return (writer, value) => writer.double(Number(value))
    case 'text': {
      if (type.collation === 'utf8mb4_bin') return writeText
      const { key } = collation(type.collation)
      return (writer, value) => writer.latin1(key(expectText(value)))
    }
    case 'json':
      return writeText
    case 'bytes':
      return (writer, value) => writer.bytes(expectBytes(value))
    default:
      return (writer, value) => writer.integer(expectInteger(value))
  }
}

function writeText(writer: KeyWriter, value: SqlValue): void {
  writer.utf8(expectText(value))
}

export function expectText(value: SqlValue): string {
  if (typeof value !== 'string') throw notInDomain(value)
  return value
}

export function expectBytes(value: SqlValue): Uint8Array {
  if (!(value instanceof Uint8Array)) throw notInDomain(value)
  return value
}

export function expectInteger(value: SqlValue): number | bigint {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw notInDomain(value)
  return value
}

/** Whoever asks an index casts to the column's type first. */
export function notInDomain(value: SqlValue): SqlError {
  const shown = value instanceof Uint8Array ? 'bytes' : String(value)
  return new SqlError('internal', `an index was asked for a key outside its type: ${shown}`)
}
