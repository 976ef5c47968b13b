import { SqlError } from '../base/errors.ts'
import { type Collation, collation } from '../types/collation.ts'
import { commonType } from '../types/common-type.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Signature } from './code.ts'
import { codePointsBefore, unitOffset } from './code-points.ts'
import { checkTextLength, matchParameters, typedFunction } from './define.ts'
import { Regex } from './regex/regex.ts'
import { expandReplacement } from './regex/replacement.ts'
import type { RegexFlags } from './regex/syntax-tree.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { textOf } from './text-function.ts'

type Integer = number | bigint

/** Regular expressions in the syntax of ICU, as in MySQL 8, matched in linear time. */
export const regexpFunctions: readonly ScalarFunction[] = [
  regexp({
    name: 'REGEXP_LIKE',
    doc: 'Whether a text has a match of a regular expression; also expr REGEXP pattern and RLIKE.',
    parameters: [types.text, types.text, types.text],
    required: 2,
    returns: types.truth,
    implement: (regexOf) => (text: string, pattern: string, flags?: string) =>
      regexOf(pattern, flags).test(text) ? 1 : 0,
  }),
  regexp({
    name: 'REGEXP_INSTR',
    doc: 'The position of a match, or with return_option 1 the one behind it, counted from 1; 0 where there is none.',
    parameters: [types.text, types.text, types.bigint, types.bigint, types.bigint, types.text],
    required: 2,
    returns: types.int,
    implement:
      (regexOf) =>
      (
        text: string,
        pattern: string,
        position: Integer = 1,
        occurrence: Integer = 1,
        option: Integer = 0,
        flags?: string,
      ) => {
        const end = Number(option)
        if (end !== 0 && end !== 1) {
          const message = 'Incorrect arguments to regexp_instr: return_option must be 1 or 0.'
          throw new SqlError('wrong_parameter_count', message)
        }
        const match = nthMatch(regexOf(pattern, flags), text, position, occurrence)
        return match === null ? 0 : codePointsBefore(text, match[end]) + 1
      },
  }),
  regexp({
    name: 'REGEXP_SUBSTR',
    doc: 'The text of a match, from a position on and the one of that number; NULL where there is none.',
    parameters: [types.text, types.text, types.bigint, types.bigint, types.text],
    required: 2,
    returns: 'text',
    mayBeNull: true,
    implement:
      (regexOf) =>
      (
        text: string,
        pattern: string,
        position: Integer = 1,
        occurrence: Integer = 1,
        flags?: string,
      ) => {
        const match = nthMatch(regexOf(pattern, flags), text, position, occurrence)
        return match === null ? null : text.slice(match[0], match[1])
      },
  }),
  regexp({
    name: 'REGEXP_REPLACE',
    doc: 'A text with the matches of a regular expression replaced: all, or from a position on the one of that number. $1 stands for a group.',
    parameters: [types.text, types.text, types.text, types.bigint, types.bigint, types.text],
    required: 3,
    returns: 'text',
    implement:
      (regexOf) =>
      (
        text: string,
        pattern: string,
        replacement: string,
        position: Integer = 1,
        occurrence: Integer = 0,
        flags?: string,
      ) =>
        replace(regexOf(pattern, flags), text, replacement, position, Number(occurrence)),
  }),
]

type RegexOf = (pattern: string, flags: string | undefined) => Regex

interface RegexpFunction {
  readonly name: string
  readonly doc: string
  readonly parameters: readonly SqlType[]
  readonly required: number
  readonly returns: SqlType | 'text'
  readonly mayBeNull?: boolean
  implement(regexOf: RegexOf): (...args: never[]) => SqlValue
}

function regexp(definition: RegexpFunction): ScalarFunction {
  const { name, returns } = definition
  return typedFunction({
    ...definition,
    resolve(args) {
      const wanted = matchParameters(name, definition, args)
      if (typeof wanted === 'string') return wanted
      const isBinary = args.some((arg, i) => arg.kind === 'bytes' && isText(definition, i))
      if (isBinary) return `${name} takes text; convert bytes with CONVERT(… USING utf8mb4)`
      const texts = wanted.filter((arg) => arg.kind === 'text')
      return { args: wanted, type: returns === 'text' ? textOf(texts.slice(0, 1)) : returns }
    },
    implement: (signature) => definition.implement(regexCache(rulesOf(signature))),
  })
}

