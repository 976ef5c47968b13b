import type { BytesData } from '../column-data.ts'

/** A dictionary without duplicates, and what each code of the old one becomes (`null`: all stay). */
export interface DistinctDictionary {
  readonly dictionary: BytesData
  readonly map: Uint32Array | null
}

/**
 * Drops repeated entries of a dictionary; the first of equal ones stays. Writers are not bound to write
 * distinct entries, but who compares codes instead of values relies on it.
 */
export function distinctEntries(dictionary: BytesData): DistinctDictionary {
  const { length } = dictionary
  const hashes = hashEntries(dictionary)
  const slotMask = 2 ** Math.ceil(Math.log2(Math.max(2, length * 2))) - 1
  // Entry number plus one; 0 is an empty slot. Linear probing.
  const slots = new Int32Array(slotMask + 1)
  const map = new Uint32Array(length)
  let distinct = 0
  for (let i = 0; i < length; i++) {
    const hash = hashes[i]
    let slot = hash & slotMask
    let found = slots[slot] - 1
    while (found >= 0 && !(hashes[found] === hash && equalEntries(dictionary, found, i))) {
      slot = (slot + 1) & slotMask
      found = slots[slot] - 1
    }
    if (found < 0) {
      slots[slot] = i + 1
      map[i] = distinct++
    } else {
      map[i] = map[found]
    }
  }
  if (distinct === length) return { dictionary, map: null }
  return { dictionary: keepFirst(dictionary, map, distinct), map }
}

function keepFirst(dictionary: BytesData, map: Uint32Array, distinct: number): BytesData {
  const offsets = new Uint32Array(distinct + 1)
  const bytes = new Uint8Array(dictionary.bytes.length)
  let next = 0
  for (let i = 0; i < dictionary.length; i++) {
    if (map[i] !== next) continue
    const from = dictionary.offsets[i]
    const to = dictionary.offsets[i + 1]
    bytes.set(dictionary.bytes.subarray(from, to), offsets[next])
    offsets[next + 1] = offsets[next] + to - from
    next++
  }
  return {
    kind: 'bytes',
    length: distinct,
    validity: null,
    offsets,
    bytes: bytes.subarray(0, offsets[distinct]),
  }
}

/** Differs between processes, so that no file can be made whose entries all have one hash. */
const seed = (Math.random() * 2 ** 32) | 0

/** A hash per entry: FNV-1a over words of four bytes and then over the rest, with a final mix. */
function hashEntries({ length, offsets, bytes }: BytesData): Int32Array {
  const hashes = new Int32Array(length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let i = 0; i < length; i++) {
    const to = offsets[i + 1]
    let at = offsets[i]
    let hash = seed ^ (to - at)
    for (; at + 4 <= to; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1)
      hash ^= hash >>> 15
    }
    for (; at < to; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hashes[i] = hash ^ (hash >>> 13)
  }
  return hashes
}

function equalEntries({ offsets, bytes }: BytesData, a: number, b: number): boolean {
  const length = offsets[a + 1] - offsets[a]
  if (length !== offsets[b + 1] - offsets[b]) return false
  const startA = offsets[a]
  const startB = offsets[b]
  for (let i = 0; i < length; i++) if (bytes[startA + i] !== bytes[startB + i]) return false
  return true
}
