import { SqlError } from '../base/errors.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { asValue, type Code, type Emitter, type Signature } from './code.ts'
import { resultCode, typedFunction, wrongCount } from './define.ts'
import { formatJson, isArray, isObject, type Json, parseJson, sortedKeys } from './json-document.ts'
import { type JsonPath, parseJsonPath, selectJson } from './json-path.ts'
import { containsJson, documentReader, jsonMaker, typeOfJson, unquoteJson } from './json-value.ts'
import type { ResolvedCall, ScalarFunction } from './scalar-function.ts'

export const jsonFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'JSON_EXTRACT',
    doc: 'The part of a document that a path names, or an array of the parts that several paths or a wildcard do.',
    mayBeNull: true,
    resolve: (args) =>
      resolveDocument('JSON_EXTRACT', args, 1, Number.POSITIVE_INFINITY, types.json),
    implement: () => extract(),
  }),
  typedFunction({
    name: 'JSON_UNQUOTE',
    doc: 'A string of JSON as the text that it says; anything else as it is.',
    resolve: ([arg, ...rest]) =>
      arg === undefined || rest.length > 0
        ? wrongCount('JSON_UNQUOTE')
        : { args: [documentType(arg) ?? types.text], type: jsonText },
    implement: () => unquoteJson,
  }),
  typedFunction({
    name: 'JSON_QUOTE',
    doc: 'A text as a string of JSON.',
    resolve: (args) =>
      args.length === 1 ? { args: [types.text], type: jsonText } : wrongCount('JSON_QUOTE'),
    implement: () => (text: string) => JSON.stringify(text),
  }),
  typedFunction({
    name: 'JSON_VALID',
    doc: 'Whether a text is JSON.',
    resolve: ([arg, ...rest]) =>
      arg === undefined || rest.length > 0
        ? wrongCount('JSON_VALID')
        : { args: [documentType(arg) ?? arg], type: types.truth },
    implement: () => (value: SqlValue) => (typeof value === 'string' && isValid(value) ? 1 : 0),
  }),
  ofDocument(
    'JSON_TYPE',
    'The type of a document: OBJECT, ARRAY, STRING and so on.',
    types.text,
    false,
    typeOfJson,
  ),
  ofDocument(
    'JSON_LENGTH',
    'The number of elements or members; 1 of a scalar.',
    types.int,
    true,
    (value) => (isArray(value) ? value.length : isObject(value) ? value.size : 1),
  ),
  ofDocument('JSON_DEPTH', 'How deep a document nests; 1 of a scalar.', types.int, false, depthOf),
  ofDocument(
    'JSON_KEYS',
    'The keys of an object as an array; NULL of anything else.',
    types.json,
    true,
    (value) => (isObject(value) ? formatJson(sortedKeys(value)) : null),
  ),
  typedFunction({
    name: 'JSON_CONTAINS',
    doc: 'Whether a document, or the part that a path names, holds another document.',
    mayBeNull: true,
    resolve(args) {
      const resolved = resolveDocument('JSON_CONTAINS', args, 1, 2, types.truth)
      if (typeof resolved === 'string') return resolved
      const candidate = documentType(args[1])
      if (candidate === undefined) return invalidType('JSON_CONTAINS', 2)
      return { ...resolved, args: resolved.args.map((arg, i) => (i === 1 ? candidate : arg)) }
    },
    implement: contains,
  }),
  {
    name: 'JSON_ARRAY',
    doc: 'An array of the arguments.',
    nulls: 'custom',
    resolve: (args) => ({ args, type: types.json }),
    emit: (emitter, codes, signature) => emitMaker(emitter, codes, signature, formatJson),
  },
  {
    name: 'JSON_OBJECT',
    doc: 'An object of keys and values in turn.',
    nulls: 'custom',
    resolve(args) {
      if (args.length % 2 !== 0) return wrongCount('JSON_OBJECT')
      const wanted = args.map((arg, i) => (i % 2 === 0 && arg.kind !== 'text' ? types.text : arg))
      return { args: wanted, type: types.json }
    },
    emit: (emitter, codes, signature) => emitMaker(emitter, codes, signature, objectOf),
  },
]

/** JSON text compares as its code points. */
export const jsonText: SqlType = { ...types.text, collation: 'utf8mb4_bin' }

/** JSON and text are documents; `undefined`: values of the type are not. */
export function documentType(arg: SqlType): SqlType | undefined {
  if (arg.kind === 'null') return types.json
  return arg.kind === 'json' || arg.kind === 'text' ? arg : undefined
}

