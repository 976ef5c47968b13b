import { normalizeInteger } from '../../types/value.ts'

const indexBits = 14
const registerCount = 2 ** indexBits
/** The bits of a hash that a register looks at. */
const valueBits = 32
/** Up to so many distinct hashes are kept as they are. */
const maxExact = 1024

/**
 * Counts distinct keys in 16 KiB, within 0.8 % (standard error): Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a
 * near-optimal cardinality estimation algorithm", AofA 2007, with the estimator of Ertl, "New cardinality estimation algorithms
 * for HyperLogLog sketches", 2017 (algorithm 6), which needs no corrections for small and large counts. Few keys are counted exactly, but for
 * collisions of 46 bits.
 */
export class HyperLogLog {
  #exact: Set<number> | null = new Set()
  #registers: Uint8Array | null = null

  addNumber(key: number): void {
    // All NaN are one key, and so are 0 and −0.
    double[0] = Number.isNaN(key) ? Number.NaN : key + 0
    this.#add(mix(words[0], words[1], 0x9e3779b1), mix(words[1], words[0], 0x7feb352d))
  }

  addBigint(key: bigint): void {
    const small = normalizeInteger(key)
    if (typeof small === 'number') this.addNumber(small)
    else this.addText(String(small))
  }

  addText(key: string): void {
    let first = key.length
    let second = ~key.length
    for (let i = 0; i < key.length; i++) {
      const unit = key.charCodeAt(i)
      first = Math.imul(first ^ unit, 0x85ebca6b)
      second = Math.imul(second ^ unit, 0xc2b2ae35)
      first ^= first >>> 15
      second ^= second >>> 13
    }
    this.#add(mix(first, second, 0x9e3779b1), mix(second, first, 0x7feb352d))
  }

  addBytes(key: Uint8Array): void {
    let first = key.length
    let second = ~key.length
    for (let i = 0; i < key.length; i++) {
      first = Math.imul(first ^ key[i], 0x85ebca6b)
      second = Math.imul(second ^ key[i], 0xc2b2ae35)
      first ^= first >>> 15
      second ^= second >>> 13
    }
    this.#add(mix(first, second, 0x9e3779b1), mix(second, first, 0x7feb352d))
  }

  #add(first: number, second: number): void {
    const index = first >>> (32 - indexBits)
    if (this.#registers !== null) {
      raise(this.#registers, index, second)
      return
    }
    this.#exact!.add(index * 2 ** valueBits + (second >>> 0))
    if (this.#exact!.size > maxExact) this.#spread()
  }

  #spread(): void {
    const registers = new Uint8Array(registerCount)
    for (const hash of this.#exact!) {
      const index = Math.floor(hash / 2 ** valueBits)
      raise(registers, index, (hash - index * 2 ** valueBits) | 0)
    }
    this.#registers = registers
    this.#exact = null
  }

  /** About how many distinct keys were added. */
  estimate(): number {
    return this.#registers === null ? this.#exact!.size : estimateOf(this.#registers)
  }
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

/** The finalizer of MurmurHash3 over two words. */
function mix(low: number, high: number, factor: number): number {
  let hash = low ^ Math.imul(high, factor)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  hash ^= hash >>> 16
  hash = Math.imul(hash + high, 0x27d4eb2f)
  return hash ^ (hash >>> 15)
}

/** A register holds the place of the first 1 among the bits, counted from 1, of all hashes that it has met. */
function raise(registers: Uint8Array, index: number, bits: number): void {
  const rank = Math.clz32(bits) + 1
  if (rank > registers[index]) registers[index] = rank
}

function estimateOf(registers: Uint8Array): number {
  const histogram = new Float64Array(valueBits + 2)
  for (const rank of registers) histogram[rank]++
  let sum = registerCount * tau(1 - histogram[valueBits + 1] / registerCount)
  for (let rank = valueBits; rank >= 1; rank--) sum = 0.5 * (sum + histogram[rank])
  sum += registerCount * sigma(histogram[0] / registerCount)
  return Math.round(registerCount ** 2 / (2 * Math.LN2) / sum)
}

/** x + Σ x^(2^k) 2^(k−1) over k ≥ 1; infinite at 1. */
function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY
  let power = x
  let weight = 1
  let sum = x
  for (let last = -1; sum !== last; weight += weight) {
    last = sum
    power *= power
    sum += power * weight
  }
  return sum
}

/** (1 − x − Σ (1 − x^(2^−k))² 2^−k over k ≥ 1) / 3. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0
  let root = x
  let weight = 1
  let sum = 1 - x
  for (let last = -1; sum !== last; ) {
    last = sum
    root = Math.sqrt(root)
    weight *= 0.5
    sum -= (1 - root) ** 2 * weight
  }
  return sum / 3
}
