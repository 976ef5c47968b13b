/** A set of code points as its ranges: first and last of each in turn, ascending, none touching the next. */
export type CodePointSet = readonly number[]

export const maxCodePoint = 0x10ffff

export const noCodePoint: CodePointSet = []
export const anyCodePoint: CodePointSet = [0, maxCodePoint]

/** The set of ranges in any order, which may overlap. */
export function setOfRanges(
  ranges: readonly (readonly [first: number, last: number])[],
): CodePointSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0])
  const set: number[] = []
  for (const [first, last] of sorted) {
    const end = set.length - 1
    if (end > 0 && first <= set[end] + 1) set[end] = Math.max(set[end], last)
    else set.push(first, last)
  }
  return set
}

export function rangesOf(set: CodePointSet): [first: number, last: number][] {
  const ranges: [number, number][] = []
  for (let i = 0; i < set.length; i += 2) ranges.push([set[i], set[i + 1]])
  return ranges
}

export function union(...sets: readonly CodePointSet[]): CodePointSet {
  return sets.length === 1 ? sets[0] : setOfRanges(sets.flatMap(rangesOf))
}

export function complement(set: CodePointSet): CodePointSet {
  const rest: number[] = []
  let from = 0
  for (let i = 0; i < set.length; i += 2) {
    if (set[i] > from) rest.push(from, set[i] - 1)
    from = set[i + 1] + 1
  }
  if (from <= maxCodePoint) rest.push(from, maxCodePoint)
  return rest
}

export function intersection(a: CodePointSet, b: CodePointSet): CodePointSet {
  return complement(union(complement(a), complement(b)))
}

export function difference(a: CodePointSet, b: CodePointSet): CodePointSet {
  return intersection(a, complement(b))
}

export function hasCodePoint(set: CodePointSet, codePoint: number): boolean {
  let low = 0
  let high = set.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    if (set[2 * middle + 1] < codePoint) low = middle + 1
    else high = middle
  }
  return 2 * low < set.length && set[2 * low] <= codePoint
}