export function invalidType(name: string, position: number): string {
  return `Invalid data type for JSON data in argument ${position} to function ${name}; a JSON string or JSON type is required`
}

/** A document, then `least` to `most` arguments of text. */
function resolveDocument(
  name: string,
  args: readonly SqlType[],
  least: number,
  most: number,
  type: SqlType,
): ResolvedCall | string {
  if (args.length < least + 1 || args.length > most + 1) return wrongCount(name)
  const document = documentType(args[0])
  if (document === undefined) return invalidType(name, 1)
  const rest = args.slice(1).map((arg) => (arg.kind === 'text' ? arg : types.text))
  return { args: [document, ...rest], type }
}

function extract(): (text: string, ...paths: string[]) => SqlValue {
  const read = documentReader('JSON_EXTRACT', 1)
  const pathOf = pathReader()
  return (text, ...texts) => {
    const paths = texts.map(pathOf)
    const document = read(text)
    if (paths.length === 1 && !paths[0].isMany) {
      const [found] = selectJson(document, paths[0])
      return found === undefined ? null : formatJson(found)
    }
    const found = paths.flatMap((path) => selectJson(document, path))
    return found.length === 0 ? null : formatJson(found)
  }
}

const mostPaths = 64

/** Parses paths, remembering those that it has seen. */
export function pathReader(): (text: string) => JsonPath {
  const known = new Map<string, JsonPath>()
  return (text) => {
    let path = known.get(text)
    if (path === undefined) {
      path = parseJsonPath(text)
      if (known.size >= mostPaths) known.clear()
      known.set(text, path)
    }
    return path
  }
}

/** The one value that a path names; `undefined` where there is none. */
function single(document: Json, path: JsonPath): Json | undefined {
  return selectJson(document, path)[0]
}

export function onePathReader(name: string): (text: string) => JsonPath {
  const pathOf = pathReader()
  return (text) => {
    const path = pathOf(text)
    if (path.isMany) {
      throw new SqlError('json_wildcard', `A path of ${name} may not contain * or ** or a range`)
    }
    return path
  }
}

function ofDocument(
  name: string,
  doc: string,
  type: SqlType,
  takesPath: boolean,
  compute: (value: Json) => SqlValue,
): ScalarFunction {
  return typedFunction({
    name,
    doc,
    mayBeNull: true,
    resolve: (args) => resolveDocument(name, args, 0, takesPath ? 1 : 0, type),
    implement: () => {
      const read = documentReader(name, 1)
      const pathOf = onePathReader(name)
      return (text: string, path?: string) => {
        const document = read(text)
        const value = path === undefined ? document : single(document, pathOf(path))
        return value === undefined ? null : compute(value)
      }
    },
  })
}

function contains(): (target: string, candidate: string, path?: string) => SqlValue {
  const readTarget = documentReader('JSON_CONTAINS', 1)
  const readCandidate = documentReader('JSON_CONTAINS', 2)
  const pathOf = onePathReader('JSON_CONTAINS')
  return (target, candidate, path) => {
    const document = readTarget(target)
    const wanted = readCandidate(candidate)
    const value = path === undefined ? document : single(document, pathOf(path))
    if (value === undefined) return null
    return containsJson(value, wanted) ? 1 : 0
  }
}

function depthOf(value: Json): number {
  const children = isArray(value) ? value : isObject(value) ? [...value.values()] : []
  return 1 + children.reduce<number>((most, child) => Math.max(most, depthOf(child)), 0)
}

function isValid(text: string): boolean {
  try {
    parseJson(text)
    return true
  } catch {
    return false
  }
}

/** A call over the arguments as parts of a document, NULLs among them. */
function emitMaker(
  emitter: Emitter,
  codes: readonly Code[],
  { args, type }: Signature,
  format: (parts: readonly Json[]) => string,
): Code {
  const parts = codes.map((code, i) => {
    const part = `${emitter.constant(jsonMaker(args[i]))}(${asValue(emitter, code)})`
    return code.isNull === null ? part : `((${code.isNull}) ? null : ${part})`
  })
  return resultCode(emitter, `${emitter.constant(format)}([${parts.join(', ')}])`, type, false)
}

/** Of equal keys the last one stays. */
function objectOf(parts: readonly Json[]): string {
  const members = new Map<string, Json>()
  for (let i = 0; i < parts.length; i += 2) {
    const key = parts[i]
    if (typeof key !== 'string')
      throw new SqlError('null_value', 'JSON documents may not contain NULL member names')
    members.set(key, parts[i + 1])
  }
  return formatJson(members)
}
