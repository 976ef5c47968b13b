import { SqlError } from '../base/errors.ts'
import { collation } from '../types/collation.ts'
import { enumText, lastValue, memberPosition, parseSet, setText } from '../types/members.ts'
import { isNumeric, type MembersType } from '../types/sql-type.ts'
import { decimalReader } from './cast-number.ts'
import { type Caster, type CastSite, forColumn, type Value } from './cast-site.ts'
import { formatValue } from './format-value.ts'

/** No value of an ENUM or SET: what a lenient cast makes of text that no value shows as. */
const noValue = -1

/**
 * To ENUM or SET. As an assignment, text names members, or is the number of one where there is no such member. Otherwise it is
 * the value that shows as a text equal to the given one, so that comparing values answers as comparing texts would.
 */
export function castToMembers(to: MembersType, site: CastSite): Caster {
  const { from, mode } = site
  const assigning = mode === 'assignment' || mode === 'adjusting'
  const ofText = assigning ? textAssigner(to, site) : textFinder(to)
  if (!isNumeric(from)) return (value) => ofText(formatValue(value, from))
  const read = decimalReader(site, 0)
  return (value) => {
    const number = read(value)
    return isValue(to, number) ? number : refused(to, site)
  }
}

/** Numbers that may be stored: 0, the wrong value of an ENUM, only where nothing is checked. */
function isValue(type: MembersType, number: number | bigint): boolean {
  return number >= (type.kind === 'enum' ? 1 : 0) && number <= lastValue(type)
}

function refused(type: MembersType, site: CastSite): number {
  if (site.mode === 'adjusting') return 0
  if (site.mode === 'assignment') throw truncated(site)
  return type.kind === 'enum' ? noValue : 0
}

function truncated(site: CastSite): SqlError {
  return new SqlError('data_truncated', `Data truncated${forColumn(site)}`)
}

function textAssigner(type: MembersType, site: CastSite): (text: string) => Value {
  return (text) => {
    const value = type.kind === 'enum' ? memberPosition(type, text) + 1 : parseSet(type, text)
    if (value !== null && (type.kind === 'set' || value !== 0)) return value
    if (/^\d{1,20}$/u.test(text)) {
      const number = BigInt(text)
      if (isValue(type, number)) return Number.isSafeInteger(Number(text)) ? Number(text) : number
    }
    if (site.mode !== 'adjusting') throw truncated(site)
    return type.kind === 'enum' ? 0 : knownMembers(type, text)
  }
}

/** What IGNORE keeps of a list: the members among it. */
function knownMembers(type: MembersType, text: string): Value {
  const known = text.split(',').filter((part) => memberPosition(type, part) >= 0)
  return parseSet(type, known.join(',')) ?? 0
}

function textFinder(type: MembersType): (text: string) => Value {
  const { equal } = collation(type.collation)
  if (type.kind === 'enum') {
    return (text) => {
      const value = memberPosition(type, text) + 1
      return equal(enumText(type, value), text) ? value : noValue
    }
  }
  return (text) => {
    const value = parseSet(type, text)
    return value !== null && equal(setText(type, value), text) ? value : noValue
  }
}
