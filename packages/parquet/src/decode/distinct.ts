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
  const { length, offsets, bytes } = dictionary
  const slotMask = 2 ** Math.ceil(Math.log2(Math.max(2, length * 2))) - 1
  // Entry number plus one; 0 is an empty slot. Linear probing.
  const slots = new Int32Array(slotMask + 1)
  const map = new Uint32Array(length)
  let distinct = 0
  for (let i = 0; i < length; i++) {
    let slot = hashBytes(bytes, offsets[i], offsets[i + 1]) & slotMask
    while (slots[slot] !== 0 && !equalEntries(dictionary, slots[slot] - 1, i)) {
      slot = (slot + 1) & slotMask
    }
    if (slots[slot] === 0) {
      slots[slot] = i + 1
      map[i] = distinct++
    } else {
      map[i] = map[slots[slot] - 1]
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

/** FNV-1a with a final mix, as its low bits alone are weak. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}

function equalEntries({ offsets, bytes }: BytesData, a: number, b: number): boolean {
  const length = offsets[a + 1] - offsets[a]
  if (length !== offsets[b + 1] - offsets[b]) return false
  const startA = offsets[a]
  const startB = offsets[b]
  for (let i = 0; i < length; i++) if (bytes[startA + i] !== bytes[startB + i]) return false
  return true
}
