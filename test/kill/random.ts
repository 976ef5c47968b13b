/** A small seeded generator (Marsaglia's xorshift32) with the draws that the workload needs. */
export class Random {
  private state: number

  /** Every list of numbers gives a stream of its own. */
  constructor(...seeds: readonly number[]) {
    let state = 0x9e3779b9
    for (const seed of seeds) state = Math.imul(state ^ seed, 0x85ebca6b) ^ (state >>> 13)
    this.state = state || 1
    for (let i = 0; i < 8; i++) this.next()
  }

  /** 0 ≤ x < 1 */
  next(): number {
    let x = this.state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.state = x
    return (x >>> 0) / 0x100000000
  }

  /** 0 … bound − 1 */
  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]
  }
}
