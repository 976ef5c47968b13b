import { SqlError } from '../../base/errors.ts'
import type { Code } from '../../functions/code.ts'

/** What a predicate yields. */
export function truth(js: string, isNull: string | null = null): Code {
  return { js, representation: 'boolean', isNull, range: { min: 0n, max: 1n } }
}

/** A JavaScript condition that holds exactly where a value is not NULL and, as a condition, what is `wanted`. */
export function condition(code: Code, wanted: boolean): string {
  const isTrue = toCondition(code)
  const value = wanted ? isTrue : `!(${isTrue})`
  return code.isNull === null ? value : `(!(${code.isNull}) && ${value})`
}

/** The truth of a value that is not NULL. */
export function toCondition(code: Code): string {
  switch (code.representation) {
    case 'boolean':
      return `(${code.js})`
    case 'number':
      return `(${code.js} !== 0)`
    case 'bigint':
      return `(${code.js} !== 0n)`
    default:
      throw new SqlError('internal', 'conditions are numeric')
  }
}
