import { SqlError } from '../base/errors.ts'
import { jsonTooDeep, maxJsonDepth } from './json-depth.ts'

/**
 * A JSON document in memory. Numbers stay the text that was written, so that none loses digits; objects are maps, whose keys are
 * no properties of anything.
 */
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject

export type JsonObject = ReadonlyMap<string, Json>

export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get isInteger(): boolean {
    return /^-?\d+$/.test(this.text)
  }
}

/** Reads a JSON text (RFC 8259). Throws `json_text`, naming the place. */
export function parseJson(text: string): Json {
  const reader = new JsonReader(text)
  const value = reader.value(1)
  reader.end()
  return value
}

const space = /[\t\n\r ]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// A string without escapes is what it says; the others are left to JSON.parse.
const string = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\.)*"/uy
const word = /true|false|null/y

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): Json {
    if (depth > maxJsonDepth) throw jsonTooDeep()
    this.#take(space)
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#array(depth)
      case '"':
        return this.#string()
      case 't':
      case 'f':
      case 'n': {
        const found = this.#take(word)
        if (found === '') throw this.#error()
        return found === 'null' ? null : found === 'true'
      }
      default: {
        const found = this.#take(number)
        if (found === '') throw this.#error()
        return new JsonNumber(found)
      }
    }
  }

  end(): void {
    this.#take(space)
    if (this.#at < this.#text.length) throw this.#error()
  }

  #object(depth: number): Json {
    const members = new Map<string, Json>()
    this.#at++
    if (this.#accept('}')) return members
    do {
      this.#take(space)
      const key = this.#string()
      if (!this.#accept(':')) throw this.#error()
      members.set(key, this.value(depth + 1))
    } while (this.#accept(','))
    if (!this.#accept('}')) throw this.#error()
    return members
  }

  #array(depth: number): Json {
    const elements: Json[] = []
    this.#at++
    if (this.#accept(']')) return elements
    do elements.push(this.value(depth + 1))
    while (this.#accept(','))
    if (!this.#accept(']')) throw this.#error()
    return elements
  }

  #string(): string {
    const start = this.#at
    const found = this.#take(string)
    if (found === '') throw this.#error()
    if (!found.includes('\\')) return found.slice(1, -1)
    try {
      return JSON.parse(found) as string
    } catch {
      this.#at = start
      throw this.#error()
    }
  }

  #accept(character: string): boolean {
    this.#take(space)
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  /** What a sticky pattern finds here; '' where it does not. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return ''
    this.#at = pattern.lastIndex
    return found[0]
  }

  #error(): SqlError {
    return new SqlError('json_text', `Invalid JSON text: error at position ${this.#at}`)
  }
}

/** A document as MySQL writes it: a space behind commas and colons, keys by length and then by bytes. */
export function formatJson(value: Json): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof JsonNumber) return value.isInteger ? value.text : formatReal(value.text)
  if (isArray(value)) return `[${value.map(formatJson).join(', ')}]`
  const members = sortedKeys(value).map(
    (key) => `${JSON.stringify(key)}: ${formatJson(value.get(key)!)}`,
  )
  return `{${members.join(', ')}}`
}

/** A decimal without exponent as it is; a number with one as the double that it is. */
function formatReal(text: string): string {
  if (!/e/i.test(text)) return text
  const double = Number(text)
  if (!Number.isFinite(double)) return text
  return Number.isInteger(double) && Math.abs(double) < 1e15
    ? `${double}.0`
    : String(double).replace('e+', 'e')
}

export function sortedKeys(object: JsonObject): string[] {
  const sized = Array.from(object.keys(), (key) => ({ key, bytes: Buffer.from(key) }))
  sized.sort((a, b) => a.bytes.length - b.bytes.length || Buffer.compare(a.bytes, b.bytes))
  return sized.map(({ key }) => key)
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

export function isObject(value: Json): value is JsonObject {
  return value instanceof Map
}
