import type { IntervalUnit } from '../ast/index.ts'
import * as T from '../lexer/token-kinds.ts'
import type { Parser } from './parser.ts'

const units: readonly IntervalUnit[] = [
  'microsecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'second_microsecond',
  'minute_microsecond',
  'minute_second',
  'hour_microsecond',
  'hour_second',
  'hour_minute',
  'day_microsecond',
  'day_second',
  'day_minute',
  'day_hour',
  'year_month',
]

/** Units by name, which ODBC writes with SQL_TSI_ in front. */
const unitOfWord = new Map<string, IntervalUnit>()
for (const unit of units) {
  unitOfWord.set(unit, unit)
  unitOfWord.set(`sql_tsi_${unit}`, unit)
}

/** The unit that the next token names, or `null`. Takes nothing. */
export function findUnit(p: Parser): IntervalUnit | null {
  if (p.kind !== T.IDENTIFIER && p.kind < T.FIRST_RESERVED_WORD) return null
  return unitOfWord.get(p.text.toLowerCase()) ?? null
}

export function parseUnit(p: Parser): IntervalUnit {
  const unit = findUnit(p)
  if (unit === null) throw p.expected('a unit of time')
  p.advance()
  return unit
}
