/** Entries of a leaf, and children of an inner node, at most. */
export const nodeCapacity = 128

/** Keys side by side: a Float64Array where they are numbers. */
export interface KeyArray<K> {
  readonly length: number
  [position: number]: K
}

/**
 * Entries `0 … count` in order of key and, among equal keys, of row id. No two are the same. Leaves are linked both ways.
 */
export interface Leaf<K> {
  readonly isLeaf: true
  keys: KeyArray<K>
  readonly rowIds: Float64Array
  count: number
  next: Leaf<K> | null
  previous: Leaf<K> | null
}

/**
 * Children `0 … count`. Entry (`keys[i]`, `rowIds[i]`) is not above any entry of child `i`, and above every one of the
 * child before; position 0 is not used, so child 0 reaches down without bound.
 */
export interface Inner<K> {
  readonly isLeaf: false
  keys: KeyArray<K>
  readonly rowIds: Float64Array
  count: number
  readonly children: TreeNode<K>[]
}

export type TreeNode<K> = Leaf<K> | Inner<K>

export function newLeaf<K>(kind: KeyAllocator<K>): Leaf<K> {
  return {
    isLeaf: true,
    keys: kind.allocate(),
    rowIds: new Float64Array(nodeCapacity),
    count: 0,
    next: null,
    previous: null,
  }
}

export function newInner<K>(kind: KeyAllocator<K>): Inner<K> {
  return {
    isLeaf: false,
    keys: kind.allocate(),
    rowIds: new Float64Array(nodeCapacity),
    count: 0,
    children: [],
  }
}

interface KeyAllocator<K> {
  allocate(): KeyArray<K>
}
