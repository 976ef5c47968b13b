import type { KeyKind } from './key-kind.ts'
import {
  type Inner,
  type KeyArray,
  type Leaf,
  newInner,
  newLeaf,
  nodeCapacity,
  type TreeNode,
} from './node.ts'
import { TreeFiller } from './tree-filler.ts'

/** Below this many entries a node looks for a neighbour to merge with; together they must leave some room. */
const sparseCount = nodeCapacity >> 2
const mergedCount = nodeCapacity - (nodeCapacity >> 2)

/** Entries are added one by one while the tree has more than so many times as many; else all is made anew. */
const insertShare = 16

const noRows: readonly number[] = Object.freeze([])

/**
 * A B+tree of entries (key, row id), ordered by key and then by row id; no entry stands twice. The row id takes part in
 * the order of inner nodes as well, so a million equal keys cost no more than a million different ones.
 *
 * Nodes split in halves, except at the right edge, where the full node stays full: ascending keys pack
 * densely. Sparse nodes merge with a neighbour (Comer, "The Ubiquitous B-Tree", 1979).
 */
export class BTree<K> {
  kind: KeyKind<K>
  /** Changes with every change of the tree, so that a cursor sees when it must find its place again. */
  version = 0
  size = 0
  first: Leaf<K>
  last: Leaf<K>
  #root: TreeNode<K>
  /** The inner nodes of the last descent, from the root, and the child taken in each. */
  readonly #path: Inner<K>[] = []
  readonly #slots: number[] = []

  constructor(kind: KeyKind<K>) {
    this.kind = kind
    this.first = newLeaf(kind)
    this.last = this.first
    this.#root = this.first
  }

  /** The leaf where an entry stands or would stand. */
  leafOf(key: K, rowId: number): Leaf<K> {
    return this.kind.leafOf(this.#root, key, rowId)
  }

  /** Row ids of a key, ascending. */
  equal(key: K): readonly number[] {
    const { kind } = this
    let leaf: Leaf<K> | null = this.leafOf(key, -1)
    let at = kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, key, -1)
    let rows: number[] | null = null
    while (leaf !== null) {
      const end: number = kind.runEnd(leaf.keys, at, leaf.count, key)
      if (end > at) {
        rows ??= []
        for (let i = at; i < end; i++) rows.push(leaf.rowIds[i])
      }
      if (end < leaf.count) break
      leaf = leaf.next
      at = 0
    }
    return rows ?? noRows
  }

