import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { bytesOf, textOrBytes } from './text-function.ts'

export const moreEncodingFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'HASH',
    doc: 'A hash of 64 bits of the bytes (FNV-1a).',
    resolve: (args) =>
      args.length === 1
        ? { args: [textOrBytes(args[0])], type: types.unsignedBigint }
        : wrongCount('HASH'),
    implement: () => (value: string | Uint8Array) => fowlerNollVo(bytesOf(value)),
  }),
  typedFunction({
    name: 'ENCODE',
    doc: 'The bytes of a text in hex, base64, base64url or url.',
    resolve: (args) =>
      args.length === 2
        ? { args: [textOrBytes(args[0]), types.text], type: types.text }
        : wrongCount('ENCODE'),
    implement: () => (value: string | Uint8Array, form: string) => {
      const bytes = Buffer.from(bytesOf(value))
      switch (form.toLowerCase()) {
        case 'hex':
          return bytes.toString('hex')
        case 'base64':
          return bytes.toString('base64')
        case 'base64url':
          return bytes.toString('base64url')
        case 'url':
          return encodeURIComponent(bytes.toString('utf8'))
        default:
          throw unknownForm('ENCODE', form)
      }
    },
  }),
  typedFunction({
    name: 'DECODE',
    doc: 'The bytes that a text in hex, base64, base64url or url stands for, as text; NULL where it is none.',
    mayBeNull: true,
    resolve: (args) =>
      args.length === 2
        ? { args: [types.text, types.text], type: types.text }
        : wrongCount('DECODE'),
    implement: () => decode,
  }),
]

const offset = 0xcbf29ce484222325n
const prime = 0x100000001b3n

/** FNV-1a of 64 bits (draft-eastlake-fnv, section 2). */
function fowlerNollVo(bytes: Uint8Array): number | bigint {
  let hash = offset
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime)
  return normalizeInteger(hash)
}

function decode(text: string, form: string): SqlValue {
  switch (form.toLowerCase()) {
    case 'hex':
      return /^([0-9a-f]{2})*$/iu.test(text) ? utf8(Buffer.from(text, 'hex')) : null
    case 'base64':
    case 'base64url':
      return /^[A-Za-z0-9+/_-]*={0,2}$/u.test(text) ? utf8(Buffer.from(text, 'base64')) : null
    case 'url':
      try {
        return decodeURIComponent(text)
      } catch {
        return null
      }
    default:
      throw unknownForm('DECODE', form)
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function utf8(bytes: Uint8Array): SqlValue {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}

function unknownForm(name: string, form: string): SqlError {
  const message = `${name} knows hex, base64, base64url and url, not '${form.slice(0, 64)}'`
  return new SqlError('function_value', message)
}
