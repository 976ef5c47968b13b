import { randomUUID } from 'node:crypto'
import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import { normalizeInteger } from '../types/value.ts'
import { plainFunction } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'

export const uuidFunctions: readonly ScalarFunction[] = [
  plainFunction({
    name: 'UUID',
    doc: 'A random universally unique identifier (version 4).',
    parameters: [],
    returns: types.text,
    volatile: true,
    implementation: () => randomUUID(),
  }),
  plainFunction({
    name: 'UUID_SHORT',
    doc: 'A number of 64 bits that this process gives once, each larger than the one before.',
    parameters: [],
    returns: types.unsignedBigint,
    volatile: true,
    implementation: () => normalizeInteger(nextShort++),
  }),
  plainFunction({
    name: 'IS_UUID',
    doc: 'Whether a text is a universally unique identifier: 32 hexadecimal digits, perhaps with hyphens, perhaps in braces.',
    parameters: [types.text],
    returns: types.truth,
    implementation: (text: string) => (digitsOf(text) === null ? 0 : 1),
  }),
  plainFunction({
    name: 'UUID_TO_BIN',
    doc: 'The 16 bytes of a universally unique identifier; with a second argument that is not 0 the parts of its time stand in order.',
    parameters: [types.text, types.bigint],
    required: 1,
    returns: types.blob,
    implementation(text: string, swap: number | bigint = 0) {
      const digits = digitsOf(text)
      if (digits === null) throw wrongValue('string', text, 'uuid_to_bin')
      return Buffer.from(isOn(swap) ? swapped(digits) : digits, 'hex')
    },
  }),
  plainFunction({
    name: 'BIN_TO_UUID',
    doc: 'The text of a universally unique identifier of 16 bytes; the second argument as of UUID_TO_BIN.',
    parameters: [types.blob, types.bigint],
    required: 1,
    returns: types.text,
    implementation(bytes: Uint8Array, swap: number | bigint = 0) {
      const digits = Buffer.from(bytes).toString('hex')
      if (bytes.length !== 16) throw wrongValue('string', digits, 'bin_to_uuid')
      const own = isOn(swap) ? unswapped(digits) : digits
      return own.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    },
  }),
]

/** Seconds since 1970, and a count. */
let nextShort = (BigInt(Math.floor(Date.now() / 1000)) & 0xffffffffn) << 24n

function isOn(flag: number | bigint): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: a number or a bigint
  return flag != 0
}

const hyphenated =
  /^\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?$/iu

function digitsOf(text: string): string | null {
  if (/^[0-9a-f]{32}$/iu.test(text)) return text
  const found = hyphenated.exec(text)
  if (found === null || text.startsWith('{') !== text.endsWith('}')) return null
  return found.slice(1).join('')
}

/** time-low, time-mid, time-high → time-high, time-mid, time-low. */
function swapped(digits: string): string {
  return digits.slice(12, 16) + digits.slice(8, 12) + digits.slice(0, 8) + digits.slice(16)
}

function unswapped(digits: string): string {
  return digits.slice(8, 16) + digits.slice(4, 8) + digits.slice(0, 4) + digits.slice(16)
}

function wrongValue(kind: string, text: string, name: string): SqlError {
  const shown = text.slice(0, 64)
  return new SqlError('function_value', `Incorrect ${kind} value: '${shown}' for function ${name}`)
}
