import type { CodePointSet } from './code-point-set.ts'
import { complement, maxCodePoint } from './code-point-set.ts'
import type { PatternReader } from './pattern-reader.ts'
import {
  digitSet,
  horizontalSpaceSet,
  lineTerminators,
  propertySet,
  spaceSet,
  wordSet,
} from './unicode-property.ts'

/** Escapes that mean one character or a class of them, within brackets and outside. */

const controls: Readonly<Record<string, number>> = {
  a: 0x07,
  e: 0x1b,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
}

const classes: Readonly<Record<string, () => CodePointSet>> = {
  d: digitSet,
  D: () => complement(digitSet()),
  w: wordSet,
  W: () => complement(wordSet()),
  s: spaceSet,
  S: () => complement(spaceSet()),
  h: horizontalSpaceSet,
  H: () => complement(horizontalSpaceSet()),
  v: () => lineTerminators,
  V: () => complement(lineTerminators),
}

/** What comes behind a backslash as a set, or a code point as a number. */
export function readEscape(reader: PatternReader): CodePointSet | number {
  const start = reader.at - 1
  const letter = String.fromCodePoint(reader.next())
  if (Object.hasOwn(classes, letter)) return classes[letter]()
  if (Object.hasOwn(controls, letter)) return controls[letter]
  switch (letter) {
    case 'p':
    case 'P':
      return readProperty(reader, letter === 'P', start)
    case 'x':
      return readNumber(reader, /\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{1,2})/y, 16, start)
    case 'u':
      return readNumber(reader, /([0-9a-fA-F]{4})/y, 16, start)
    case 'U':
      return readNumber(reader, /([0-9a-fA-F]{8})/y, 16, start)
    case '0':
      return readNumber(reader, /([0-3]?[0-7]{1,2})/y, 8, start)
    case 'c':
      if (reader.isAtEnd) throw badEscape(reader, start)
      return reader.next() & 0x1f
    default:
      if (/[A-Za-z0-9]/.test(letter)) throw badEscape(reader, start)
      return letter.codePointAt(0)!
  }
}

export function badEscape(reader: PatternReader, start: number) {
  return reader.error('regexp_escape', 'Unrecognized escape sequence', start)
}

function readNumber(reader: PatternReader, digits: RegExp, base: number, start: number): number {
  const found = reader.take(digits)
  if (found === null) throw badEscape(reader, start)
  const value = Number.parseInt(found[1] ?? found[2], base)
  if (value > maxCodePoint) throw badEscape(reader, start)
  return value
}

/** `{L}` or `{script=Greek}` or `L`; `^` in the braces negates. */
function readProperty(reader: PatternReader, negated: boolean, start: number): CodePointSet {
  const found = reader.take(/\{(\^?)\s*([\w\s=-]+?)\s*\}|()([A-Z])/y)
  const set = found === null ? undefined : propertySet(found[2] ?? found[4])
  if (found === null || set === undefined) {
    throw reader.error('regexp_syntax', 'Unknown Unicode property', start)
  }
  return negated !== (found[1] === '^') ? complement(set) : set
}
