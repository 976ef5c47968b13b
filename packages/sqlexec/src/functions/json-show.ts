import { types } from '../types/sql-type.ts'
import { checkTextLength, typedFunction } from './define.ts'
import { jsonText } from './json.ts'
import { resolveDocuments } from './json-arguments.ts'
import {
  formatJson,
  isArray,
  isObject,
  type Json,
  JsonNumber,
  sortedKeys,
} from './json-document.ts'
import { documentReader } from './json-value.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** Functions of the form of a document, on the page and in MySQL's storage. */
export const jsonShowFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'JSON_PRETTY',
    doc: 'A document on many lines, indented by two spaces.',
    resolve: (args) => resolveDocuments('JSON_PRETTY', args, 1, 1, jsonText),
    implement() {
      const read = documentReader('JSON_PRETTY', 1)
      return (text: string) => {
        const pretty = prettyJson(read(text), '')
        checkTextLength(pretty.length, 'JSON_PRETTY')
        return pretty
      }
    },
  }),
  typedFunction({
    name: 'JSON_STORAGE_SIZE',
    doc: 'How many bytes a document takes in MySQL’s binary form.',
    resolve: (args) => resolveDocuments('JSON_STORAGE_SIZE', args, 1, 1, types.bigint),
    implement() {
      const read = documentReader('JSON_STORAGE_SIZE', 1)
      return (text: string) => 1 + Math.max(1, binarySize(read(text)))
    },
  }),
  typedFunction({
    name: 'JSON_STORAGE_FREE',
    doc: 'How many bytes a partial update left free in a document: 0, as documents are stored whole.',
    resolve: (args) => resolveDocuments('JSON_STORAGE_FREE', args, 1, 1, types.bigint),
    implement() {
      const read = documentReader('JSON_STORAGE_FREE', 1)
      return (text: string) => {
        read(text)
        return 0
      }
    },
  }),
]

function prettyJson(value: Json, indent: string): string {
  const inner = `${indent}  `
  if (isArray(value)) {
    if (value.length === 0) return '[]'
    const items = value.map((item) => `${inner}${prettyJson(item, inner)}`)
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  if (isObject(value)) {
    if (value.size === 0) return '{}'
    const members = sortedKeys(value).map(
      (key) => `${inner}${JSON.stringify(key)}: ${prettyJson(value.get(key)!, inner)}`,
    )
    return `{\n${members.join(',\n')}\n${indent}}`
  }
  return formatJson(value)
}

/** The largest document whose offsets take two bytes. */
const smallLimit = 65_535

/** Bytes of a value without its type (MySQL's json_binary.h): counts and offsets of two bytes, of four in large documents. */
function binarySize(value: Json): number {
  if (!isArray(value) && !isObject(value)) return scalarSize(value)
  const small = containerSize(value, 2)
  return small <= smallLimit ? small : containerSize(value, 4)
}

/** Count and size, an entry per key (offset, length), an entry per value (type, offset or the value itself), then keys and values. */
function containerSize(value: readonly Json[] | ReadonlyMap<string, Json>, width: 2 | 4): number {
  const children = isArray(value) ? value : [...value.values()]
  let size = 2 * width + children.length * (1 + width)
  if (isObject(value)) {
    for (const key of value.keys()) size += width + 2 + Buffer.byteLength(key)
  }
  for (const child of children) if (!isInlined(child, width)) size += binarySize(child)
  return size
}

function isInlined(value: Json, width: 2 | 4): boolean {
  if (value === null || typeof value === 'boolean') return true
  return value instanceof JsonNumber && value.isInteger && scalarSize(value) <= width
}

function scalarSize(value: Json): number {
  if (value === null || typeof value === 'boolean') return 1
  if (typeof value === 'string') return stringSize(Buffer.byteLength(value))
  const { text, isInteger } = value as JsonNumber
  if (!isInteger) return 8
  const number = BigInt(text)
  if (number >= -32_768n && number <= 65_535n) return 2
  return number >= -2_147_483_648n && number <= 4_294_967_295n ? 4 : 8
}

/** The length in groups of seven bits, then the bytes. */
function stringSize(length: number): number {
  let groups = 1
  for (let rest = length >> 7; rest > 0; rest >>= 7) groups++
  return groups + length
}
