import { type CodePointSet, hasCodePoint, rangesOf, setOfRanges } from './code-point-set.ts'
import { codePointsOf } from './unicode-property.ts'

/** Code points that have others equal but for case, with all of those. */
let groups: ReadonlyMap<number, readonly number[]> | null = null

/** Letters of Turkish, which fold only there. */
const dottedI = 0x130
const dotlessI = 0x131

function caseGroups(): ReadonlyMap<number, readonly number[]> {
  if (groups !== null) return groups
  const byFold = new Map<number, number[]>()
  for (const [first, last] of rangesOf(codePointsOf('\\p{Changes_When_Casemapped}'))) {
    for (let codePoint = first; codePoint <= last; codePoint++) {
      if (codePoint === dottedI || codePoint === dotlessI) continue
      const folded = simpleFold(codePoint)
      const group = byFold.get(folded)
      if (group === undefined) byFold.set(folded, [codePoint])
      else group.push(codePoint)
    }
  }
  const found = new Map<number, readonly number[]>()
  for (const group of byFold.values()) {
    if (group.length > 1) for (const codePoint of group) found.set(codePoint, group)
  }
  groups = found
  return found
}

/** Lower case of upper case, as far as both are one code point. */
function simpleFold(codePoint: number): number {
  return single(single(codePoint, 'toUpperCase'), 'toLowerCase')
}

function single(codePoint: number, change: 'toUpperCase' | 'toLowerCase'): number {
  const changed = String.fromCodePoint(codePoint)[change]()
  const first = changed.codePointAt(0)!
  return changed.length === (first > 0xffff ? 2 : 1) ? first : codePoint
}

const longS = 0x17f
const kelvin = 0x212a

/** A set with everything that is equal to a member but for case (simple case folding of Unicode). */
export function closeOverCase(set: CodePointSet): CodePointSet {
  const ranges = rangesOf(set)
  if (ranges.every(([, last]) => last < 128)) return closeAscii(ranges)
  const added: [number, number][] = []
  for (const [codePoint, group] of caseGroups()) {
    if (!hasCodePoint(set, codePoint)) continue
    for (const other of group) if (other !== codePoint) added.push([other, other])
  }
  return added.length === 0 ? set : setOfRanges([...ranges, ...added])
}

function closeAscii(ranges: readonly [number, number][]): CodePointSet {
  const added: [number, number][] = []
  const addShifted = (first: number, last: number, shift: number) => {
    for (const [low, high] of ranges) {
      const from = Math.max(low, first)
      const to = Math.min(high, last)
      if (from <= to) added.push([from + shift, to + shift])
    }
  }
  addShifted(0x41, 0x5a, 0x20)
  addShifted(0x61, 0x7a, -0x20)
  const closed = setOfRanges([...ranges, ...added])
  const special: [number, number][] = []
  if (hasCodePoint(closed, 0x73)) special.push([longS, longS])
  if (hasCodePoint(closed, 0x6b)) special.push([kelvin, kelvin])
  return special.length === 0 ? closed : setOfRanges([...rangesOf(closed), ...special])
}
