const multiplier = 16807
const modulus = 2147483647

/** One step of the generator of Park and Miller (CACM, October 1988): `seed * 16807 mod (2^31 − 1)`. */
function step(seed: number): number {
  // Carta's form (CACM, January 1990): the product in 46 bits, its high part folded back, no division.
  const high = multiplier * (seed >>> 16)
  const low = multiplier * (seed & 0xffff) + ((high & 0x7fff) << 16) + (high >>> 15)
  return (low & 0x7fffffff) + (low >= 0x80000000 ? 1 : 0)
}

/** The seed `count` steps after `seed`, in O(log count). */
function skip(seed: number, count: number): number {
  let result = BigInt(seed)
  let power = BigInt(multiplier)
  for (let left = BigInt(count); left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * power) % BigInt(modulus)
    power = (power * power) % BigInt(modulus)
  }
  return Number(result)
}

/**
 * A stream of random numbers for one column. DBGEN gives each column its own seed and lets each row use a fixed
 * number of draws, so that any part of a table can be made without the rows before it.
 */
export class RandomStream {
  private seed: number
  private used = 0
  private readonly drawsPerRow: number

  constructor(seed: number, drawsPerRow: number, firstRow: number) {
    this.drawsPerRow = drawsPerRow
    this.seed = skip(seed, firstRow * drawsPerRow)
  }

  /** The next seed, 1 … 2^31 − 2. */
  draw(): number {
    this.used++
    return (this.seed = step(this.seed))
  }

  /** An integer from `low` to `high`, both inclusive. */
  between(low: number, high: number): number {
    return low + Math.trunc((this.draw() / modulus) * (high - low + 1))
  }

  /**
   * 31 random bits for alphanumeric text. DBGEN asks for a range of 2^31 in 32-bit arithmetic, which wraps to
   * −2^31, so the result is zero or negative; its bits are used as they stand.
   */
  wrappedBits(): number {
    return Math.trunc((this.draw() / modulus) * -2147483648)
  }

  /** Skips the draws that this row was given and did not use. */
  endRow(): void {
    for (let left = this.drawsPerRow - this.used; left > 0; left--) this.seed = step(this.seed)
    this.used = 0
  }
}

/** A pick from a distribution with one draw. Returns an index into its values. */
export function pick(stream: RandomStream, table: Uint16Array): number {
  return table[stream.between(0, table.length - 1)]
}
