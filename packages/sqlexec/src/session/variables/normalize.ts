import { SqlError } from '../../base/errors.ts'
import { collationOf } from '../../plan/data-type.ts'
import { isCharsetName } from '../../sql/index.ts'
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

const utcNames: ReadonlySet<string> = new Set(['UTC', 'GMT', 'ETC/UTC', 'ETC/GMT', 'UCT', 'ZULU'])

/** Sessions are in UTC; a zone that is UTC by another name is taken. */
export function timeZone(value: string): string {
  if (value.toUpperCase() === 'SYSTEM') return 'SYSTEM'
  const offset = /^([+-])(\d{1,2}):(\d\d)$/u.exec(value)
  if (offset === null) {
    if (utcNames.has(value.toUpperCase())) return value
    if (isZone(value)) throw otherZone(value)
    throw unknownZone(value)
  }
  const minutes = Number(offset[2]) * 60 + Number(offset[3])
  if (Number(offset[3]) > 59 || minutes > (offset[1] === '-' ? 839 : 840)) throw unknownZone(value)
  if (minutes !== 0) throw otherZone(value)
  return '+00:00'
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return /[a-z]/iu.test(name)
  } catch {
    return false
  }
}

function unknownZone(value: string): SqlError {
  return new SqlError('unknown_time_zone', `Unknown or incorrect time zone: '${value}'`)
}

function otherZone(value: string): SqlError {
  const message = `time_zone = '${value}' is not supported yet; sessions are in UTC`
  return new SqlError('unsupported', message)
}
