import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { wrongCount } from './define.ts'
import { documentType, invalidType } from './json.ts'
import type { Json } from './json-document.ts'
import { jsonMaker } from './json-value.ts'
import type { ResolvedCall } from './scalar-function.ts'

/** Several documents, at least `least`. */
export function resolveDocuments(
  name: string,
  args: readonly SqlType[],
  least: number,
  most: number,
  type: SqlType,
): ResolvedCall | string {
  if (args.length < least || args.length > most) return wrongCount(name)
  const wanted: SqlType[] = []
  for (const [i, arg] of args.entries()) {
    const document = documentType(arg)
    if (document === undefined) return invalidType(name, i + 1)
    wanted.push(document)
  }
  return { args: wanted, type }
}

/** A document, then pairs of a path and a value. */
export function resolvePairs(name: string, args: readonly SqlType[]): ResolvedCall | string {
  if (args.length < 3 || args.length % 2 === 0) return wrongCount(name)
  const document = documentType(args[0])
  if (document === undefined) return invalidType(name, 1)
  const rest = args
    .slice(1)
    .map((arg, i) => (i % 2 === 1 || arg.kind === 'text' ? arg : types.text))
  return { args: [document, ...rest], type: types.json, mayBeNull: true }
}

/** How values of a type become parts of a document, NULL as null. */
export function partMaker(type: SqlType): (value: SqlValue) => Json {
  if (type.kind === 'null') return () => null
  const make = jsonMaker(type)
  return (value) => (value === null ? null : make(value))
}
