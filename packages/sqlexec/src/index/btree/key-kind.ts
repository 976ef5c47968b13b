import { type KeyArray, type Leaf, nodeCapacity, type TreeNode } from './node.ts'

/**
 * What the tree does with keys. Each kind has its own copy of the loops, so that each is compiled for one
 * type of array and key: shared, their comparisons would cost several times as much.
 */
export interface KeyKind<K> {
  /** Not above any key. */
  readonly lowest: K
  /** An array for the keys of one node. */
  allocate(): KeyArray<K>
  /** The leaf below `root` where an entry stands or would stand. */
  leafOf(root: TreeNode<K>, key: K, rowId: number): Leaf<K>
  /** The first position in [from, to) whose entry is not below (key, rowId); `to` where there is none. */
  lowerBound(
    keys: KeyArray<K>,
    rowIds: Float64Array,
    from: number,
    to: number,
    key: K,
    rowId: number,
  ): number
  /** The first position in [from, to) whose key is not `key`. */
  runEnd(keys: KeyArray<K>, from: number, to: number, key: K): number
  /** Moves keys [from, to) up by one. */
  openGap(keys: KeyArray<K>, from: number, to: number): void
  /** Moves keys [from + 1, to) down by one. */
  closeGap(keys: KeyArray<K>, from: number, to: number): void
}

/** Numbers other than NaN; −0 must come as 0. */
export const numberKind: KeyKind<number> = {
  lowest: Number.NEGATIVE_INFINITY,
  allocate: () => new Float64Array(nodeCapacity),
  leafOf(root, key, rowId) {
    let node = root
    while (!node.isLeaf) {
      const { keys, rowIds } = node
      let low = 1
      let high = node.count
      while (low < high) {
        const middle = (low + high) >>> 1
        const other = keys[middle]
        if (other < key || (other === key && rowIds[middle] <= rowId)) low = middle + 1
        else high = middle
      }
      node = node.children[low - 1]
    }
    return node
  },
  lowerBound(keys, rowIds, from, to, key, rowId) {
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = keys[middle]
      if (other < key || (other === key && rowIds[middle] < rowId)) low = middle + 1
      else high = middle
    }
    return low
  },
  runEnd(keys, from, to, key) {
    let i = from
    while (i < to && keys[i] === key) i++
    return i
  },
  openGap(keys, from, to) {
    for (let i = to; i > from; i--) keys[i] = keys[i - 1]
  },
  closeGap(keys, from, to) {
    for (let i = from + 1; i < to; i++) keys[i - 1] = keys[i]
  },
}

/** Integers of any size, in the domain of types/value.ts. JavaScript compares numbers and bigints exactly. */
export const integerKind: KeyKind<number | bigint> = {
  lowest: Number.NEGATIVE_INFINITY,
  allocate: () => new Array<number | bigint>(nodeCapacity).fill(0),
  leafOf(root, key, rowId) {
    let node = root
    while (!node.isLeaf) {
      const { keys, rowIds } = node
      let low = 1
      let high = node.count
      while (low < high) {
        const middle = (low + high) >>> 1
        const other = keys[middle]
        if (other < key || (other === key && rowIds[middle] <= rowId)) low = middle + 1
        else high = middle
      }
      node = node.children[low - 1]
    }
    return node
  },
  lowerBound(keys, rowIds, from, to, key, rowId) {
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = keys[middle]
      if (other < key || (other === key && rowIds[middle] < rowId)) low = middle + 1
      else high = middle
    }
    return low
  },
  runEnd(keys, from, to, key) {
    let i = from
    while (i < to && keys[i] === key) i++
    return i
  },
  openGap(keys, from, to) {
    for (let i = to; i > from; i--) keys[i] = keys[i - 1]
  },
  closeGap(keys, from, to) {
    for (let i = from + 1; i < to; i++) keys[i - 1] = keys[i]
  },
}

/** Strings in the order of their UTF-16 units. */
export const stringKind: KeyKind<string> = {
  lowest: '',
  allocate: () => new Array<string>(nodeCapacity).fill(''),
  leafOf(root, key, rowId) {
    let node = root
    while (!node.isLeaf) {
      const { keys, rowIds } = node
      let low = 1
      let high = node.count
      while (low < high) {
        const middle = (low + high) >>> 1
        const other = keys[middle]
        if (other < key || (other === key && rowIds[middle] <= rowId)) low = middle + 1
        else high = middle
      }
      node = node.children[low - 1]
    }
    return node
  },
  lowerBound(keys, rowIds, from, to, key, rowId) {
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = keys[middle]
      if (other < key || (other === key && rowIds[middle] < rowId)) low = middle + 1
      else high = middle
    }
    return low
  },
  runEnd(keys, from, to, key) {
    let i = from
    while (i < to && keys[i] === key) i++
    return i
  },
  openGap(keys, from, to) {
    for (let i = to; i > from; i--) keys[i] = keys[i - 1]
  },
  closeGap(keys, from, to) {
    for (let i = from + 1; i < to; i++) keys[i - 1] = keys[i]
    // What stays behind would keep the string alive.
    keys[to - 1] = ''
  },
}
