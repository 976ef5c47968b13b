import { type CodePointSet, rangesOf, setOfRanges } from './code-point-set.ts'

/** Code points that have properties of their own; the blocks between them are of one kind throughout. */
const varied: readonly (readonly [first: number, last: number])[] = [
  [0, 0xd7ff],
  [0xe000, 0x323af],
  [0xe0000, 0xe01ef],
]
const uniform: readonly (readonly [first: number, last: number])[] = [
  [0xd800, 0xdfff],
  [0x323b0, 0xdffff],
  [0xe01f0, 0xeffff],
  [0xf0000, 0xffffd],
  [0xffffe, 0xfffff],
  [0x100000, 0x10fffd],
  [0x10fffe, 0x10ffff],
]

/** Every code point of `varied` in a row, to find the runs of those that match at once. */
const texts: string[] = []

function variedTexts(): readonly string[] {
  if (texts.length === 0) {
    for (const [first, last] of varied) {
      const parts: string[] = []
      for (let from = first; from <= last; from += 4096) {
        const length = Math.min(4096, last - from + 1)
        parts.push(String.fromCodePoint(...Array.from({ length }, (_, i) => from + i)))
      }
      texts.push(parts.join(''))
    }
  }
  return texts
}

const known = new Map<string, CodePointSet>()

/** The code points that a class of JavaScript's expressions matches: `\p{L}`, or several in a row. */
export function codePointsOf(classBody: string): CodePointSet {
  let set = known.get(classBody)
  if (set === undefined) {
    set = findCodePoints(classBody)
    known.set(classBody, set)
  }
  return set
}

function findCodePoints(classBody: string): CodePointSet {
  const runs = new RegExp(`[${classBody}]+`, 'gu')
  const one = new RegExp(`[${classBody}]`, 'u')
  const ranges: [number, number][] = []
  for (const text of variedTexts()) {
    for (const [run] of text.matchAll(runs)) {
      let start = run.codePointAt(0)!
      let previous = start - 1
      for (const character of run) {
        const codePoint = character.codePointAt(0)!
        if (codePoint !== previous + 1) {
          ranges.push([start, previous])
          start = codePoint
        }
        previous = codePoint
      }
      ranges.push([start, previous])
    }
  }
  for (const [first, last] of uniform) {
    if (one.test(String.fromCodePoint(first))) ranges.push([first, last])
  }
  return setOfRanges(ranges)
}

/**
 * The code points of a Unicode property by the name that `\p{…}` gives it: a general category, a script, a binary property, or
 * `property=value`, without regard to case, spaces and hyphens; `undefined` where there is none.
 */
export function propertySet(name: string): CodePointSet | undefined {
  const [property, value] = name.split('=').map((part) => part.trim())
  const candidates =
    value === undefined
      ? spellings(property).flatMap((each) => [each, `Script=${each}`])
      : spellings(property).flatMap((left) => spellings(value).map((right) => `${left}=${right}`))
  for (const candidate of candidates) {
    if (isProperty(candidate)) return codePointsOf(`\\p{${candidate}}`)
  }
  return undefined
}

function spellings(name: string): readonly string[] {
  const words = name.split(/[\s_-]+/u).filter((word) => word !== '')
  const title = words.map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase()).join('_')
  return [name, title, name.toUpperCase(), ...(longNames[title.toLowerCase()] ?? [])]
}

/** Names of general categories that JavaScript writes in another way. */
const longNames: Readonly<Record<string, readonly string[]>> = {
  digit: ['Nd'],
  space: ['White_Space'],
  whitespace: ['White_Space'],
  any: ['Any'],
}

function isProperty(name: string): boolean {
  if (!/^[\w]+(=[\w]+)?$/u.test(name)) return false
  try {
    new RegExp(`\\p{${name}}`, 'u')
    return true
  } catch {
    return false
  }
}

/** The classes of POSIX as ICU defines them (UTS #18, annex C), as bodies of JavaScript's classes. */
const posixClasses: Readonly<Record<string, string>> = {
  alpha: '\\p{Alphabetic}',
  alnum: '\\p{Alphabetic}\\p{Nd}',
  blank: '\\p{Zs}\\t',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: '\\P{White_Space}',
  lower: '\\p{Lowercase}',
  print: '\\P{White_Space}\\p{Zs}',
  punct: '\\p{P}',
  space: '\\p{White_Space}',
  upper: '\\p{Uppercase}',
  xdigit: '\\p{Nd}\\p{Hex_Digit}',
  word: '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200c\\u200d',
  ascii: '\\x00-\\x7f',
}

/** What neither [:graph:] nor [:print:] has. */
const invisible = '\\p{Cc}\\p{Cs}\\p{Cn}'

/** The code points of `[:name:]`; `undefined` where there is no such class. */
export function posixSet(name: string): CodePointSet | undefined {
  const body = Object.hasOwn(posixClasses, name) ? posixClasses[name] : undefined
  if (body === undefined) return propertySet(name)
  const set = codePointsOf(body)
  if (name !== 'graph' && name !== 'print') return set
  const hidden = codePointsOf(invisible)
  return setOfRanges(rangesOf(set).flatMap((range) => without(range, hidden)))
}

/** The parts of a range that a set does not have. */
function without([first, last]: readonly [number, number], set: CodePointSet): [number, number][] {
  const parts: [number, number][] = []
  let from = first
  for (const [low, high] of rangesOf(set)) {
    if (high < from || low > last) continue
    if (low > from) parts.push([from, low - 1])
    from = high + 1
  }
  if (from <= last) parts.push([from, last])
  return parts
}

export const wordSet = () => posixSet('word')!
export const digitSet = () => codePointsOf('\\p{Nd}')
export const spaceSet = () => codePointsOf('\\p{White_Space}')
export const horizontalSpaceSet = () => codePointsOf('\\p{Zs}\\t')
/** What ends a line, and what `\v` matches. */
export const lineTerminators: CodePointSet = [0x0a, 0x0d, 0x85, 0x85, 0x2028, 0x2029]
