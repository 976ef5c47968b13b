import { corrupt } from '../errors.ts'
import { append, type ByteSink, reserve } from './byte-sink.ts'
import { decodeDelta32 } from './delta.ts'

/*
 * BYTE_ARRAY pages → offsets and bytes. Every function writes the ends of values `at … at + count` to
 * `offsets[at + 1 …]` and appends their bytes to `sink`; `offsets[at]` is the sink's length before.
 */

/** PLAIN: a 4-byte little-endian length before each value. */
export function decodePlainBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  offsets: Uint32Array,
  sink: ByteSink,
  at: number,
  count: number,
): void {
  if (count * 4 > end - start) throw corrupt('byte array values end too early')
  // The lengths take some of it; how much a damaged page would leave for values is not known yet.
  reserve(sink, end - start)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = sink.bytes
  const outView = new DataView(out.buffer, out.byteOffset, out.byteLength)
  // Copies in steps of eight bytes may read past a value, but not past the buffer.
  const wideEnd = bytes.length - 8
  let from = start
  let to = sink.length
  for (let i = at + 1; i <= at + count; i++) {
    if (end - from < 4) throw corrupt('byte array values end too early')
    const length = view.getUint32(from, true)
    from += 4
    if (length > end - from) throw corrupt('a byte array value ends too early')
    if (length > 64 || from + length > wideEnd) {
      out.set(bytes.subarray(from, from + length), to)
    } else {
      for (let k = 0; k < length; k += 8) {
        outView.setInt32(to + k, view.getInt32(from + k, true), true)
        outView.setInt32(to + k + 4, view.getInt32(from + k + 4, true), true)
      }
    }
    from += length
    to += length
    offsets[i] = to
  }
  sink.length = to
}

/** DELTA_LENGTH_BYTE_ARRAY: all lengths, delta-coded, then all bytes. */
export function decodeDeltaLengthBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  offsets: Uint32Array,
  sink: ByteSink,
  at: number,
  count: number,
): void {
  const lengths = new Int32Array(count)
  const from = readLengths(bytes, start, end, lengths, count)
  let to = sink.length
  const limit = to + end - from
  for (let i = 0; i < count; i++) {
    const length = lengths[i]
    to += length
    if (length < 0 || to > limit) throw corrupt('a byte array value ends too early')
    offsets[at + i + 1] = to
  }
  reserve(sink, to - sink.length)
  sink.bytes.set(bytes.subarray(from, from + to - sink.length), sink.length)
  sink.length = to
}

/** DELTA_BYTE_ARRAY: lengths of the prefixes shared with the value before, then the suffixes as above. */
export function decodeDeltaBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  offsets: Uint32Array,
  sink: ByteSink,
  at: number,
  count: number,
): void {
  const prefixes = new Int32Array(count)
  const suffixes = new Int32Array(count)
  const middle = readLengths(bytes, start, end, prefixes, count)
  let from = readLengths(bytes, middle, end, suffixes, count)
  reserve(sink, prefixedTotal(prefixes, suffixes, end - from))
  let before = sink.length
  for (let i = 0; i < count; i++) {
    const to = sink.length
    append(sink, sink.bytes, before, prefixes[i])
    append(sink, bytes, from, suffixes[i])
    from += suffixes[i]
    before = to
    offsets[at + i + 1] = sink.length
  }
}

/** The bytes that the values take, once each prefix and suffix is known to lie in its source. */
function prefixedTotal(prefixes: Int32Array, suffixes: Int32Array, available: number): number {
  let total = 0
  let rest = available
  let length = 0
  for (let i = 0; i < prefixes.length; i++) {
    const prefix = prefixes[i]
    const suffix = suffixes[i]
    if (prefix < 0 || prefix > length) throw corrupt('a byte array prefix is out of range')
    if (suffix < 0 || suffix > rest) throw corrupt('a byte array suffix ends too early')
    rest -= suffix
    length = prefix + suffix
    total += length
  }
  return total
}

function readLengths(
  bytes: Uint8Array,
  start: number,
  end: number,
  lengths: Int32Array,
  count: number,
): number {
  const result = decodeDelta32(bytes, start, end, lengths, 0, count)
  if (result.count !== count) throw corrupt(`${result.count} lengths where ${count} belong`)
  return result.end
}
