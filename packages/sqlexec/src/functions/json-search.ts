import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { typedFunction, wrongCount } from './define.ts'
import { documentType, invalidType, pathReader } from './json.ts'
import { partMaker, resolveDocuments } from './json-arguments.ts'
import { formatJson, isArray, isObject, type Json, sortedKeys } from './json-document.ts'
import { placeOf } from './json-edit.ts'
import { type JsonLeg, type JsonPath, selectJson } from './json-path.ts'
import { containsJson, documentReader, equalJson } from './json-value.ts'
import { likePattern } from './like.ts'
import { nullableFunction } from './nullable-function.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** Functions that ask what a document holds. */
export const jsonSearchFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'JSON_CONTAINS_PATH',
    doc: "Whether a document has something at one of the paths, or at 'all'.",
    resolve(args) {
      if (args.length < 3) return wrongCount('JSON_CONTAINS_PATH')
      const document = documentType(args[0])
      if (document === undefined) return invalidType('JSON_CONTAINS_PATH', 1)
      const rest = args.slice(1).map((arg) => (arg.kind === 'text' ? arg : types.text))
      return { args: [document, ...rest], type: types.truth }
    },
    implement() {
      const read = documentReader('JSON_CONTAINS_PATH', 1)
      const pathOf = pathReader()
      return (text: string, mode: string, ...paths: string[]) => {
        const document = read(text)
        const isThere = (path: string) => selectJson(document, pathOf(path)).length > 0
        const isOne = oneOrAll(mode, 'json_contains_path')
        return (isOne ? paths.some(isThere) : paths.every(isThere)) ? 1 : 0
      }
    },
  }),
  typedFunction({
    name: 'JSON_OVERLAPS',
    doc: 'Whether two documents have an element or a member in common.',
    resolve: (args) => resolveDocuments('JSON_OVERLAPS', args, 2, 2, types.truth),
    implement() {
      const readFirst = documentReader('JSON_OVERLAPS', 1)
      const readSecond = documentReader('JSON_OVERLAPS', 2)
      return (a: string, b: string) => (overlap(readFirst(a), readSecond(b)) ? 1 : 0)
    },
  }),
  nullableFunction({
    name: 'JSON_SEARCH',
    doc: "The path of one string that matches a pattern of LIKE, or the paths of 'all' as an array.",
    mayBeNull: true,
    resolve(args) {
      if (args.length < 3) return wrongCount('JSON_SEARCH')
      const document = documentType(args[0])
      if (document === undefined) return invalidType('JSON_SEARCH', 1)
      const rest = args.slice(1).map((arg) => (arg.kind === 'text' ? arg : types.text))
      return { args: [document, ...rest], type: types.json }
    },
    implement: search,
  }),
  typedFunction({
    name: 'MEMBER OF',
    doc: 'Whether a value is an element of an array of JSON; also value MEMBER OF (array).',
    resolve(args) {
      if (args.length !== 2) return wrongCount('MEMBER OF')
      const document = documentType(args[1])
      return document === undefined
        ? invalidType('member of', 2)
        : { args: [args[0], document], type: types.truth }
    },
    implement({ args: [type] }) {
      const make = partMaker(type)
      const read = documentReader('member of', 2)
      return (value: never, text: string) => {
        const wanted = make(value)
        const array = read(text)
        const elements = isArray(array) ? array : [array]
        return elements.some((element) => equalJson(element, wanted)) ? 1 : 0
      }
    },
  }),
]

function oneOrAll(mode: string, name: string): boolean {
  const lower = mode.toLowerCase()
  if (lower === 'one' || lower === 'all') return lower === 'one'
  const message = `The oneOrAll argument to ${name} may take these values: 'one' or 'all'.`
  throw new SqlError('one_or_all', message)
}

/** Arrays overlap in an element, objects in a member; another value counts as an array of it. */
function overlap(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) {
    return [...a].some(([key, value]) => {
      const other = b.get(key)
      return other !== undefined && equalJson(value, other)
    })
  }
  if (!isArray(a) && !isArray(b)) return equalJson(a, b)
  const [array, other] = isArray(a) ? [a, b] : [b as readonly Json[], a]
  const elements = isArray(other) ? other : [other]
  return array.some((element) => elements.some((each) => containsExactly(element, each)))
}

function containsExactly(a: Json, b: Json): boolean {
  return equalJson(a, b) && containsJson(a, b)
}

function search(): (...args: readonly (string | null)[]) => SqlValue {
  const read = documentReader('JSON_SEARCH', 1)
  const pathOf = pathReader()
  return (text, mode, pattern, escapeMark = null, ...paths) => {
    if (text === null || mode === null || pattern === null || paths.includes(null)) return null
    const isOne = oneOrAll(mode, 'json_search')
    const escapes = escapeMark === null || escapeMark === '' ? '\\' : escapeMark
    const wanted = {
      matches: likePattern(pattern, escapes),
      paths: paths.map((path) => pathOf(path!)),
      isOne,
    }
    const found: string[] = []
    collect(read(text), [], wanted, found)
    if (found.length === 0) return null
    return found.length === 1 ? JSON.stringify(found[0]) : formatJson(found)
  }
}

interface Wanted {
  readonly matches: (text: string) => boolean
  /** Where to look; empty: everywhere. */
  readonly paths: readonly JsonPath[]
  readonly isOne: boolean
}

/** One step into a document: a member, or an element of an array with its length. */
type Step = string | { readonly place: number; readonly length: number }

/** Walks a document in its order. */
function collect(value: Json, steps: readonly Step[], wanted: Wanted, found: string[]): void {
  if (wanted.isOne && found.length > 0) return
  if (typeof value === 'string') {
    const isInside =
      wanted.paths.length === 0 || wanted.paths.some(({ legs }) => covers(legs, 0, steps, 0))
    if (isInside && wanted.matches(value)) found.push(`$${steps.map(stepText).join('')}`)
  } else if (isArray(value)) {
    value.forEach((element, place) => {
      collect(element, [...steps, { place, length: value.length }], wanted, found)
    })
  } else if (isObject(value)) {
    for (const key of sortedKeys(value)) collect(value.get(key)!, [...steps, key], wanted, found)
  }
}

function stepText(step: Step): string {
  if (typeof step !== 'string') return `[${step.place}]`
  const isName = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(step)
  return `.${isName ? step : JSON.stringify(step)}`
}

/** Whether a path names the place that steps lead to, or something around it. */
function covers(legs: readonly JsonLeg[], l: number, steps: readonly Step[], s: number): boolean {
  if (l === legs.length) return true
  const leg = legs[l]
  if (leg.kind === 'deep') {
    return covers(legs, l + 1, steps, s) || (s < steps.length && covers(legs, l, steps, s + 1))
  }
  const step = steps[s]
  if (leg.kind === 'range' && (step === undefined || typeof step === 'string')) {
    // A value that is no array counts as one of it alone.
    return placeOf(leg.from, 1) <= 0 && placeOf(leg.to, 1) >= 0 && covers(legs, l + 1, steps, s)
  }
  if (step === undefined) return false
  return fits(leg, step) && covers(legs, l + 1, steps, s + 1)
}

function fits(leg: JsonLeg, step: Step): boolean {
  if (typeof step === 'string') {
    return leg.kind === 'any-member' || (leg.kind === 'member' && leg.key === step)
  }
  if (leg.kind !== 'range') return leg.kind === 'any-element'
  const { place, length } = step
  return placeOf(leg.from, length) <= place && place <= placeOf(leg.to, length)
}