  /** Adds an entry. `false`: it was there. */
  insert(key: K, rowId: number): boolean {
    const { kind, last } = this
    let leaf = last
    let at = last.count
    const appends = at > 0 && kind.lowerBound(last.keys, last.rowIds, at - 1, at, key, rowId) === at
    if (!appends || at === nodeCapacity) {
      leaf = this.#descend(key, rowId)
      at = kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, key, rowId)
      if (at < leaf.count && leaf.rowIds[at] === rowId && leaf.keys[at] === key) return false
      if (leaf.count === nodeCapacity) {
        leaf = this.#splitLeaf(leaf, at, key, rowId)
        at = kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, key, rowId)
      }
    }
    kind.openGap(leaf.keys, at, leaf.count)
    openGap(leaf.rowIds, at, leaf.count)
    leaf.keys[at] = key
    leaf.rowIds[at] = rowId
    leaf.count++
    this.size++
    this.version++
    return true
  }

  /** Takes an entry out. `false`: it was not there. */
  remove(key: K, rowId: number): boolean {
    const { kind } = this
    const leaf = this.#descend(key, rowId)
    const at = kind.lowerBound(leaf.keys, leaf.rowIds, 0, leaf.count, key, rowId)
    if (at === leaf.count || leaf.rowIds[at] !== rowId || leaf.keys[at] !== key) return false
    kind.closeGap(leaf.keys, at, leaf.count)
    closeGap(leaf.rowIds, at, leaf.count)
    leaf.count--
    this.size--
    this.version++
    if (leaf.count < sparseCount) this.#mergeUp(leaf)
    return true
  }

  /** As `leafOf`, leaving the way behind in `#path` and `#slots`. */
  #descend(key: K, rowId: number): Leaf<K> {
    const { kind } = this
    let node = this.#root
    let depth = 0
    while (!node.isLeaf) {
      // The last separator not above the entry: row ids are integers, so "above" begins at rowId + 1.
      const slot = kind.lowerBound(node.keys, node.rowIds, 1, node.count, key, rowId + 1) - 1
      this.#path[depth] = node
      this.#slots[depth++] = slot
      node = node.children[slot]
    }
    this.#path.length = depth
    this.#slots.length = depth
    return node
  }

  /** Splits a full leaf where the entry is to go in at `at`. The half that takes the entry. */
  #splitLeaf(leaf: Leaf<K>, at: number, key: K, rowId: number): Leaf<K> {
    const right = newLeaf(this.kind)
    const keep = at === nodeCapacity && leaf.next === null ? nodeCapacity : nodeCapacity >> 1
    moveEntries(leaf, keep, right)
    right.next = leaf.next
    right.previous = leaf
    if (right.next === null) this.last = right
    else right.next.previous = right
    leaf.next = right
    const appended = keep === nodeCapacity
    const goesRight = appended || at > keep
    this.#addChild(
      this.#path.length - 1,
      appended ? key : right.keys[0],
      appended ? rowId : right.rowIds[0],
      right,
    )
    return goesRight ? right : leaf
  }

  /** Puts a new child beside the one that the descent took at this depth. */
  #addChild(depth: number, key: K, rowId: number, child: TreeNode<K>): void {
    if (depth < 0) {
      const root = newInner(this.kind)
      root.children.push(this.#root, child)
      root.count = 2
      root.keys[1] = key
      root.rowIds[1] = rowId
      this.#root = root
      return
    }
    let inner = this.#path[depth]
    let slot = this.#slots[depth] + 1
    if (inner.count === nodeCapacity) {
      const keep = slot === nodeCapacity ? nodeCapacity - 1 : nodeCapacity >> 1
      const right = this.#splitInner(inner, keep, depth)
      if (slot > keep) {
        inner = right
        slot -= keep
      }
    }
    this.kind.openGap(inner.keys, slot, inner.count)
    openGap(inner.rowIds, slot, inner.count)
    inner.children.splice(slot, 0, child)
    inner.keys[slot] = key
    inner.rowIds[slot] = rowId
    inner.count++
  }

  #splitInner(inner: Inner<K>, keep: number, depth: number): Inner<K> {
    const right = newInner(this.kind)
    copyEntries(inner, keep, inner.count, right, 0)
    right.children.push(...inner.children.splice(keep))
    right.count = inner.count - keep
    inner.count = keep
    this.#addChild(depth - 1, right.keys[0], right.rowIds[0], right)
    return right
  }

  /** Merges a sparse leaf, and then every inner node that becomes sparse, with a neighbour under the same parent. */
  #mergeUp(leaf: Leaf<K>): void {
    let node: TreeNode<K> = leaf
    for (let depth = this.#path.length - 1; depth >= 0; depth--) {
      const parent = this.#path[depth]
      const slot = this.#slots[depth]
      if (parent.count === 1) {
        if (node.count > 0) return
        this.#unlink(node)
        parent.children.pop()
        parent.count = 0
      } else {
        const left = slot > 0 ? slot - 1 : slot
        if (!this.#mergeChildren(parent, left)) return
      }
      node = parent
      if (node.count >= sparseCount) return
    }
    this.#lowerRoot()
  }

  /** Merges children `left` and `left + 1`. `false`: they are too many, and none is empty. */
  #mergeChildren(parent: Inner<K>, left: number): boolean {
    const a = parent.children[left]
    const b = parent.children[left + 1]
    const empty = a.count === 0 || b.count === 0
    if (!empty && a.count + b.count > mergedCount) return false
    const at = a.count
    copyEntries(b, 0, b.count, a, at)
    if (!a.isLeaf && !b.isLeaf) {
      // The separator of b's first child stands in the parent.
      a.keys[at] = parent.keys[left + 1]
      a.rowIds[at] = parent.rowIds[left + 1]
      a.children.push(...b.children)
    }
    a.count = at + b.count
    this.#unlink(b)
    this.kind.closeGap(parent.keys, left + 1, parent.count)
    closeGap(parent.rowIds, left + 1, parent.count)
    parent.children.splice(left + 1, 1)
    parent.count--
    return true
  }

  #unlink(node: TreeNode<K>): void {
    if (!node.isLeaf) return
    if (node.previous === null && node.next === null) return
    if (node.previous === null) this.first = node.next!
    else node.previous.next = node.next
    if (node.next === null) this.last = node.previous!
    else node.next.previous = node.previous
  }

  #lowerRoot(): void {
    while (!this.#root.isLeaf && this.#root.count <= 1) {
      if (this.#root.count === 0) {
        this.first = newLeaf(this.kind)
        this.last = this.first
        this.#root = this.first
      } else this.#root = this.#root.children[0]
    }
  }

  /**
   * Adds the entries at the positions in `order`, which is their order; those that are there already change nothing. Many
   * are merged with the entries of the tree into new nodes.
   */
  addAll(keys: ReadonlyKeys<K>, rowIds: Float64Array, order: Uint32Array): void {
    if (order.length * insertShare < this.size) {
      for (let i = 0; i < order.length; i++) this.insert(keys[order[i]], rowIds[order[i]])
      return
    }
    const { kind } = this
    const filler = new TreeFiller(kind)
    let leaf: Leaf<K> | null = this.first
    let at = 0
    for (let i = 0; i < order.length; i++) {
      const key = keys[order[i]]
      const rowId = rowIds[order[i]]
      while (leaf !== null) {
        const end = kind.lowerBound(leaf.keys, leaf.rowIds, at, leaf.count, key, rowId)
        filler.copy(leaf, at, end)
        at = end
        if (end < leaf.count) break
        leaf = leaf.next
        at = 0
      }
      const there = leaf !== null && leaf.rowIds[at] === rowId && leaf.keys[at] === key
      if (!there) filler.add(key, rowId)
    }
    for (; leaf !== null; leaf = leaf.next) {
      filler.copy(leaf, at, leaf.count)
      at = 0
    }
    this.#take(filler)
  }

  /** Takes out every entry of the rows in one pass over the tree. */
  removeRows(rows: RowIdTest): void {
    const filler = new TreeFiller(this.kind)
    for (let leaf: Leaf<K> | null = this.first; leaf !== null; leaf = leaf.next) {
      const { rowIds, count } = leaf
      let kept = 0
      for (let i = 0; i < count; i++) {
        if (!rows.has(rowIds[i])) continue
        filler.copy(leaf, kept, i)
        kept = i + 1
      }
      filler.copy(leaf, kept, count)
    }
    if (filler.size < this.size) this.#take(filler)
  }

  #take(filler: TreeFiller<K>): void {
    const { root, first, last } = filler.finish()
    this.#root = root
    this.first = first
    this.last = last
    this.size = filler.size
    this.version++
  }

  /** Takes another kind of keys, of which the present ones are a part. */
  convert(kind: KeyKind<K>): void {
    this.kind = kind
    this.version++
    const pending: TreeNode<K>[] = [this.#root]
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const keys = kind.allocate()
      for (let i = 0; i < node.count; i++) keys[i] = node.keys[i]
      node.keys = keys
      if (!node.isLeaf) pending.push(...node.children)
    }
  }
}

interface ReadonlyKeys<K> {
  readonly length: number
  readonly [position: number]: K
}

/** A set of row ids. */
export interface RowIdTest {
  has(rowId: number): boolean
}

interface Entries<K> {
  readonly keys: KeyArray<K>
  readonly rowIds: Float64Array
}

function copyEntries<K>(
  from: Entries<K>,
  start: number,
  end: number,
  to: Entries<K>,
  at: number,
): void {
  for (let i = start; i < end; i++) {
    to.keys[at + i - start] = from.keys[i]
    to.rowIds[at + i - start] = from.rowIds[i]
  }
}

function moveEntries<K>(from: Leaf<K>, start: number, to: Leaf<K>): void {
  copyEntries(from, start, from.count, to, 0)
  to.count = from.count - start
  from.count = start
}

function openGap(rowIds: Float64Array, from: number, to: number): void {
  for (let i = to; i > from; i--) rowIds[i] = rowIds[i - 1]
}

function closeGap(rowIds: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) rowIds[i - 1] = rowIds[i]
}
