import { SqlError } from '../base/errors.ts'
import { type Collation, collation } from '../types/collation.ts'
import { type CollationName, types } from '../types/sql-type.ts'
import type { ScalarFunction } from './scalar-function.ts'

export const likeFunctions: readonly ScalarFunction[] = [
  {
    name: 'LIKE',
    doc: 'Whether a text matches a pattern, where % stands for any characters and _ for any one.',
    nulls: 'propagate',
    resolve(args) {
      if (args.length < 2 || args.length > 3)
        return 'LIKE takes a text, a pattern and an escape character'
      // Bytes match byte by byte.
      if (args.some(({ kind }) => kind === 'bytes')) {
        return { args: args.map(() => types.blob), type: types.truth }
      }
      const text = args.find((type) => type.kind === 'text') ?? types.text
      return { args: args.map((type) => (type.kind === 'text' ? type : text)), type: types.truth }
    },
    emit(emitter, [text, pattern, given], { args: [type] }) {
      const inBytes = type.kind === 'bytes'
      const rules = inBytes
        ? 'utf8mb4_bin'
        : type.kind === 'text'
          ? type.collation
          : types.text.collation
      const match = emitter.constant(likeMatcher(collation(rules)))
      const operand = (js: string) => (inBytes ? `${emitter.constant(unitPerByte)}(${js})` : js)
      const escapeMark = given ? operand(given.js) : emitter.constant('\\')
      return {
        js: `${match}(${operand(text.js)}, ${operand(pattern.js)}, ${escapeMark})`,
        representation: 'boolean',
        isNull: null,
        range: { min: 0n, max: 1n },
      }
    },
  },
]

/** Whether a text matches a pattern without regard to case, as SHOW … LIKE wants it. */
export function likeMatches(text: string, pattern: string): boolean {
  return likeMatcher(collation('utf8mb4_0900_ai_ci'))(text, pattern, '\\')
}

/** Whether texts match a pattern character by character, as they are written. */
export function likePattern(pattern: string, escapeMark: string): (text: string) => boolean {
  return prepare(pattern, escapeMark, collation('utf8mb4_bin'))
}

/** Bytes as a text of one UTF-16 unit each. */
function unitPerByte(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

type Equal = (a: string, b: string) => boolean
type Matcher = (text: string) => boolean

/** Matches texts, preparing a pattern once for as long as it stays the same. */
function likeMatcher(rules: Collation) {
  let lastPattern: string | null = null
  let lastEscape = ''
  let matcher: Matcher = () => false
  return (text: string, pattern: string, escapeMark: string): boolean => {
    if (pattern !== lastPattern || escapeMark !== lastEscape) {
      if (escapeMark.length > 1 && [...escapeMark].length > 1) throw wrongEscape()
      matcher = prepare(pattern, escapeMark, rules)
      lastPattern = pattern
      lastEscape = escapeMark
    }
    return matcher(text)
  }
}

function wrongEscape(): SqlError {
  return new SqlError('wrong_escape', 'Incorrect arguments to ESCAPE: it is one character or none')
}

/** `%`, `_`, or one character that stands for itself. */
type Element = { readonly kind: 'many' } | { readonly kind: 'one' } | { readonly literal: string }

function parsePattern(pattern: string, escapeMark: string): Element[] {
  const elements: Element[] = []
  const characters = [...pattern]
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]
    if (character === escapeMark && i + 1 < characters.length)
      elements.push({ literal: characters[++i] })
    else if (character === '%') elements.push({ kind: 'many' })
    else if (character === '_') elements.push({ kind: 'one' })
    else elements.push({ literal: character })
  }
  return elements
}

function prepare(pattern: string, escapeMark: string, rules: Collation): Matcher {
  const elements = parsePattern(pattern, escapeMark)
  const general = (text: string) => matches([...text], elements, rules.equal)
  return simpleMatcher(elements, rules.name, general) ?? general
}

/** Patterns without _, by JavaScript's own search, where equality of characters is equality of units. */
function simpleMatcher(
  elements: readonly Element[],
  rules: CollationName,
  general: Matcher,
): Matcher | null {
  const pieces = piecesOf(elements)
  if (pieces === null) return null
  if (rules === 'utf8mb4_bin') return (text) => hasPieces(text, pieces)
  // Printable ASCII is equal without regard to case; other characters may weigh nothing, or as much as another.
  if (rules !== 'utf8mb4_0900_ai_ci' || !pieces.every((piece) => printableAscii.test(piece))) {
    return null
  }
  const lower = pieces.map((piece) => piece.toLowerCase())
  return (text) =>
    printableAscii.test(text) ? hasPieces(text.toLowerCase(), lower) : general(text)
}

/** The literal texts between the % of a pattern, one more than there are %; `null` where it has a _. */
function piecesOf(elements: readonly Element[]): string[] | null {
  const pieces = ['']
  for (const element of elements) {
    if ('literal' in element) pieces[pieces.length - 1] += element.literal
    else if (element.kind === 'many') pieces.push('')
    else return null
  }
  return pieces
}

/** Whether a text begins with the first piece, ends with the last, and has the others between them in order. */
function hasPieces(text: string, pieces: readonly string[]): boolean {
  const last = pieces.length - 1
  if (last === 0) return text === pieces[0]
  const first = pieces[0]
  const end = text.length - pieces[last].length
  if (end < first.length || !text.startsWith(first) || !text.endsWith(pieces[last])) return false
  let at = first.length
  for (let i = 1; i < last; i++) {
    const found = text.indexOf(pieces[i], at)
    if (found < 0) return false
    at = found + pieces[i].length
  }
  return at <= end
}

const printableAscii = /^[\x20-\x7e]*$/u

/** Greedy matching that returns to the last % alone: O(text × pattern) at worst. */
function matches(text: readonly string[], pattern: readonly Element[], equal: Equal): boolean {
  let at = 0
  let element = 0
  let retryElement = -1
  let retryAt = 0
  while (at < text.length) {
    const wanted = pattern[element]
    if (wanted !== undefined && 'kind' in wanted && wanted.kind === 'many') {
      retryElement = ++element
      retryAt = at
    } else if (wanted !== undefined && ('kind' in wanted || equal(text[at], wanted.literal))) {
      at++
      element++
    } else if (retryElement >= 0) {
      element = retryElement
      at = ++retryAt
    } else return false
  }
  while (element < pattern.length) {
    const rest = pattern[element]
    if (!('kind' in rest) || rest.kind !== 'many') return false
    element++
  }
  return true
}
