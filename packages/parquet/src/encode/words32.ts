import type { ByteBuffer } from './byte-buffer.ts'
import { appendElements, type Bounds, gather32, type Values } from './values.ts'

export type Order32 = 'int32' | 'uint32' | 'float'

/** INT32 and FLOAT: values of four bytes, as the words that PLAIN stores. */
export class Words32 implements Values {
  readonly words: Int32Array
  readonly order: Order32

  constructor(words: Int32Array, order: Order32) {
    this.words = words
    this.order = order
  }

  get count(): number {
    return this.words.length
  }

  plainSize(from: number, end: number): number {
    return (end - from) * 4
  }

  writePlain(from: number, end: number, out: ByteBuffer): void {
    appendElements(this.words, from, end, out)
  }

  bounds(from: number, end: number): Bounds | undefined {
    if (from === end) return undefined
    const { words } = this
    if (this.order === 'int32') return boundsInt32(words, from, end)
    if (this.order === 'uint32') return boundsUint32(unsigned(words), from, end)
    return boundsFloat(floats(words), from, end)
  }

  nanCount(from: number, end: number): number | undefined {
    return this.order === 'float' ? countNaN(floats(this.words), from, end) : undefined
  }

  select(indices: Uint32Array): Words32 {
    return new Words32(gather32(this.words, indices), this.order)
  }
}

function unsigned(words: Int32Array): Uint32Array {
  return new Uint32Array(words.buffer, words.byteOffset, words.length)
}

function floats(words: Int32Array): Float32Array {
  return new Float32Array(words.buffer, words.byteOffset, words.length)
}

function boundsInt32(values: Int32Array, from: number, end: number): Bounds {
  let min = values[from]
  let max = min
  for (let i = from + 1; i < end; i++) {
    const value = values[i]
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min: bytesOf(Int32Array.of(min)), max: bytesOf(Int32Array.of(max)) }
}

function boundsUint32(values: Uint32Array, from: number, end: number): Bounds {
  let min = values[from]
  let max = min
  for (let i = from + 1; i < end; i++) {
    const value = values[i]
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min: bytesOf(Uint32Array.of(min)), max: bytesOf(Uint32Array.of(max)) }
}

/**
 * With a NaN there are no bounds: the format keeps NaN out of them, and engines that sort NaN above
 * all numbers (Spark, DuckDB) would then skip the rows that hold it. A minimum of zero is stored as
 * −0 and a maximum as +0, because both zeros may be among the values (parquet.thrift, ColumnOrder).
 */
function boundsFloat(values: Float32Array, from: number, end: number): Bounds | undefined {
  let min = Infinity
  let max = -Infinity
  for (let i = from; i < end; i++) {
    const value = values[i]
    if (Number.isNaN(value)) return undefined
    if (value < min) min = value
    if (value > max) max = value
  }
  const low = min === 0 ? -0 : min
  const high = max === 0 ? 0 : max
  return { min: bytesOf(Float32Array.of(low)), max: bytesOf(Float32Array.of(high)) }
}

function countNaN(values: Float32Array, from: number, end: number): number {
  let count = 0
  for (let i = from; i < end; i++) if (Number.isNaN(values[i])) count++
  return count
}

function bytesOf(array: Int32Array | Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer)
}
