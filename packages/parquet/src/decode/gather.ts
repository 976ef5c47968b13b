import type { BytesData } from '../column-data.ts'
import { corrupt } from '../errors.ts'
import { append, type ByteSink, reserve } from './byte-sink.ts'

/*
 * Codes are checked by signs: either term of `((last - code) | 0) | code` is negative where the code is negative or
 * above the last entry, so that one test of all terms together is enough.
 */

function badCode(size: number): Error {
  return corrupt(`a dictionary code is not below ${size}`)
}

/** Throws unless every one of the first `count` codes is an entry of a dictionary of `size` entries. */
export function checkCodes(codes: Int32Array, count: number, size: number): void {
  const last = size - 1
  const unrolledEnd = count & ~3
  let signs = 0
  for (let i = 0; i < unrolledEnd; i += 4) {
    const a = codes[i]
    const b = codes[i + 1]
    const c = codes[i + 2]
    const d = codes[i + 3]
    signs |= (last - a) | 0 | a | ((last - b) | 0) | b
    signs |= (last - c) | 0 | c | ((last - d) | 0) | d
  }
  for (let i = unrolledEnd; i < count; i++) signs |= (last - codes[i]) | 0 | codes[i]
  if (signs < 0) throw badCode(size)
}

/* `out[at + i] = dictionary[codes[i]]`. */

/** Checks the codes, too. */
export function gather32(
  dictionary: Int32Array,
  codes: Int32Array,
  out: Int32Array,
  at: number,
  count: number,
): void {
  const last = dictionary.length - 1
  const unrolledEnd = count & ~3
  let signs = 0
  for (let i = 0; i < unrolledEnd; i += 4) {
    const a = codes[i]
    const b = codes[i + 1]
    const c = codes[i + 2]
    const d = codes[i + 3]
    signs |= (last - a) | 0 | a | ((last - b) | 0) | b
    signs |= (last - c) | 0 | c | ((last - d) | 0) | d
    const o = at + i
    out[o] = dictionary[a]
    out[o + 1] = dictionary[b]
    out[o + 2] = dictionary[c]
    out[o + 3] = dictionary[d]
  }
  for (let i = unrolledEnd; i < count; i++) {
    signs |= (last - codes[i]) | 0 | codes[i]
    out[at + i] = dictionary[codes[i]]
  }
  if (signs < 0) throw badCode(last + 1)
}

/** Checks the codes, too. */
export function gather64(
  dictionary: Int32Array,
  codes: Int32Array,
  out: Int32Array,
  at: number,
  count: number,
): void {
  const last = dictionary.length / 2 - 1
  let signs = 0
  let to = at * 2
  for (let i = 0; i < count; i++) {
    const code = codes[i]
    signs |= (last - code) | 0 | code
    out[to] = dictionary[2 * code]
    out[to + 1] = dictionary[2 * code + 1]
    to += 2
  }
  if (signs < 0) throw badCode(last + 1)
}

/** For codes that were checked. */
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

/** For codes that were checked. */
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

/** `codes[i] = map[codes[i]]`, for codes of a dictionary that had duplicates. */
export function remapCodes(codes: Int32Array, map: Uint32Array, count: number): void {
  for (let i = 0; i < count; i++) codes[i] = map[codes[i]]
}
