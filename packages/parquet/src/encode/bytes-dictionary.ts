import type { BytesValues } from './bytes-values.ts'

export interface BytesDictionary {
  readonly codes: Int32Array
  /** Index of the first occurrence of each entry. */
  readonly firsts: Uint32Array
}

/**
 * Wherever this many values have gone by, a dictionary of more than 3/4 as many entries is given
 * up.
 */
const sampleSize = 4096

/**
 * Distinct byte strings and one code per value, or `undefined` where nearly all values are distinct
 * or the entries pass `maxBytes`.
 */
export function bytesDictionary(
  values: BytesValues,
  maxBytes: number,
): BytesDictionary | undefined {
  const { bytes, starts, ends } = values
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = values.count
  const codes = new Int32Array(count)
  let table = new Int32Array(count < 64 ? 128 : 4096).fill(-1)
  let hashes = new Int32Array(table.length / 2)
  let firsts = new Uint32Array(table.length / 2)
  let entries = 0
  let entryBytes = 0
  for (let i = 0; i < count; i++) {
    const start = starts[i]
    const end = ends[i]
    const hash = hashBytes(view, start, end)
    const mask = table.length - 1
    let slot = hash & mask
    let code = table[slot]
    while (code !== -1) {
      if (hashes[code] === hash) {
        const first = firsts[code]
        const length = end - start
        if (
          ends[first] - starts[first] === length &&
          equalBytes(view, starts[first], start, length)
        ) {
          break
        }
      }
      slot = (slot + 1) & mask
      code = table[slot]
    }
    if (code === -1) {
      entryBytes += end - start
      if (entryBytes > maxBytes || (i >= sampleSize && entries > i * 0.75)) return undefined
      code = entries++
      table[slot] = code
      hashes[code] = hash
      firsts[code] = i
      if (entries === hashes.length) {
        hashes = grown(hashes, new Int32Array(entries * 2))
        firsts = grown(firsts, new Uint32Array(entries * 2))
        table = rehash(hashes, entries, table.length * 2)
      }
    }
    codes[i] = code
  }
  return { codes, firsts: firsts.slice(0, entries) }
}

function grown<T extends Int32Array | Uint32Array>(old: T, bigger: T): T {
  bigger.set(old)
  return bigger
}

function rehash(hashes: Int32Array, entries: number, size: number): Int32Array<ArrayBuffer> {
  const table = new Int32Array(size).fill(-1)
  for (let code = 0; code < entries; code++) {
    let slot = hashes[code] & (size - 1)
    while (table[slot] !== -1) slot = (slot + 1) & (size - 1)
    table[slot] = code
  }
  return table
}

/** Differs between processes, so that no values can be chosen that all have one hash. */
const seed = (Math.random() * 2 ** 32) | 0

/**
 * Four bytes a step by multiplication, finished as in MurmurHash3 (Appleby, public domain). The
 * last word overlaps the one before it rather than being taken byte by byte.
 */
function hashBytes(view: DataView, start: number, end: number): number {
  const length = end - start
  let hash = seed ^ length
  if (length >= 4) {
    const last = end - 4
    for (let at = start; at < last; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    hash = Math.imul(hash ^ view.getInt32(last, true), 0x9e3779b1)
  } else {
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193)
  }
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

/** Whether `length` bytes at `a` and at `b` are the same. */
function equalBytes(view: DataView, a: number, b: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (view.getUint8(a + i) !== view.getUint8(b + i)) return false
    return true
  }
  const last = length - 4
  for (let i = 0; i < last; i += 4) {
    if (view.getInt32(a + i, true) !== view.getInt32(b + i, true)) return false
  }
  return view.getInt32(a + last, true) === view.getInt32(b + last, true)
}
