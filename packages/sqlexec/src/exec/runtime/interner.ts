import { SqlError } from '../../base/errors.ts'
import { normalizeInteger } from '../../types/value.ts'

/** The most distinct keys that a hash table takes: what pairs of ids can be combined from exactly. */
const maxKeys = 2 ** 26

const smallIds = 256

/**
 * Gives equal keys equal ids: 0, 1, 2 … in the order in which they first come. Grouping, joining and DISTINCT are arrays
 * indexed by such ids. `find*` answer −1 for a key that was never interned.
 *
 * Numbers hash by open addressing with linear probing over typed arrays; strings and big integers by Map.
 */
export class Interner {
  count = 0
  #nullId = -1
  #capacity = 1024
  #keys = new Float64Array(1024)
  #ids = new Int32Array(1024).fill(-1)
  #used = 0
  #small: Int32Array | null = null
  readonly #strings = new Map<string, number>()
  readonly #bigints = new Map<bigint, number>()

  internNull(): number {
    if (this.#nullId < 0) this.#nullId = this.#next()
    return this.#nullId
  }

  internNumber(key: number): number {
    const slot = this.#slot(key)
    const id = this.#ids[slot]
    return id >= 0 ? id : this.#add(slot, key)
  }

  findNumber(key: number): number {
    return this.#ids[this.#slot(key)]
  }

  internBigint(key: bigint): number {
    const small = normalizeInteger(key)
    if (typeof small === 'number') return this.internNumber(small)
    const known = this.#bigints.get(key)
    if (known !== undefined) return known
    const id = this.#next()
    this.#bigints.set(key, id)
    return id
  }

  findBigint(key: bigint): number {
    const small = normalizeInteger(key)
    return typeof small === 'number' ? this.findNumber(small) : (this.#bigints.get(key) ?? -1)
  }

  internString(key: string): number {
    const known = this.#strings.get(key)
    if (known !== undefined) return known
    const id = this.#next()
    this.#strings.set(key, id)
    return id
  }

  findString(key: string): number {
    return this.#strings.get(key) ?? -1
  }

  /** The id of two ids together. Pairs of small ids, as of columns with few values, are found without hashing. */
  internPair(first: number, second: number): number {
    if (first >= smallIds || second >= smallIds) return this.internNumber(first * maxKeys + second)
    this.#small ??= new Int32Array(smallIds * smallIds).fill(-1)
    const slot = first * smallIds + second
    const id = this.#small[slot]
    return id >= 0 ? id : (this.#small[slot] = this.internNumber(first * maxKeys + second))
  }

  findPair(first: number, second: number): number {
    return this.findNumber(first * maxKeys + second)
  }

  /** Where `key` stands, or the free slot where it would. All NaN are one key, and so are 0 and −0. */
  #slot(key: number): number {
    const mask = this.#capacity - 1
    const keys = this.#keys
    const ids = this.#ids
    let slot = hashNumber(key) & mask
    while (ids[slot] >= 0) {
      const found = keys[slot]
      if (found === key || (Number.isNaN(found) && Number.isNaN(key))) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }

  #add(slot: number, key: number): number {
    const id = this.#next()
    this.#keys[slot] = key
    this.#ids[slot] = id
    if (++this.#used * 2 > this.#capacity) this.#grow()
    return id
  }

  #next(): number {
    if (this.count >= maxKeys) {
      throw new SqlError('limit_exceeded', `a hash table holds at most ${maxKeys} distinct keys`)
    }
    return this.count++
  }

  #grow(): void {
    const keys = this.#keys
    const ids = this.#ids
    this.#capacity *= 4
    this.#keys = new Float64Array(this.#capacity)
    this.#ids = new Int32Array(this.#capacity).fill(-1)
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] < 0) continue
      const slot = this.#slot(keys[i])
      this.#keys[slot] = keys[i]
      this.#ids[slot] = ids[i]
    }
  }
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

/** Mixes all 64 bits of a double (the finalizer of MurmurHash3). Adding 0 makes −0 hash as 0. */
function hashNumber(key: number): number {
  double[0] = key + 0
  let hash = words[0] ^ Math.imul(words[1], 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
