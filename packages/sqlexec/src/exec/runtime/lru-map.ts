/** A map of bounded size: the entry that was used longest ago makes room for a new one. */
export class LruMap<K, V> {
  readonly #limit: number
  /** In the order of their last use. */
  readonly #entries = new Map<K, V>()
  /** The entry used last, which need not move. */
  #newest: K | undefined

  /** `limit`: how many entries it holds, at least one. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined && key !== this.#newest) {
      this.#entries.delete(key)
      this.#entries.set(key, value)
      this.#newest = key
    }
    return value
  }

  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    this.#newest = key
    if (this.#entries.size <= this.#limit) return
    const [oldest] = this.#entries.keys()
    this.#entries.delete(oldest)
  }
}
