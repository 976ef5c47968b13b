import { SqlError } from '../base/errors.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { castValue } from './cast.ts'
import { typedFunction, wrongCount } from './define.ts'
import { documentType, invalidType } from './json.ts'
import { formatJson, isArray, isObject, type Json } from './json-document.ts'
import { parseJsonPath, selectJson } from './json-path.ts'
import { documentReader } from './json-value.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** What JSON_VALUE answers where there is nothing, or nothing that fits: an error, or a value of the type that it returns. */
export type Fallback =
  | { readonly kind: 'error' }
  | { readonly kind: 'value'; readonly value: SqlValue }

/** JSON_VALUE(document, path RETURNING type … ON EMPTY … ON ERROR), a function of the document for each path and type. */
export function jsonValueFunction(
  path: string,
  returning: SqlType,
  onEmpty: Fallback,
  onError: Fallback,
): ScalarFunction {
  const parsed = parseJsonPath(path)
  const site = { mode: 'assignment' } as const
  return typedFunction({
    // Calls that differ in anything but their documents are no equal expressions.
    name: `JSON_VALUE ${path} ${fallbackKey(onEmpty)} ${fallbackKey(onError)}`,
    doc: 'The scalar that a path names in a document, as a value of a type.',
    mayBeNull: true,
    resolve(args) {
      if (args.length !== 1) return wrongCount('json_value')
      const document = documentType(args[0])
      if (document === undefined) return invalidType('json_value', 1)
      return { args: [document], type: returning }
    },
    implement() {
      const read = documentReader('json_value', 1)
      const scalarOf = (found: Json): SqlValue => {
        if (found === null) return null
        if (returning.kind === 'json') return formatJson(found)
        if (isArray(found) || isObject(found)) {
          const problem = "Can't store an array or an object in the scalar column of"
          return fallback(onError, problem, path)
        }
        return castValue(textOf(found, returning), types.text, returning, site)
      }
      return (text: string): SqlValue => {
        let found: Json | undefined
        try {
          const all = selectJson(read(text), parsed)
          if (all.length > 1) return fallback(onError, 'More than one value was found by', path)
          found = all[0]
          if (found !== undefined) return scalarOf(found)
        } catch (error) {
          if (!(error instanceof SqlError) || onError.kind === 'error') throw error
          return onError.value
        }
        return fallback(onEmpty, 'No value was found by', path)
      }
    },
  })
}

function fallback(answer: Fallback, problem: string, path: string): SqlValue {
  if (answer.kind === 'value') return answer.value
  throw new SqlError('json_value', `${problem} 'json_value' on the specified path '${path}'.`)
}

function fallbackKey(answer: Fallback): string {
  return answer.kind === 'error' ? 'ERROR' : `DEFAULT ${String(answer.value)}`
}

/** A string as what it says; a boolean as a number where no text is wanted. */
function textOf(scalar: Json, returning: SqlType): string {
  if (typeof scalar === 'boolean' && returning.kind !== 'text') return scalar ? '1' : '0'
  return typeof scalar === 'string' ? scalar : formatJson(scalar)
}
