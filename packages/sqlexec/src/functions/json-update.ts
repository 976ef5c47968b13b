import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { checkTextLength, typedFunction, wrongCount } from './define.ts'
import { documentType, invalidType, onePathReader } from './json.ts'
import { partMaker, resolveDocuments, resolvePairs } from './json-arguments.ts'
import { formatJson, isArray, type Json } from './json-document.ts'
import { changeAt, insertAt, insertBefore, mergePatch, mergePreserve } from './json-edit.ts'
import { type JsonPath, selectJson } from './json-path.ts'
import { documentReader } from './json-value.ts'
import { nullableFunction } from './nullable-function.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** Functions that answer a document with some of it changed. */
export const jsonUpdateFunctions: readonly ScalarFunction[] = [
  ofPairs(
    'JSON_SET',
    'A document with values put at paths, in place of what is there or new.',
    put(true, true),
  ),
  ofPairs(
    'JSON_INSERT',
    'A document with values put at paths where there is nothing yet.',
    put(true, false),
  ),
  ofPairs(
    'JSON_REPLACE',
    'A document with values put at paths in place of what is there.',
    put(false, true),
  ),
  ofPairs(
    'JSON_ARRAY_APPEND',
    'A document with values put at the end of the arrays at paths.',
    (document, { legs }, value) =>
      changeAt(document, legs, (old) => (isArray(old) ? [...old, value] : [old, value])),
  ),
  ofPairs(
    'JSON_ARRAY_INSERT',
    'A document with values put before the array elements at paths.',
    (document, { legs }, value, text) => {
      if (legs.at(-1)?.kind !== 'range') {
        throw new SqlError(
          'not_a_cell',
          `A path expression is not a path to a cell in an array: '${text.slice(0, 64)}'`,
        )
      }
      return insertBefore(document, legs, value)
    },
  ),
  typedFunction({
    name: 'JSON_REMOVE',
    doc: 'A document without what stands at paths.',
    mayBeNull: true,
    resolve(args) {
      if (args.length < 2) return wrongCount('JSON_REMOVE')
      const document = documentType(args[0])
      if (document === undefined) return invalidType('JSON_REMOVE', 1)
      const paths = args.slice(1).map((arg) => (arg.kind === 'text' ? arg : types.text))
      return { args: [document, ...paths], type: types.json }
    },
    implement: remove,
  }),
  merge(
    'JSON_MERGE_PATCH',
    'Documents merged so that the later ones replace (RFC 7396).',
    mergePatch,
  ),
  merge('JSON_MERGE_PRESERVE', 'Documents merged so that nothing is lost.', mergePreserve),
]

type Edit = (document: Json, path: JsonPath, value: Json, text: string) => Json

function put(inserts: boolean, replaces: boolean): Edit {
  return (document, path, value) => {
    if (selectJson(document, path).length > 0) {
      return replaces ? changeAt(document, path.legs, () => value) : document
    }
    return inserts ? insertAt(document, path.legs, value) : document
  }
}

/** The pairs take effect from left to right. A NULL document or path makes NULL, a NULL value null. */
function ofPairs(name: string, doc: string, edit: Edit): ScalarFunction {
  return nullableFunction({
    name,
    doc,
    mayBeNull: true,
    resolve: (args) => resolvePairs(name, args),
    implement({ args }) {
      const read = documentReader(name, 1)
      const pathOf = onePathReader(name)
      const makers = args.map(partMaker)
      return (text: string | null, ...pairs: readonly SqlValue[]): SqlValue => {
        if (text === null) return null
        let document = read(text)
        for (let i = 0; i < pairs.length; i += 2) {
          const path = pairs[i] as string | null
          if (path === null) return null
          document = edit(document, pathOf(path), makers[i + 2](pairs[i + 1]), path)
        }
        return checked(document, name)
      }
    },
  })
}

function checked(document: Json, name: string): string {
  const text = formatJson(document)
  checkTextLength(text.length, name)
  return text
}

function remove(): (text: string, ...paths: string[]) => SqlValue {
  const read = documentReader('JSON_REMOVE', 1)
  const pathOf = onePathReader('JSON_REMOVE')
  return (text, ...paths) => {
    let document = read(text)
    for (const path of paths) {
      const { legs } = pathOf(path)
      if (legs.length === 0) {
        throw new SqlError(
          'path_not_allowed',
          "The path expression '$' is not allowed in this context.",
        )
      }
      document = changeAt(document, legs, () => undefined)
    }
    return formatJson(document)
  }
}

function merge(name: string, doc: string, combine: (a: Json, b: Json) => Json): ScalarFunction {
  return typedFunction({
    name,
    doc,
    mayBeNull: true,
    resolve: (args) => resolveDocuments(name, args, 2, Number.POSITIVE_INFINITY, types.json),
    implement({ args }) {
      const readers = args.map((_, i) => documentReader(name, i + 1))
      return (...texts: string[]) =>
        checked(texts.map((text, i) => readers[i](text)).reduce(combine), name)
    },
  })
}
