import type { ErrorCode, SqlError } from '../../base/errors.ts'
import { closeOverCase } from './case-folding.ts'
import { anyCodePoint, type CodePointSet, complement } from './code-point-set.ts'
import { readEscape } from './escapes.ts'
import { PatternReader } from './pattern-reader.ts'
import { parseSet } from './set-parser.ts'
import { assertions, type ParsedRegex, type RegexFlags, type RegexNode } from './syntax-tree.ts'
import { lineTerminators } from './unicode-property.ts'

const maxDepth = 200
const maxRepeat = 1000

const emptyNode: RegexNode = { kind: 'empty' }

/**
 * Parses a pattern in the syntax of ICU (User Guide, "Regular Expressions"), which MySQL 8 takes. What needs backtracking, back
 * references, look-around, atomic groups and possessive quantifiers, is `unsupported`.
 */
export function parseRegex(pattern: string, flags: RegexFlags): ParsedRegex {
  const parser = new RegexParser(pattern, flags)
  return parser.parse()
}

class RegexParser {
  readonly #reader: PatternReader
  readonly #groupNames = new Map<string, number>()
  #flags: RegexFlags
  #groupCount = 0
  #depth = 0

  constructor(pattern: string, flags: RegexFlags) {
    this.#reader = new PatternReader(pattern)
    this.#flags = flags
  }

  parse(): ParsedRegex {
    const { unixLines } = this.#flags
    const root = this.#alternation()
    if (!this.#reader.isAtEnd) throw this.#error('regexp_paren', 'Mismatched parenthesis')
    return { root, groupCount: this.#groupCount, groupNames: this.#groupNames, unixLines }
  }

  #error(code: ErrorCode, message: string, at?: number): SqlError {
    return this.#reader.error(code, message, at)
  }

  #unsupported(what: string, at: number): SqlError {
    return this.#error('unsupported', `${what} are not supported: they found`, at)
  }

