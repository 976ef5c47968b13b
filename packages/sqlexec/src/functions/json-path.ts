import { SqlError } from '../base/errors.ts'
import { isArray, isObject, type Json, sortedKeys } from './json-document.ts'

/** An index of an array: counted from the start, or from `last` backwards. */
export interface JsonIndex {
  readonly offset: number
  readonly fromLast: boolean
}

export type JsonLeg =
  | { readonly kind: 'member'; readonly key: string }
  | { readonly kind: 'any-member' }
  | { readonly kind: 'range'; readonly from: JsonIndex; readonly to: JsonIndex }
  | { readonly kind: 'any-element' }
  | { readonly kind: 'deep' }

/** A path in a document (reference manual, "JSON Path Syntax"). */
export interface JsonPath {
  readonly legs: readonly JsonLeg[]
  /** Whether it may name several values. */
  readonly isMany: boolean
}

const member = /\.\s*(?:(\*)|([\p{ID_Start}_$][\p{ID_Continue}$]*)|("(?:[^"\\]|\\.)*"))/uy
const cell =
  /\[\s*(?:(\*)|(\d{1,10}|last(?:\s*-\s*\d{1,10})?)(?:\s+to\s+(\d{1,10}|last(?:\s*-\s*\d{1,10})?))?)\s*\]/y
const deep = /\*\*/y
const space = /\s*/y

/** Throws `json_path` where the text is no path. */
export function parseJsonPath(text: string): JsonPath {
  const legs: JsonLeg[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  take(space)
  if (text[at] !== '$') throw invalidPath(text, at)
  at++
  for (take(space); at < text.length; take(space)) {
    const leg = memberLeg(take(member)) ?? cellLeg(take(cell)) ?? deepLeg(take(deep))
    if (leg === null) throw invalidPath(text, at)
    legs.push(leg)
  }
  if (legs.at(-1)?.kind === 'deep') throw invalidPath(text, at)
  return { legs, isMany: legs.some(isManyLeg) }
}

function invalidPath(text: string, at: number): SqlError {
  const shown = text.length > 64 ? `${text.slice(0, 64)}…` : text
  const message = `Invalid JSON path expression '${shown}': error at character ${at + 1}`
  return new SqlError('json_path', message)
}

function memberLeg(found: RegExpExecArray | null): JsonLeg | null {
  if (found === null) return null
  const [, star, name, quoted] = found
  if (star !== undefined) return { kind: 'any-member' }
  if (name !== undefined) return { kind: 'member', key: name }
  try {
    return { kind: 'member', key: JSON.parse(quoted) as string }
  } catch {
    throw invalidPath(found.input, found.index)
  }
}

function cellLeg(found: RegExpExecArray | null): JsonLeg | null {
  if (found === null) return null
  const [, star, from, to] = found
  if (star !== undefined) return { kind: 'any-element' }
  const first = indexOf(from)
  return { kind: 'range', from: first, to: to === undefined ? first : indexOf(to) }
}

function deepLeg(found: RegExpExecArray | null): JsonLeg | null {
  return found === null ? null : { kind: 'deep' }
}

function indexOf(text: string): JsonIndex {
  const fromLast = text.startsWith('last')
  const digits = fromLast ? text.slice(4).replace(/[\s-]/g, '') : text
  return { offset: digits === '' ? 0 : Number(digits), fromLast }
}

function isManyLeg(leg: JsonLeg): boolean {
  return leg.kind === 'range' ? leg.from !== leg.to : leg.kind !== 'member'
}

/** The values that a path names, in the order of the document. */
export function selectJson(document: Json, { legs }: JsonPath): readonly Json[] {
  let found: readonly Json[] = [document]
  for (const leg of legs) {
    const next: Json[] = []
    for (const value of found) step(value, leg, next)
    found = leg.kind === 'deep' ? withoutRepeats(next) : next
  }
  return found
}

/** Two ways through ** may lead to the same container. Scalars that are equal are two values. */
function withoutRepeats(values: readonly Json[]): readonly Json[] {
  const seen = new Set<Json>()
  return values.filter((value) => {
    if (typeof value !== 'object' || value === null) return true
    if (seen.has(value)) return false
    seen.add(value)
    return true
  })
}

/** Appends the values that one leg leads to. */
function step(value: Json, leg: JsonLeg, found: Json[]): void {
  switch (leg.kind) {
    case 'member': {
      const child = isObject(value) ? value.get(leg.key) : undefined
      if (child !== undefined) found.push(child)
      return
    }
    case 'any-member':
      if (isObject(value)) for (const key of sortedKeys(value)) found.push(value.get(key)!)
      return
    case 'any-element':
      if (isArray(value)) for (const child of value) found.push(child)
      return
    case 'range':
      stepRange(value, leg.from, leg.to, found)
      return
    case 'deep':
      descend(value, found)
  }
}

/** A value that is no array counts as an array of it alone. */
function stepRange(value: Json, from: JsonIndex, to: JsonIndex, found: Json[]): void {
  const elements = isArray(value) ? value : [value]
  const place = ({ offset, fromLast }: JsonIndex) =>
    fromLast ? elements.length - 1 - offset : offset
  const last = Math.min(place(to), elements.length - 1)
  const first = place(from)
  if (first < 0 && from === to) return
  for (let i = Math.max(0, first); i <= last; i++) found.push(elements[i])
}

/** The value and everything within it. */
function descend(value: Json, found: Json[]): void {
  found.push(value)
  if (isArray(value)) for (const child of value) descend(child, found)
  else if (isObject(value)) for (const key of sortedKeys(value)) descend(value.get(key)!, found)
}