function isText({ parameters }: RegexpFunction, i: number): boolean {
  return parameters[Math.min(i, parameters.length - 1)].kind === 'text'
}

/** The subject's and the pattern's collation together decide whether case counts. */
function rulesOf({ args }: Signature): Collation {
  const common = commonType(args.slice(0, 2).filter((arg) => arg.kind === 'text'))
  return collation(common.kind === 'text' ? common.collation : types.text.collation)
}

const mostRegexes = 64

/** Compiles patterns, remembering those that it has seen. */
function regexCache(rules: Collation): RegexOf {
  const isCaseless = rules.name === 'utf8mb4_0900_ai_ci'
  const known = new Map<string, Regex>()
  let lastPattern: string | null = null
  let lastFlags: string | undefined
  let last: Regex | null = null
  return (pattern, flags) => {
    if (last !== null && pattern === lastPattern && flags === lastFlags) return last
    const key = `${flags ?? ''}/${pattern}`
    let regex = known.get(key)
    if (regex === undefined) {
      if (pattern === '') {
        throw new SqlError(
          'regexp_argument',
          'Illegal argument to a regular expression: it is empty',
        )
      }
      regex = new Regex(pattern, flagsOf(flags ?? '', isCaseless))
      if (known.size >= mostRegexes) known.clear()
      known.set(key, regex)
    }
    lastPattern = pattern
    lastFlags = flags
    last = regex
    return regex
  }
}

/** The letters of match_type; of those that contradict each other the last one holds. */
function flagsOf(letters: string, isCaseless: boolean): RegexFlags {
  let ignoreCase = isCaseless
  for (const letter of letters) {
    if (letter === 'i') ignoreCase = true
    else if (letter === 'c') ignoreCase = false
    else if (!'mnu'.includes(letter)) {
      const message = `Illegal argument to a regular expression: the match type '${letter}' is none of c, i, m, n, u`
      throw new SqlError('regexp_argument', message)
    }
  }
  return {
    ignoreCase,
    multiLine: letters.includes('m'),
    dotAll: letters.includes('n'),
    unixLines: letters.includes('u'),
    comments: false,
  }
}

/** The unit where a search from a position of characters begins. */
function startOf(text: string, position: Integer): number {
  const skipped = Number(position) - 1
  const start = skipped < 0 ? 0 : unitOffset(text, skipped)
  if (skipped < 0 || (start >= text.length && codePointsBefore(text, start) < skipped)) {
    throw new SqlError('regexp_index', 'Index out of bounds in regular expression search')
  }
  return start
}

/** Where the search behind a match goes on: behind an empty one a character further. */
function behind(text: string, match: Int32Array): number {
  if (match[1] > match[0]) return match[1]
  return match[1] + ((text.codePointAt(match[1]) ?? 0) > 0xffff ? 2 : 1)
}

function nthMatch(
  regex: Regex,
  text: string,
  position: Integer,
  occurrence: Integer,
): Int32Array | null {
  let from = startOf(text, position)
  for (let left = Math.max(1, Number(occurrence)); from <= text.length; left--) {
    const match = regex.find(text, from)
    if (match === null || left === 1) return match
    from = behind(text, match)
  }
  return null
}

function replace(
  regex: Regex,
  text: string,
  replacement: string,
  position: Integer,
  occurrence: number,
): string {
  let from = startOf(text, position)
  let result = ''
  let copied = 0
  for (let number = 1; from <= text.length; number++) {
    const match = regex.find(text, from)
    if (match === null) break
    if (occurrence <= 0 || number === occurrence) {
      result += text.slice(copied, match[0])
      result += expandReplacement(replacement, regex, text, match)
      copied = match[1]
      checkTextLength(result.length, 'REGEXP_REPLACE')
      if (occurrence > 0) break
    }
    from = behind(text, match)
  }
  return copied === 0 && result === '' ? text : result + text.slice(copied)
}
