import { SqlError } from '../../base/errors.ts'
import { collationOf } from '../../plan/data-type.ts'
import { isCharsetName } from '../../sql/index.ts'
import { findTimeZone } from '../../types/time-zone.ts'
import { namedCollations } from './character-sets.ts'
import { sqlMode } from './sql-mode.ts'
import { wrongVariableValue } from './system-variable.ts'

// What texts some variables take, and how they show them.

export function sqlModeText(value: string): string {
  return sqlMode(value).text
}

export function charsetName(value: string): string {
  const name = value.toLowerCase()
  if (!isCharsetName(name)) {
    throw new SqlError('unknown_charset', `Unknown character set: '${value}'`)
  }
  return name === 'utf8' ? 'utf8mb3' : name
}

/** Text arrives as JavaScript strings, so that a client's character set need not be converted; these are refused as in MySQL. */
export function clientCharset(value: string): string {
  const name = charsetName(value)
  if (/^(?:ucs2|utf16|utf16le|utf32)$/u.test(name)) {
    throw wrongVariableValue('character_set_client', value)
  }
  return name
}

export function collationName(value: string): string {
  const name = value.toLowerCase().replace(/^utf8_/u, 'utf8mb3_')
  const known = namedCollations.some((each) => each.name === name)
  if (!known && !(isCharsetName(name.split('_', 1)[0]) && collationOf(name) !== undefined)) {
    throw new SqlError('unknown_collation', `Unknown collation: '${value}'`)
  }
  return name
}

/** Two literals compare by the default collation, so that one which tells more apart would be a promise not kept. */
export function connectionCollation(value: string): string {
  const name = collationName(value)
  if (collationOf(name) === 'utf8mb4_0900_ai_ci') return name
  const message = `collation_connection = '${name}' is not supported; use COLLATE in the expression`
  throw new SqlError('unsupported', message)
}

/** Offsets as MySQL shows them, names as they were given. */
export function timeZone(value: string): string {
  const zone = findTimeZone(value)
  if (zone === null) throw unknownZone(value)
  return zone.name === 'SYSTEM' || /^[+-]/u.test(value) ? zone.name : value
}

function unknownZone(value: string): SqlError {
  return new SqlError('unknown_time_zone', `Unknown or incorrect time zone: '${value}'`)
}
