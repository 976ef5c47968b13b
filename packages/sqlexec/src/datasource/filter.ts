import { SqlError } from '../base/errors.ts'
import { shown } from '../base/shown.ts'
import { printName } from '../sql/index.ts'

const comparisons = ['=', '!=', '<>', '>', '>=', '<', '<=', 'like', 'not like'] as const
const memberships = ['in', 'not in'] as const
const ranges = ['between', 'not between'] as const
const nullTests = ['is null', 'is not null'] as const

export type FilterOperator =
  | (typeof comparisons)[number]
  | (typeof memberships)[number]
  | (typeof ranges)[number]
  | (typeof nullTests)[number]

/** One condition. `in` takes a list of values, `between` a list of two, `is null` none. */
export interface FieldFilter {
  readonly field: string
  readonly operator: FilterOperator
  readonly value?: unknown
}

/** A condition over a row. */
export type Filter =
  | FieldFilter
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }

/** A piece of SQL and the values of its placeholders. */
export interface SqlFragment {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** How deep conditions may nest; the parser would refuse more. */
const maxDepth = 100

/**
 * ` WHERE …` for filters that must all hold; nothing for none of them.
 *
 * @throws SqlError `wrong_usage` for a filter that makes no sense, naming it by its place, as `filters[0].value`
 */
export function whereClause(filters: readonly Filter[]): SqlFragment {
  const parameters: unknown[] = []
  const terms = conditions(filters, 'filters', parameters, 0)
  return { sql: terms.length === 0 ? '' : ` WHERE ${terms.join(' AND ')}`, parameters }
}

function conditions(
  filters: unknown,
  at: string,
  parameters: unknown[],
  depth: number,
): readonly string[] {
  if (!Array.isArray(filters)) throw misuse(at, 'wants an array of filters')
  if (depth > maxDepth) {
    throw new SqlError('too_deep', `filters nest more than ${maxDepth} deep`)
  }
  return filters.map((filter: unknown, i) => condition(filter, `${at}[${i}]`, parameters, depth))
}

function condition(filter: unknown, at: string, parameters: unknown[], depth: number): string {
  if (typeof filter !== 'object' || filter === null) {
    throw misuse(at, 'wants { field, operator, value }, { and: […] } or { or: […] }')
  }
  const keys = Object.keys(filter)
  if ('and' in filter || 'or' in filter) {
    const key = 'and' in filter ? 'and' : 'or'
    if (keys.length > 1) throw misuse(at, `has other keys beside ${key}`)
    const operands = (filter as Record<string, unknown>)[key]
    const terms = conditions(operands, `${at}.${key}`, parameters, depth + 1)
    // Of no conditions all hold, and none does.
    if (terms.length === 0) return key === 'and' ? 'TRUE' : 'FALSE'
    return `(${terms.join(key === 'and' ? ' AND ' : ' OR ')})`
  }
  const unknown = keys.find((key) => key !== 'field' && key !== 'operator' && key !== 'value')
  if (unknown !== undefined) throw misuse(`${at}.${unknown}`, 'is no key of a filter')
  return comparison(filter as Partial<FieldFilter>, at, parameters)
}

function comparison(
  { field, operator, value }: Partial<FieldFilter>,
  at: string,
  parameters: unknown[],
): string {
  const name = columnName(field, `${at}.field`)
  const known = typeof operator === 'string' ? operator.trim().toLowerCase() : ''
  if (includes(comparisons, known)) {
    requireValue(value, `${at}.value`)
    parameters.push(value)
    return `${name} ${known.toUpperCase()} ?`
  }
  if (includes(memberships, known)) {
    const values = requireList(value, `${at}.value`, parameters)
    if (values === 0) return known === 'in' ? 'FALSE' : 'TRUE'
    return `${name} ${known.toUpperCase()} (${new Array(values).fill('?').join(', ')})`
  }
  if (includes(ranges, known)) {
    const values = requireList(value, `${at}.value`, parameters)
    if (values !== 2) throw misuse(`${at}.value`, `wants two values, not ${values}`)
    return `${name} ${known.toUpperCase()} ? AND ?`
  }
  if (includes(nullTests, known)) {
    if (value !== undefined && value !== null)
      throw misuse(`${at}.value`, `has no use with ${known}`)
    return `${name} ${known.toUpperCase()}`
  }
  const all = [...comparisons, ...memberships, ...ranges, ...nullTests].join(', ')
  throw misuse(`${at}.operator`, `is one of ${all}, not ${shown(operator)}`)
}

/** A column's name as SQL writes it. */
export function columnName(name: unknown, at: string): string {
  if (typeof name === 'string' && name !== '') return printName(name)
  throw misuse(at, "wants a column's name")
}

function requireList(value: unknown, at: string, parameters: unknown[]): number {
  if (!Array.isArray(value)) throw misuse(at, 'wants an array of values')
  value.forEach((each: unknown, i) => {
    requireValue(each, `${at}[${i}]`)
    parameters.push(each)
  })
  return value.length
}

function requireValue(value: unknown, at: string): void {
  if (value === null || value === undefined) {
    throw misuse(at, `is ${value}, which nothing equals; use 'is null' or 'is not null'`)
  }
}

function includes<T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value)
}

function misuse(at: string, what: string): SqlError {
  return new SqlError('wrong_usage', `${at} ${what}`)
}
