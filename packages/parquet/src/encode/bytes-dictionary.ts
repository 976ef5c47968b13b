import type { BytesValues } from './bytes-values.ts'

export interface BytesDictionary {
  readonly codes: Int32Array
  /** Index of the first occurrence of each entry. */
  readonly firsts: Uint32Array
}

/** Wherever this many values have gone by, a dictionary of more than 3/4 as many entries is given up. */
const sampleSize = 4096

/**
 * Distinct byte strings and one code per value, or `undefined` where nearly all values are distinct or the
 * entries pass `maxBytes`.
 */
export function bytesDictionary(
  values: BytesValues,
  maxBytes: number,
): BytesDictionary | undefined {
  const { bytes, starts, ends } = values
  const count = values.count
  const codes = new Int32Array(count)
  let table = new Int32Array(4096).fill(-1)
  let hashes = new Int32Array(2048)
  let firsts = new Uint32Array(2048)
  let entries = 0
  let entryBytes = 0
  for (let i = 0; i < count; i++) {
    const start = starts[i]
    const end = ends[i]
    const hash = hashBytes(bytes, start, end)
    const mask = table.length - 1
    let slot = hash & mask
    let code = table[slot]
    while (code !== -1) {
      if (hashes[code] === hash) {
        const first = firsts[code]
        if (equalBytes(bytes, starts[first], ends[first], start, end)) break
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

/** Four bytes a step by multiplication, finished as in MurmurHash3 (Appleby, public domain). */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
    hash = Math.imul(hash ^ word, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193)
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

function equalBytes(
  bytes: Uint8Array,
  startA: number,
  endA: number,
  startB: number,
  endB: number,
): boolean {
  const length = endA - startA
  if (length !== endB - startB) return false
  for (let i = 0; i < length; i++) if (bytes[startA + i] !== bytes[startB + i]) return false
  return true
}