  /** Branches up to the end or a closing parenthesis. Flags that are set within hold up to there. */
  #alternation(): RegexNode {
    if (++this.#depth > maxDepth) throw this.#error('regexp_too_big', 'Parentheses nest too deep')
    const outer = this.#flags
    const branches = [this.#concatenation()]
    while (this.#reader.accept('|')) branches.push(this.#concatenation())
    this.#flags = outer
    this.#depth--
    return branches.length === 1 ? branches[0] : { kind: 'alternation', branches }
  }

  #concatenation(): RegexNode {
    const parts: RegexNode[] = []
    for (;;) {
      if (this.#flags.comments) this.#reader.take(/(?:\s|#[^\n]*)+/uy)
      const next = this.#reader.peek()
      if (next === -1 || next === 0x7c || next === 0x29) break
      const atom = this.#atom()
      if (atom !== null) parts.push(this.#repeated(atom))
    }
    if (parts.length === 0) return emptyNode
    return parts.length === 1 ? parts[0] : { kind: 'concatenation', parts }
  }

  /** One item without its quantifier; `null` for what only sets flags or comments. */
  #atom(): RegexNode | null {
    const reader = this.#reader
    const start = reader.at
    const codePoint = reader.next()
    switch (String.fromCodePoint(codePoint)) {
      case '(':
        return this.#parenthesis(start)
      case '[':
        return { kind: 'set', set: parseSet(reader, this.#flags.ignoreCase) }
      case '.':
        return { kind: 'set', set: this.#dot() }
      case '^':
        return assertion(this.#flags.multiLine ? assertions.lineBegin : assertions.begin)
      case '$':
        return assertion(this.#flags.multiLine ? assertions.lineEnd : assertions.endOrTerminator)
      case '\\':
        return this.#escape(start)
      case '*':
      case '+':
      case '?':
        throw this.#error('regexp_syntax', 'Nothing to repeat', start)
      case '{':
        throw this.#error('regexp_interval', 'An interval of nothing', start)
      default:
        return this.#literal(codePoint)
    }
  }

  #literal(codePoint: number): RegexNode {
    const set = [codePoint, codePoint]
    return { kind: 'set', set: this.#flags.ignoreCase ? closeOverCase(set) : set }
  }

  #dot(): CodePointSet {
    if (this.#flags.dotAll) return anyCodePoint
    return complement(this.#flags.unixLines ? [0x0a, 0x0a] : lineTerminators)
  }

  #escape(start: number): RegexNode {
    const reader = this.#reader
    if (reader.isAtEnd) throw this.#error('regexp_escape', 'Unrecognized escape sequence', start)
    const letter = reader.text[reader.at]
    if (Object.hasOwn(placeEscapes, letter)) {
      reader.at++
      return assertion(placeEscapes[letter])
    }
    if (letter >= '1' && letter <= '9') throw this.#unsupported('Back references', start)
    if (reader.accept('k<')) throw this.#unsupported('Back references', start)
    if (reader.accept('Q')) return this.#quoted()
    if (reader.accept('R')) return lineSequence
    if (letter === 'G' || letter === 'X' || letter === 'N') {
      throw this.#unsupported(`Escapes of the form \\${letter}`, start)
    }
    const meant = readEscape(reader)
    if (typeof meant === 'number') return this.#literal(meant)
    return { kind: 'set', set: this.#flags.ignoreCase ? closeOverCase(meant) : meant }
  }

  /** `\Q…\E`: characters that stand for themselves. A quantifier is the last one's. */
  #quoted(): RegexNode {
    const reader = this.#reader
    const end = reader.text.indexOf('\\E', reader.at)
    const text = reader.text.slice(reader.at, end < 0 ? undefined : end)
    reader.at = end < 0 ? reader.text.length : end + 2
    const parts = Array.from(text, (character) => this.#literal(character.codePointAt(0)!))
    if (parts.length === 0) return emptyNode
    const last = this.#repeated(parts.pop()!)
    return { kind: 'concatenation', parts: [...parts, last] }
  }

  #parenthesis(start: number): RegexNode | null {
    const reader = this.#reader
    if (!reader.accept('?')) return this.#group(start, ++this.#groupCount)
    if (reader.accept(':')) return this.#body(start)
    if (reader.accept('#')) {
      if (reader.take(/[^)]*\)/y) === null) throw this.#unclosed(start)
      return null
    }
    if (reader.accept('=') || reader.accept('!') || reader.accept('<=') || reader.accept('<!')) {
      throw this.#unsupported('Look-around assertions', start)
    }
    if (reader.accept('>')) throw this.#unsupported('Atomic groups', start)
    const name = reader.take(/<([A-Za-z][A-Za-z0-9]*)>/y)
    if (name !== null) {
      if (this.#groupNames.has(name[1])) {
        throw this.#error('regexp_syntax', `Two groups of the name ${name[1]}`, start)
      }
      this.#groupNames.set(name[1], ++this.#groupCount)
      return this.#group(start, this.#groupCount)
    }
    return this.#flagGroup(start)
  }

  /** `(?i-s)`, which holds up to the end of the group around, or `(?i-s:…)`. */
  #flagGroup(start: number): RegexNode | null {
    const reader = this.#reader
    const found = reader.take(/([dimsuwx]*)(?:-([dimsuwx]*))?([:)])/y)
    if (found === null) throw this.#error('regexp_syntax', 'Unknown kind of group', start)
    if (/[duw]/.test(`${found[1]}${found[2] ?? ''}`)) {
      throw this.#unsupported('The flags d, u and w', start)
    }
    const outer = this.#flags
    this.#flags = withFlags(withFlags(outer, found[1], true), found[2] ?? '', false)
    if (found[3] === ')') return null
    const body = this.#body(start)
    this.#flags = outer
    return body
  }

  #group(start: number, index: number): RegexNode {
    return { kind: 'group', index, body: this.#body(start) }
  }

  #body(start: number): RegexNode {
    const body = this.#alternation()
    if (!this.#reader.accept(')')) throw this.#unclosed(start)
    return body
  }

  #unclosed(start: number): SqlError {
    return this.#error('regexp_paren', 'Mismatched parenthesis', start)
  }

  #repeated(atom: RegexNode): RegexNode {
    let node = atom
    for (;;) {
      if (this.#flags.comments) this.#reader.take(/(?:\s|#[^\n]*)+/uy)
      const start = this.#reader.at
      const bounds = this.#quantifier()
      if (bounds === null) return node
      const [min, max] = bounds
      const greedy = !this.#reader.accept('?')
      if (greedy && this.#reader.accept('+')) {
        throw this.#unsupported('Possessive quantifiers', start)
      }
      if (min > maxRepeat || (max !== Number.POSITIVE_INFINITY && max > maxRepeat)) {
        throw this.#error('regexp_too_big', `A count of more than ${maxRepeat}`, start)
      }
      if (++this.#depth > maxDepth) throw this.#error('regexp_too_big', 'Too many quantifiers')
      node = { kind: 'repeat', body: node, min, max, greedy }
      this.#depth--
    }
  }

  #quantifier(): readonly [min: number, max: number] | null {
    const reader = this.#reader
    if (reader.accept('*')) return [0, Number.POSITIVE_INFINITY]
    if (reader.accept('+')) return [1, Number.POSITIVE_INFINITY]
    if (reader.accept('?')) return [0, 1]
    const start = reader.at
    if (!reader.accept('{')) return null
    const found = reader.take(/\s*(\d+)\s*(?:(,)\s*(\d*)\s*)?\}/y)
    if (found === null) {
      throw this.#error('regexp_interval', 'Incorrect description of a {min,max} interval', start)
    }
    const min = Number(found[1])
    const max =
      found[2] === undefined ? min : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])
    if (max < min) {
      const message = 'The maximum is less than the minimum in a {min,max} interval'
      throw this.#error('regexp_interval_order', message, start)
    }
    return [min, max]
  }
}

function assertion(kind: (typeof assertions)[keyof typeof assertions]): RegexNode {
  return { kind: 'assertion', assertion: kind }
}

const placeEscapes: Readonly<Record<string, (typeof assertions)[keyof typeof assertions]>> = {
  A: assertions.begin,
  z: assertions.end,
  Z: assertions.endOrTerminator,
  b: assertions.wordBoundary,
  B: assertions.noWordBoundary,
}

/** `\R`: one end of a line. */
const lineSequence: RegexNode = {
  kind: 'alternation',
  branches: [
    {
      kind: 'concatenation',
      parts: [
        { kind: 'set', set: [0x0d, 0x0d] },
        { kind: 'set', set: [0x0a, 0x0a] },
      ],
    },
    { kind: 'set', set: lineTerminators },
  ],
}

function withFlags(flags: RegexFlags, letters: string, value: boolean): RegexFlags {
  let changed = flags
  for (const letter of letters) {
    if (letter === 'i') changed = { ...changed, ignoreCase: value }
    else if (letter === 'm') changed = { ...changed, multiLine: value }
    else if (letter === 's') changed = { ...changed, dotAll: value }
    else changed = { ...changed, comments: value }
  }
  return changed
}
