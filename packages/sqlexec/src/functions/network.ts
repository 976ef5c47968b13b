import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { plainFunction, wrongCount } from './define.ts'
import { nullableFunction } from './nullable-function.ts'
import type { ScalarFunction } from './scalar-function.ts'

const unsignedInt: SqlType = { kind: 'integer', bits: 32, unsigned: true }

/** Internet addresses as texts, numbers and bytes. */
export const networkFunctions: readonly ScalarFunction[] = [
  plainFunction({
    name: 'INET_ATON',
    doc: 'An IPv4 address as a number; NULL where the text is none.',
    parameters: [types.text],
    returns: unsignedInt,
    mayBeNull: true,
    implementation: addressNumber,
  }),
  plainFunction({
    name: 'INET_NTOA',
    doc: 'The IPv4 address of a number; NULL of one beyond 32 bits.',
    parameters: [types.bigint],
    returns: types.text,
    mayBeNull: true,
    implementation(address: number | bigint) {
      if (address < 0 || address > 0xffffffff) return null
      return [24, 16, 8, 0].map((shift) => (Number(address) >>> shift) & 255).join('.')
    },
  }),
  plainFunction({
    name: 'INET6_ATON',
    doc: 'An IPv6 address as 16 bytes or an IPv4 address as 4; NULL where the text is neither.',
    parameters: [types.text],
    returns: types.blob,
    mayBeNull: true,
    implementation: (text: string) => ipv4Bytes(text) ?? ipv6Bytes(text),
  }),
  plainFunction({
    name: 'INET6_NTOA',
    doc: 'The address of 16 or 4 bytes; NULL of other lengths.',
    parameters: [types.blob],
    returns: types.text,
    mayBeNull: true,
    implementation(bytes: Uint8Array): SqlValue {
      if (bytes.length === 4) return bytes.join('.')
      return bytes.length === 16 ? ipv6Text(bytes) : null
    },
  }),
  test(
    'IS_IPV4',
    'Whether a text is an IPv4 address.',
    types.text,
    (text: string) => ipv4Bytes(text) !== null,
  ),
  test(
    'IS_IPV6',
    'Whether a text is an IPv6 address.',
    types.text,
    (text: string) => ipv6Bytes(text) !== null,
  ),
  test(
    'IS_IPV4_COMPAT',
    'Whether an address of INET6_ATON is an IPv4-compatible one.',
    types.blob,
    (bytes: Uint8Array) =>
      bytes.length === 16 && isZero(bytes, 0, 12) && !(isZero(bytes, 12, 15) && bytes[15] <= 1),
  ),
  test(
    'IS_IPV4_MAPPED',
    'Whether an address of INET6_ATON is an IPv4-mapped one.',
    types.blob,
    (bytes: Uint8Array) =>
      bytes.length === 16 && isZero(bytes, 0, 10) && bytes[10] === 255 && bytes[11] === 255,
  ),
]

/** A test that does not hold for NULL either. */
function test(
  name: string,
  doc: string,
  parameter: SqlType,
  holds: (value: never) => boolean,
): ScalarFunction {
  return nullableFunction({
    name,
    doc,
    resolve: (args) =>
      args.length === 1 ? { args: [parameter], type: types.truth } : wrongCount(name),
    implement: () => (value: unknown) => (value !== null && holds(value as never) ? 1 : 0),
  })
}

/** Of fewer than four numbers the last stands at the end, zeros before it. */
function addressNumber(text: string): number | null {
  if (!/^\d{1,3}(\.\d{1,3}){0,3}$/.test(text)) return null
  const numbers = text.split('.').map(Number)
  if (numbers.some((number) => number > 255)) return null
  const last = numbers.pop()!
  while (numbers.length < 3) numbers.push(0)
  return [...numbers, last].reduce((sum, number) => sum * 256 + number, 0)
}

function ipv4Bytes(text: string): Uint8Array | null {
  const numbers = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text.split('.').map(Number) : []
  return numbers.length === 4 && numbers.every((number) => number <= 255)
    ? Uint8Array.from(numbers)
    : null
}

/** RFC 4291, section 2.2: groups of hexadecimal digits, one run of zeros perhaps as `::`, the end perhaps as IPv4. */
function ipv6Bytes(text: string): Uint8Array | null {
  const lastColon = text.lastIndexOf(':')
  let groups = text
  if (text.includes('.')) {
    const tail = ipv4Bytes(text.slice(lastColon + 1))
    if (tail === null || lastColon < 0) return null
    const hex = (i: number) => ((tail[i] << 8) | tail[i + 1]).toString(16)
    groups = `${text.slice(0, lastColon + 1)}${hex(0)}:${hex(2)}`
  }
  const halves = groups.split('::')
  if (halves.length > 2) return null
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = left.length + (right?.length ?? 0)
  if (right === undefined ? given !== 8 : given > 7) return null
  const all =
    right === undefined ? left : [...left, ...new Array<string>(8 - given).fill('0'), ...right]
  if (!all.every((group) => /^[0-9a-f]{1,4}$/iu.test(group))) return null
  const bytes = new Uint8Array(16)
  all.forEach((group, i) => {
    const value = Number.parseInt(group, 16)
    bytes[2 * i] = value >> 8
    bytes[2 * i + 1] = value & 255
  })
  return bytes
}

/** The longest run of zero groups becomes `::` (RFC 5952); what is mapped or compatible ends as IPv4. */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] << 8) | bytes[2 * i + 1])
  const start = longestZeros(groups)
  const isMapped = isZero(bytes, 0, 10) && groups[5] === 0xffff
  const isCompatible = isZero(bytes, 0, 12) && groups[6] !== 0
  if (isMapped || isCompatible) {
    const tail = bytes.subarray(12).join('.')
    return isMapped ? `::ffff:${tail}` : `::${tail}`
  }
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  if (start === null) return text(0, 8)
  return `${text(0, start.from)}::${text(start.to, 8)}`
}

function longestZeros(groups: readonly number[]): { from: number; to: number } | null {
  let best: { from: number; to: number } | null = null
  for (let from = 0; from < 8; from++) {
    let to = from
    while (to < 8 && groups[to] === 0) to++
    if (to - from >= 2 && (best === null || to - from > best.to - best.from)) best = { from, to }
    if (to > from) from = to
  }
  return best
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false
  return true
}
