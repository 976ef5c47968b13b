import type { ByteBuffer } from './byte-buffer.ts'

/** The least and greatest value in PLAIN form, byte strings without their length. */
export interface Bounds {
  readonly min: Uint8Array
  readonly max: Uint8Array
}

/**
 * The non-NULL values of a column chunk in their physical form. Ranges count these values, not
 * rows. Pages call these methods once each; the loops over values are inside.
 */
export interface Values {
  readonly count: number
  /** Size of the PLAIN encoding of values `from … end`. */
  plainSize(from: number, end: number): number
  /** Appends the PLAIN encoding of values `from … end`. */
  writePlain(from: number, end: number, out: ByteBuffer): void
  /**
   * By the order of the column's type; `undefined` where the range is empty, the type has no order,
   * or a value is NaN.
   */
  bounds(from: number, end: number): Bounds | undefined
  /** NaNs among values `from … end`; `undefined` for types that have none. */
  nanCount(from: number, end: number): number | undefined
  /** The values at `indices`, in that order. */
  select(indices: Uint32Array): Values
}

/** Copies the bytes that the elements `from … end` of a typed array occupy. */
export function appendElements(
  array: Int32Array,
  from: number,
  end: number,
  out: ByteBuffer,
): void {
  out.append(new Uint8Array(array.buffer, array.byteOffset + from * 4, (end - from) * 4))
}

/** The elements of a 4-byte array at `indices`. */
export function gather32(words: Int32Array, indices: Uint32Array): Int32Array {
  const result = new Int32Array(indices.length)
  for (let i = 0; i < indices.length; i++) result[i] = words[indices[i]]
  return result
}

/** The 8-byte elements at `indices`, each as two words. */
export function gather64(words: Int32Array, indices: Uint32Array): Int32Array {
  const result = new Int32Array(indices.length * 2)
  for (let i = 0; i < indices.length; i++) {
    const at = indices[i] * 2
    result[2 * i] = words[at]
    result[2 * i + 1] = words[at + 1]
  }
  return result
}
