import { closeOverCase } from './case-folding.ts'
import {
  type CodePointSet,
  complement,
  difference,
  intersection,
  noCodePoint,
  union,
} from './code-point-set.ts'
import { readEscape } from './escapes.ts'
import type { PatternReader } from './pattern-reader.ts'
import { posixSet } from './unicode-property.ts'

const maxDepth = 50

/**
 * The rest of a bracket expression behind its `[`: characters, ranges, escapes, classes of POSIX, sets within, `&&` for what both
 * sides have, `--` for what the right side has not (ICU User Guide, "Regular Expressions", set expressions).
 */
export function parseSet(reader: PatternReader, ignoreCase: boolean, depth = 0): CodePointSet {
  const start = reader.at - 1
  if (depth > maxDepth) throw reader.error('regexp_syntax', 'Brackets nest too deep', start)
  const negated = reader.accept('^')
  let result: CodePointSet | null = null
  let operator: '&&' | '--' | null = null
  let current: CodePointSet[] = []
  for (let isFirst = true; ; isFirst = false) {
    if (reader.isAtEnd) {
      throw reader.error('regexp_bracket', 'Unclosed bracket expression', start)
    }
    if (!isFirst && reader.accept(']')) break
    if (!isFirst && (reader.accept('&&') || acceptDifference(reader))) {
      const next = reader.text[reader.at - 1] === '&' ? '&&' : '--'
      result = combine(result, operator, current)
      current = []
      operator = next
      continue
    }
    current.push(parseItem(reader, ignoreCase, depth))
  }
  const set = combine(result, operator, current)
  const closed = ignoreCase ? closeOverCase(set) : set
  return negated ? complement(closed) : closed
}

function combine(
  left: CodePointSet | null,
  operator: '&&' | '--' | null,
  items: readonly CodePointSet[],
): CodePointSet {
  const right = union(noCodePoint, ...items)
  if (left === null) return right
  return operator === '&&' ? intersection(left, right) : difference(left, right)
}

/** `--`, but not where the second one ends a range such as `+--`. */
function acceptDifference(reader: PatternReader): boolean {
  return reader.text.startsWith('--', reader.at) && reader.text[reader.at + 2] !== ']'
    ? reader.accept('--')
    : false
}

/** A set, or one character and perhaps the other end of a range. */
function parseItem(reader: PatternReader, ignoreCase: boolean, depth: number): CodePointSet {
  const start = reader.at
  const posix = reader.take(/\[:(\^?)([\w\s=]*):\]/y)
  if (posix !== null) {
    const set = posixSet(posix[2].trim())
    if (set === undefined) throw reader.error('regexp_syntax', 'Unknown class', start)
    return posix[1] === '^' ? complement(set) : set
  }
  if (reader.accept('[')) return parseSet(reader, ignoreCase, depth + 1)
  const first = parseCharacter(reader)
  if (typeof first !== 'number') return first
  const isRange =
    reader.peek() === 0x2d && !/^-(?:\]|-|$)/.test(reader.text.slice(reader.at, reader.at + 2))
  if (!isRange) return [first, first]
  reader.next()
  if (reader.peek() === 0x5b) {
    // `a-[…]`: the hyphen is a character.
    return union([first, first], [0x2d, 0x2d])
  }
  const last = parseCharacter(reader)
  if (typeof last !== 'number') return union([first, first], [0x2d, 0x2d], last)
  if (last < first) {
    throw reader.error('regexp_range', 'A character range x-y whose x comes after y', start)
  }
  return [first, last]
}

function parseCharacter(reader: PatternReader): CodePointSet | number {
  if (!reader.accept('\\')) return reader.next()
  if (reader.isAtEnd) throw reader.error('regexp_escape', 'Unrecognized escape sequence')
  return readEscape(reader)
}
