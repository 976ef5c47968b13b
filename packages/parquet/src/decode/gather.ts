import type { BytesData } from '../column-data.ts'
import { corrupt } from '../errors.ts'
import { append, type ByteSink, reserve } from './byte-sink.ts'

/** Throws unless every one of the first `count` codes is an entry of a dictionary of `size` entries. */
export function checkCodes(codes: Int32Array, count: number, size: number): void {
  const last = size - 1
  let signs = 0
  // The sign bit of either term is set where a code is negative or above the last.
  for (let i = 0; i < count; i++) signs |= (last - codes[i]) | 0 | codes[i]
  if (signs < 0) throw corrupt(`a dictionary code is not below ${size}`)
}

/* `out[at + i] = dictionary[codes[i]]`, for codes that were checked. */

export function gather32(
  dictionary: Int32Array,
  codes: Int32Array,
  out: Int32Array,
  at: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) out[at + i] = dictionary[codes[i]]
}

export function gather64(
  dictionary: Int32Array,
  codes: Int32Array,
  out: Int32Array,
  at: number,
  count: number,
): void {
  let to = at * 2
  for (let i = 0; i < count; i++) {
    const from = codes[i] * 2
    out[to] = dictionary[from]
    out[to + 1] = dictionary[from + 1]
    to += 2
  }
}

export function gatherFixed(
  dictionary: Uint8Array,
  width: number,
  codes: Int32Array,
  out: Uint8Array,
  at: number,
  count: number,
): void {
  let to = at * width
  for (let i = 0; i < count; i++) {
    const from = codes[i] * width
    for (let k = 0; k < width; k++) out[to + k] = dictionary[from + k]
    to += width
  }
}

export function gatherBytes(
  dictionary: Pick<BytesData, 'offsets' | 'bytes'>,
  codes: Int32Array,
  offsets: Uint32Array,
  sink: ByteSink,
  at: number,
  count: number,
): void {
  let total = 0
  for (let i = 0; i < count; i++) {
    total += dictionary.offsets[codes[i] + 1] - dictionary.offsets[codes[i]]
  }
  reserve(sink, total)
  for (let i = 0; i < count; i++) {
    const start = dictionary.offsets[codes[i]]
    append(sink, dictionary.bytes, start, dictionary.offsets[codes[i] + 1] - start)
    offsets[at + i + 1] = sink.length
  }
}

/* Codes of the smallest type that the dictionary's size allows. */

export function narrow8(codes: Int32Array, out: Uint8Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) out[at + i] = codes[i]
}

export function narrow16(codes: Int32Array, out: Uint16Array, at: number, count: number): void {
  for (let i = 0; i < count; i++) out[at + i] = codes[i]
}

/** `codes[i] = map[codes[i]]`, for codes of a dictionary that had duplicates. */
export function remapCodes(codes: Int32Array, map: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) codes[i] = map[codes[i]]
}
