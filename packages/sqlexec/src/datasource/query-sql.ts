import { SqlError } from '../base/errors.ts'
import { shown } from '../base/shown.ts'
import { columnName, type Filter, type SqlFragment, whereClause } from './filter.ts'
import { tableName } from './table-sql.ts'

export interface OrderTerm {
  readonly field: string
  readonly direction?: 'asc' | 'desc'
}

/** What the adapter's `query` is asked for. */
export interface AdapterQueryOptions {
  /** All of them hold. */
  readonly filters?: readonly Filter[]
  /** A column, or columns with directions, the first the most significant. */
  readonly orderBy?: string | OrderTerm | readonly (string | OrderTerm)[]
  /** Rows at most. */
  readonly limit?: number
  /** Rows left out at the beginning. */
  readonly offset?: number
  /** Default: all. */
  readonly columns?: readonly string[]
}

const optionNames = ['filters', 'orderBy', 'limit', 'offset', 'columns']

/**
 * The SELECT of a query, and the one that counts its rows without limit and offset (`null` where there is neither).
 *
 * @throws SqlError `wrong_usage`
 */
export function querySql(
  table: string,
  options: AdapterQueryOptions,
): { readonly select: SqlFragment; readonly count: SqlFragment | null } {
  for (const name of Object.keys(options)) {
    if (!optionNames.includes(name)) {
      const message = `unknown option '${name}'; there are ${optionNames.join(', ')}`
      throw new SqlError('wrong_usage', message)
    }
  }
  const { filters, orderBy, columns } = options
  const limit = rowCount(options.limit, 'limit')
  const offset = rowCount(options.offset, 'offset')
  if (columns !== undefined && (!Array.isArray(columns) || columns.length === 0)) {
    throw new SqlError('wrong_usage', 'columns wants an array of at least one name')
  }
  const list = columns?.map((name, i) => columnName(name, `columns[${i}]`)).join(', ') ?? '*'
  const from = ` FROM ${tableName(table)}`
  const where = whereClause(filters ?? [])
  const paged = limit !== undefined || offset !== undefined
  // SQL has no OFFSET without a LIMIT; this one is MySQL's largest.
  const page = paged ? ` LIMIT ${limit ?? '18446744073709551615'} OFFSET ${offset ?? 0}` : ''
  const { parameters } = where
  return {
    select: { sql: `SELECT ${list}${from}${where.sql}${orderClause(orderBy)}${page}`, parameters },
    count: paged ? { sql: `SELECT COUNT(*) AS total${from}${where.sql}`, parameters } : null,
  }
}

function orderClause(orderBy: AdapterQueryOptions['orderBy']): string {
  if (orderBy === undefined) return ''
  const terms = Array.isArray(orderBy) ? orderBy : [orderBy]
  if (terms.length === 0) return ''
  return ` ORDER BY ${terms.map(orderTerm).join(', ')}`
}

function orderTerm(term: unknown, i: number): string {
  if (typeof term === 'string') return columnName(term, `orderBy[${i}]`)
  if (typeof term !== 'object' || term === null) {
    throw new SqlError('wrong_usage', `orderBy[${i}] wants a column or { field, direction }`)
  }
  const { field, direction = 'asc' } = term as Partial<OrderTerm>
  const word = typeof direction === 'string' ? direction.toUpperCase() : ''
  if (word !== 'ASC' && word !== 'DESC') {
    throw new SqlError('wrong_usage', `orderBy[${i}].direction is 'asc' or 'desc'`)
  }
  return `${columnName(field, `orderBy[${i}].field`)} ${word}`
}

function rowCount(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new SqlError('wrong_usage', `${name} is a whole number from 0, not ${shown(value)}`)
}
