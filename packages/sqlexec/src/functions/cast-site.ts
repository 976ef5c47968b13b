import { SqlError } from '../base/errors.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { formatValue } from './format-value.ts'

export type Value = Exclude<SqlValue, null>

export type CastMode = 'implicit' | 'explicit' | 'assignment' | 'adjusting' | 'narrowing'

/** Converts a value that is not NULL. NULL as answer: a lenient cast to a date of what is none. */
export type Caster = (value: Value) => SqlValue

export interface CastSite {
  readonly from: SqlType
  readonly mode: CastMode
  readonly target: string | undefined
}

export function forColumn({ target }: CastSite): string {
  return target === undefined ? '' : ` for column '${target}'`
}

export function outOfRange(site: CastSite): SqlError {
  return new SqlError('out_of_range', `Out of range value${forColumn(site)}`)
}

export function incorrect(kind: string, value: Value, site: CastSite): SqlError {
  const shown = formatValue(value, site.from)
  const text = shown.length > 64 ? `${shown.slice(0, 64)}…` : shown
  const temporal = kind === 'date' || kind === 'datetime' || kind === 'time'
  return new SqlError(
    temporal ? 'incorrect_datetime' : 'incorrect_value',
    `Incorrect ${kind} value: '${text}'${forColumn(site)}`,
  )
}
