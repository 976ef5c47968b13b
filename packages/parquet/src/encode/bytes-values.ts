import type { ByteBuffer } from './byte-buffer.ts'
import { type Bounds, gather32, type Values } from './values.ts'

/** BYTE_ARRAY: value `i` is `bytes[starts[i] … ends[i])`. Values may share bytes. */
export class BytesValues implements Values {
  readonly bytes: Uint8Array
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** Whether the type has an order: text and plain bytes by unsigned byte, geometries none. */
  readonly ordered: boolean

  constructor(bytes: Uint8Array, starts: Uint32Array, ends: Uint32Array, ordered: boolean) {
    this.bytes = bytes
    this.starts = starts
    this.ends = ends
    this.ordered = ordered
  }

  get count(): number {
    return this.starts.length
  }

  /** Sum of the lengths of values `from … end`. */
  byteLength(from: number, end: number): number {
    const { starts, ends } = this
    let size = 0
    for (let i = from; i < end; i++) size += ends[i] - starts[i]
    return size
  }

  plainSize(from: number, end: number): number {
    return this.byteLength(from, end) + 4 * (end - from)
  }

  writePlain(from: number, end: number, out: ByteBuffer): void {
    const at = out.reserve(this.plainSize(from, end))
    out.length = writePlain(this.bytes, this.starts, this.ends, from, end, out.bytes, at)
  }

  bounds(from: number, end: number): Bounds | undefined {
    if (from === end || !this.ordered) return undefined
    const { bytes, starts, ends } = this
    const [min, max] = extremes(bytes, starts, ends, from, end)
    return {
      min: bytes.slice(starts[min], ends[min]),
      max: bytes.slice(starts[max], ends[max]),
    }
  }

  nanCount(): undefined {
    return undefined
  }

  select(indices: Uint32Array): BytesValues {
    return new BytesValues(
      this.bytes,
      gatherUnsigned(this.starts, indices),
      gatherUnsigned(this.ends, indices),
      this.ordered,
    )
  }
}

function gatherUnsigned(values: Uint32Array, indices: Uint32Array): Uint32Array {
  const words = gather32(new Int32Array(values.buffer, values.byteOffset, values.length), indices)
  return new Uint32Array(words.buffer)
}

/** Below this length a loop over the bytes beats the call of a bulk copy. */
const bulkCopyFrom = 64

function writePlain(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  from: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  let to = at
  for (let i = from; i < end; i++) {
    const start = starts[i]
    const length = ends[i] - start
    out[to] = length
    out[to + 1] = length >>> 8
    out[to + 2] = length >>> 16
    out[to + 3] = length >>> 24
    to += 4
    if (length < bulkCopyFrom) for (let k = 0; k < length; k++) out[to + k] = bytes[start + k]
    else out.set(bytes.subarray(start, start + length), to)
    to += length
  }
  return to
}

/** The indices of the least and of the greatest value by unsigned bytes. `from < end`. */
function extremes(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  from: number,
  end: number,
): [min: number, max: number] {
  let min = from
  let max = from
  let minKey = prefixKey(bytes, starts[from], ends[from])
  let maxKey = minKey
  for (let i = from + 1; i < end; i++) {
    const key = prefixKey(bytes, starts[i], ends[i])
    // The first four bytes decide nearly always; only ties look at the rest.
    if (key <= minKey && (key < minKey || less(bytes, starts, ends, i, min))) {
      min = i
      minKey = key
    }
    if (key >= maxKey && (key > maxKey || less(bytes, starts, ends, max, i))) {
      max = i
      maxKey = key
    }
  }
  return [min, max]
}

/** The first four bytes as a big-endian number, zeros behind a shorter value. */
function prefixKey(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length >= 4) {
    return (
      ((bytes[start] << 24) |
        (bytes[start + 1] << 16) |
        (bytes[start + 2] << 8) |
        bytes[start + 3]) >>>
      0
    )
  }
  let key = 0
  for (let i = 0; i < length; i++) key |= bytes[start + i] << (24 - 8 * i)
  return key >>> 0
}

function less(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  a: number,
  b: number,
): boolean {
  const startA = starts[a]
  const startB = starts[b]
  const lengthA = ends[a] - startA
  const lengthB = ends[b] - startB
  const common = Math.min(lengthA, lengthB)
  for (let i = 0; i < common; i++) {
    const difference = bytes[startA + i] - bytes[startB + i]
    if (difference !== 0) return difference < 0
  }
  return lengthA < lengthB
}
