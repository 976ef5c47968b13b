import { collation } from './collation.ts'
import type { MembersType } from './sql-type.ts'
import { normalizeInteger } from './value.ts'

/*
 * The values of ENUM and SET (reference manual, "The ENUM Type" and "The SET Type"): which member a text names, by the collation of the
 * type and without regard to trailing spaces, and the text that a value shows.
 */

/** By the key of a member's text its position, counted from 0. One table per type object. */
const positions = new WeakMap<MembersType, Map<string, number>>()

function positionsOf(type: MembersType): Map<string, number> {
  let found = positions.get(type)
  if (found === undefined) {
    const { key } = collation(type.collation)
    found = new Map(type.members.map((member, i) => [key(member), i]))
    positions.set(type, found)
  }
  return found
}

/** The position of the member that a text names, counted from 0; −1: none. */
export function memberPosition(type: MembersType, text: string): number {
  const { key } = collation(type.collation)
  return positionsOf(type).get(key(text.replace(/ +$/u, ''))) ?? -1
}

/** The text of an ENUM's value; that of 0 is empty. */
export function enumText(type: MembersType, value: number): string {
  return value > 0 ? type.members[value - 1] : ''
}

/** The members of a SET's value in the order of the declaration, joined by commas. */
export function setText(type: MembersType, value: number | bigint): string {
  const chosen: string[] = []
  let rest = BigInt(value)
  for (let i = 0; rest > 0n; i++, rest >>= 1n) if (rest & 1n) chosen.push(type.members[i])
  return chosen.join(',')
}

/** The SET that a text lists; `null` where it names what is no member. */
export function parseSet(type: MembersType, text: string): number | bigint | null {
  if (text === '') return 0
  let value = 0n
  for (const part of text.split(',')) {
    const position = memberPosition(type, part)
    if (position < 0) return null
    value |= 1n << BigInt(position)
  }
  return normalizeInteger(value)
}

/** The largest value of a type: the number of members, or all bits. */
export function lastValue(type: MembersType): number | bigint {
  if (type.kind === 'enum') return type.members.length
  return normalizeInteger((1n << BigInt(type.members.length)) - 1n)
}
