import { sharedBuffer } from './column-builder.ts'
import { type BytesVector, type DictionaryVector, isValid } from './column-vector.ts'

/** More distinct entries than this share of the rows, and a dictionary saves nothing. */
const worthwhileShare = 1 / 2
const maxEntries = 1 << 16

/** The vector with a dictionary, if its values repeat enough for one; otherwise as it is. */
export function dictionaryEncoded(vector: BytesVector): BytesVector | DictionaryVector {
  const { length, validity } = vector
  const limit = Math.min(maxEntries, Math.floor(length * worthwhileShare))
  const index = new ByteStringIndex(vector, limit)
  const codes = new Uint16Array(length)
  for (let row = 0; row < length; row++) {
    if (!isValid(validity, row)) continue
    const code = index.codeOf(row)
    if (code < 0) return vector
    codes[row] = code
  }
  if (index.rows.length === 0) return vector
  const narrow = index.rows.length <= 256
  const kept = narrow
    ? new Uint8Array(sharedBuffer(length))
    : new Uint16Array(sharedBuffer(length * 2))
  kept.set(codes)
  return { kind: 'dictionary', length, validity, codes: kept, dictionary: take(vector, index.rows) }
}

/** Numbers the distinct byte strings of a vector: open addressing with linear probing. */
class ByteStringIndex {
  /** The row in which each entry occurred first. */
  readonly rows: number[] = []
  readonly #vector: BytesVector
  readonly #limit: number
  #slots = new Int32Array(1024).fill(-1)
  readonly #hashes: number[] = []

  constructor(vector: BytesVector, limit: number) {
    this.#vector = vector
    this.#limit = limit
  }

  /** The code of a row's value, −1 where it would be one entry too many. */
  codeOf(row: number): number {
    const { bytes, offsets } = this.#vector
    const hash = hashBytes(bytes, offsets[row], offsets[row + 1])
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (; this.#slots[slot] >= 0; slot = (slot + 1) & mask) {
      const code = this.#slots[slot]
      if (this.#hashes[code] === hash && sameBytes(this.#vector, this.rows[code], row)) return code
    }
    const code = this.rows.length
    if (code >= this.#limit) return -1
    this.#slots[slot] = code
    this.rows.push(row)
    this.#hashes.push(hash)
    if (this.rows.length * 2 > this.#slots.length) this.#grow()
    return code
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let code = 0; code < this.rows.length; code++) {
      let slot = this.#hashes[code] & mask
      while (slots[slot] >= 0) slot = (slot + 1) & mask
      slots[slot] = code
    }
    this.#slots = slots
  }
}

/** FNV-1a, 32 bits, and a final mix for the low bits that pick the slot. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  return hash ^ (hash >>> 15)
}

function sameBytes({ bytes, offsets }: BytesVector, a: number, b: number): boolean {
  const length = offsets[a + 1] - offsets[a]
  if (offsets[b + 1] - offsets[b] !== length) return false
  for (let i = 0; i < length; i++) {
    if (bytes[offsets[a] + i] !== bytes[offsets[b] + i]) return false
  }
  return true
}

function take(vector: BytesVector, rows: readonly number[]): BytesVector {
  let total = 0
  for (const row of rows) total += vector.offsets[row + 1] - vector.offsets[row]
  const bytes = new Uint8Array(sharedBuffer(total))
  const offsets = new Uint32Array(sharedBuffer((rows.length + 1) * 4))
  let at = 0
  rows.forEach((row, i) => {
    bytes.set(vector.bytes.subarray(vector.offsets[row], vector.offsets[row + 1]), at)
    at += vector.offsets[row + 1] - vector.offsets[row]
    offsets[i + 1] = at
  })
  return { kind: 'bytes', length: rows.length, validity: null, offsets, bytes }
}
