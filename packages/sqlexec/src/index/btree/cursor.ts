import type { Leaf } from './node.ts'
import type { BTree } from './tree.ts'

/** Entries from (`low`, `lowRowId`) inclusive to (`high`, `highRowId`) exclusive; `high` undefined: to the end. */
export interface EntryRange<K> {
  readonly low: K
  readonly lowRowId: number
  readonly high: K | undefined
  readonly highRowId: number
}

/**
 * Walks the row ids of a range in either direction. While the tree stays as it is, a step costs one comparison of
 * positions; after a change it finds its place again behind the entry that it gave last. The result object is used again by
 * the next step.
 */
export class Cursor<K> implements IterableIterator<number> {
  readonly #tree: BTree<K>
  readonly #range: EntryRange<K>
  readonly #reverse: boolean
  readonly #result: { done: boolean; value: number } = { done: false, value: 0 }
  #leaf: Leaf<K> | null = null
  /** The next position, and the end of the range within the leaf: exclusive forwards, inclusive backwards. */
  #at = 0
  #end = 0
  /** Of the tree when the place was found; −1 before the first step. */
  #version = -1
  #lastKey: K | undefined
  #lastRowId = 0

  constructor(tree: BTree<K>, range: EntryRange<K>, reverse: boolean) {
    this.#tree = tree
    this.#range = range
    this.#reverse = reverse
  }

  [Symbol.iterator](): this {
    return this
  }

  next(): IteratorResult<number> {
    if (this.#version !== this.#tree.version) this.#seek()
    return this.#reverse ? this.#previousEntry() : this.#nextEntry()
  }

  #nextEntry(): IteratorResult<number> {
    while (this.#leaf !== null && this.#at >= this.#end) {
      if (this.#end < this.#leaf.count) return this.#finish()
      this.#leaf = this.#leaf.next
      this.#at = 0
      if (this.#leaf !== null) this.#end = this.#endWithin(this.#leaf)
    }
    return this.#leaf === null ? this.#finish() : this.#give(this.#leaf, this.#at++)
  }

  #previousEntry(): IteratorResult<number> {
    while (this.#leaf !== null && this.#at < this.#end) {
      if (this.#end > 0) return this.#finish()
      this.#leaf = this.#leaf.previous
      if (this.#leaf !== null) {
        this.#at = this.#leaf.count - 1
        this.#end = this.#startWithin(this.#leaf)
      }
    }
    return this.#leaf === null ? this.#finish() : this.#give(this.#leaf, this.#at--)
  }

  #give(leaf: Leaf<K>, at: number): IteratorResult<number> {
    const result = this.#result
    this.#lastKey = leaf.keys[at]
    this.#lastRowId = leaf.rowIds[at]
    result.value = this.#lastRowId
    return result as IteratorResult<number>
  }

  #finish(): IteratorResult<number> {
    this.#leaf = null
    this.#version = this.#tree.version
    return { done: true, value: undefined }
  }

  /** Finds the place behind the entry that was given last, or the beginning. */
  #seek(): void {
    const tree = this.#tree
    const started = this.#version >= 0
    if (started && this.#leaf === null) return
    this.#version = tree.version
    if (this.#reverse) this.#seekBackwards(started)
    else this.#seekForwards(started)
  }

  #seekForwards(started: boolean): void {
    const { low, lowRowId } = this.#range
    const key = started ? this.#lastKey! : low
    const rowId = started ? this.#lastRowId + 1 : lowRowId
    const leaf = this.#tree.leafOf(key, rowId)
    this.#leaf = leaf
    this.#at = this.#tree.kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, key, rowId)
    this.#end = this.#endWithin(leaf)
  }

  #seekBackwards(started: boolean): void {
    const { high, highRowId } = this.#range
    const key = started ? this.#lastKey : high
    const rowId = started ? this.#lastRowId : highRowId
    if (key === undefined) {
      this.#leaf = this.#tree.last
      this.#at = this.#leaf.count - 1
    } else {
      const leaf = this.#tree.leafOf(key, rowId)
      this.#leaf = leaf
      this.#at = this.#tree.kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, key, rowId) - 1
    }
    this.#end = this.#startWithin(this.#leaf)
  }

  /** The first position behind the range. */
  #endWithin(leaf: Leaf<K>): number {
    const { high, highRowId } = this.#range
    if (high === undefined) return leaf.count
    return this.#tree.kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, high, highRowId)
  }

  /** The first position of the range. */
  #startWithin(leaf: Leaf<K>): number {
    const { low, lowRowId } = this.#range
    return this.#tree.kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, low, lowRowId)
  }
}
