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
    const at = out.reserve(this.plainSize(from, end) + 3)
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

/** From this length on a bulk copy beats a loop, for all the cost of its call. */
const bulkCopyFrom = 256

/**
 * Writes values with their lengths from `out[at]` on, and scribbles over up to three bytes behind
 * them.
 */
function writePlain(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  from: number,
  end: number,
  out: Uint8Array,
  at: number,
): number {
  const source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const target = new DataView(out.buffer, out.byteOffset, out.byteLength)
  const lastWord = bytes.length - 4
  let to = at
  for (let i = from; i < end; i++) {
    const start = starts[i]
    const length = ends[i] - start
    target.setInt32(to, length, true)
    to += 4
    if (length >= bulkCopyFrom) out.set(bytes.subarray(start, start + length), to)
    else if (start + length <= lastWord) {
      // Whole words, also for the rest: what is too much the next value overwrites.
      for (let k = 0; k < length; k += 4) {
        target.setInt32(to + k, source.getInt32(start + k, true), true)
      }
    } else for (let k = 0; k < length; k++) out[to + k] = bytes[start + k]
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
  const skip = commonPrefix(bytes, starts, ends, from, end)
  let min = from
  let max = from
  let minKey = prefixKey(bytes, starts[from] + skip, ends[from])
  let maxKey = minKey
  for (let i = from + 1; i < end; i++) {
    const key = prefixKey(bytes, starts[i] + skip, ends[i])
    // The first four bytes behind what all have in common decide nearly always; only ties look at
    // the rest.
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

/** How many bytes all values begin with alike. */
function commonPrefix(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  from: number,
  end: number,
): number {
  const first = starts[from]
  let common = ends[from] - first
  for (let i = from + 1; i < end && common > 0; i++) {
    const start = starts[i]
    common = Math.min(common, ends[i] - start)
    let k = 0
    while (k < common && bytes[first + k] === bytes[start + k]) k++
    common = k
  }
  return common
}

/** The first four bytes as a big-endian number, zeros behind a shorter value. */
function prefixKey(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length >= 4) {
    const low = (bytes[start + 2] << 8) | bytes[start + 3]
    return ((bytes[start] << 24) | (bytes[start + 1] << 16) | low) >>> 0
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
