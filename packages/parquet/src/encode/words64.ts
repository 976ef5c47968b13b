import type { ByteBuffer } from './byte-buffer.ts'
import { appendElements, type Bounds, gather64, type Values } from './values.ts'

export type Order64 = 'int64' | 'uint64' | 'double'

/**
 * INT64 and DOUBLE: values of eight bytes, each as two words, the low one first, as PLAIN stores
 * them.
 */
export class Words64 implements Values {
  readonly words: Int32Array
  readonly order: Order64

  /** @param words lies at a multiple of 8 in its buffer */
  constructor(words: Int32Array, order: Order64) {
    this.words = words
    this.order = order
  }

  get count(): number {
    return this.words.length / 2
  }

  plainSize(from: number, end: number): number {
    return (end - from) * 8
  }

  writePlain(from: number, end: number, out: ByteBuffer): void {
    appendElements(this.words, from * 2, end * 2, out)
  }

  bounds(from: number, end: number): Bounds | undefined {
    if (from === end) return undefined
    if (this.order === 'double') return boundsDouble(doubles(this.words), from, end)
    return boundsInteger(this.words, from, end, this.order === 'uint64' ? 0x80000000 : 0)
  }

  nanCount(from: number, end: number): number | undefined {
    return this.order === 'double' ? countNaN(doubles(this.words), from, end) : undefined
  }

  select(indices: Uint32Array): Words64 {
    return new Words64(gather64(this.words, indices), this.order)
  }
}

/** Exact integers within ±(2^53 − 1) as words. */
export function wordsOfIntegers(values: Float64Array): Int32Array {
  const words = new Int32Array(values.length * 2)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    // Stores to an Int32Array take a number modulo 2^32.
    words[2 * i] = value
    words[2 * i + 1] = Math.floor(value * 2 ** -32)
  }
  return words
}

function doubles(words: Int32Array): Float64Array {
  return new Float64Array(words.buffer, words.byteOffset, words.length / 2)
}

/**
 * Two's complement is compared by the signed high word, then by the low one; a flip of the sign bit
 * makes the order unsigned.
 */
function boundsInteger(words: Int32Array, from: number, end: number, flip: number): Bounds {
  let minHigh = words[2 * from + 1] ^ flip
  let minLow = words[2 * from] >>> 0
  let maxHigh = minHigh
  let maxLow = minLow
  for (let i = from + 1; i < end; i++) {
    const high = words[2 * i + 1] ^ flip
    const low = words[2 * i] >>> 0
    if (high < minHigh || (high === minHigh && low < minLow)) {
      minHigh = high
      minLow = low
    } else if (high > maxHigh || (high === maxHigh && low > maxLow)) {
      maxHigh = high
      maxLow = low
    }
  }
  return { min: bytesOf(minLow, minHigh ^ flip), max: bytesOf(maxLow, maxHigh ^ flip) }
}

/** As for FLOAT: none with a NaN, and zeros widened to −0 and +0. */
function boundsDouble(values: Float64Array, from: number, end: number): Bounds | undefined {
  let min = Infinity
  let max = -Infinity
  for (let i = from; i < end; i++) {
    const value = values[i]
    if (Number.isNaN(value)) return undefined
    if (value < min) min = value
    if (value > max) max = value
  }
  return {
    min: new Uint8Array(Float64Array.of(min === 0 ? -0 : min).buffer),
    max: new Uint8Array(Float64Array.of(max === 0 ? 0 : max).buffer),
  }
}

function countNaN(values: Float64Array, from: number, end: number): number {
  let count = 0
  for (let i = from; i < end; i++) if (Number.isNaN(values[i])) count++
  return count
}

function bytesOf(low: number, high: number): Uint8Array {
  return new Uint8Array(Int32Array.of(low, high).buffer)
}
