import type { ByteBuffer } from './byte-buffer.ts'
import { BytesValues } from './bytes-values.ts'
import type { Bounds, Values } from './values.ts'

/**
 * `unsigned`: byte by byte. `signed`: big-endian two's complement, as decimals are. `half`: FLOAT16.
 * `none`: no statistics.
 */
export type FixedOrder = 'unsigned' | 'signed' | 'half' | 'none'

/** FIXED_LEN_BYTE_ARRAY: value `i` is `bytes[i * width … (i + 1) * width)`. */
export class FixedValues implements Values {
  readonly bytes: Uint8Array
  readonly width: number
  readonly order: FixedOrder

  constructor(bytes: Uint8Array, width: number, order: FixedOrder) {
    this.bytes = bytes
    this.width = width
    this.order = order
  }

  get count(): number {
    return this.bytes.length / this.width
  }

  plainSize(from: number, end: number): number {
    return (end - from) * this.width
  }

  writePlain(from: number, end: number, out: ByteBuffer): void {
    out.append(this.bytes.subarray(from * this.width, end * this.width))
  }

  bounds(from: number, end: number): Bounds | undefined {
    if (from === end || this.order === 'none') return undefined
    if (this.order === 'half') return boundsHalf(this.bytes, from, end)
    const flip = this.order === 'signed' ? 0x80 : 0
    const { bytes, width } = this
    let min = from * width
    let max = min
    for (let at = (from + 1) * width; at < end * width; at += width) {
      if (compare(bytes, at, min, width, flip) < 0) min = at
      else if (compare(bytes, at, max, width, flip) > 0) max = at
    }
    return { min: bytes.slice(min, min + width), max: bytes.slice(max, max + width) }
  }

  nanCount(from: number, end: number): number | undefined {
    if (this.order !== 'half') return undefined
    let count = 0
    for (let i = from; i < end; i++) if (isHalfNaN(halfAt(this.bytes, i))) count++
    return count
  }

  /** The same values as byte strings, of which each happens to be as long as the others. */
  asBytes(): BytesValues {
    const { bytes, width, count } = this
    const starts = Uint32Array.from({ length: count }, (_, i) => i * width)
    const ends = starts.map((start) => start + width)
    return new BytesValues(bytes, starts, ends, this.order === 'unsigned')
  }

  select(indices: Uint32Array): FixedValues {
    const { bytes, width } = this
    const result = new Uint8Array(indices.length * width)
    for (let i = 0; i < indices.length; i++) {
      const start = indices[i] * width
      for (let k = 0; k < width; k++) result[i * width + k] = bytes[start + k]
    }
    return new FixedValues(result, width, this.order)
  }
}

function compare(bytes: Uint8Array, a: number, b: number, width: number, flip: number): number {
  const first = (bytes[a] ^ flip) - (bytes[b] ^ flip)
  if (first !== 0) return first
  for (let i = 1; i < width; i++) {
    const difference = bytes[a + i] - bytes[b + i]
    if (difference !== 0) return difference
  }
  return 0
}

function halfAt(bytes: Uint8Array, index: number): number {
  return bytes[2 * index] | (bytes[2 * index + 1] << 8)
}

function isHalfNaN(bits: number): boolean {
  return (bits & 0x7fff) > 0x7c00
}

/**
 * A number by which half floats without NaN sort as their values do: magnitude with sign. Both zeros
 * are 0.
 */
function halfRank(bits: number): number {
  return bits & 0x8000 ? -(bits & 0x7fff) : bits
}

/** Orders half floats in PLAIN form, none of them NaN. */
export function compareHalves(a: Uint8Array, b: Uint8Array): number {
  return halfRank(halfAt(a, 0)) - halfRank(halfAt(b, 0))
}

/** As for FLOAT: none with a NaN, and zeros widened to −0 and +0. */
function boundsHalf(bytes: Uint8Array, from: number, end: number): Bounds | undefined {
  let min = Infinity
  let max = -Infinity
  for (let i = from; i < end; i++) {
    const bits = halfAt(bytes, i)
    if (isHalfNaN(bits)) return undefined
    const rank = halfRank(bits)
    if (rank < min) min = rank
    if (rank > max) max = rank
  }
  const low = min <= 0 ? 0x8000 - min : min
  const high = max < 0 ? 0x8000 - max : max
  return { min: Uint8Array.of(low, low >> 8), max: Uint8Array.of(high, high >> 8) }
}
