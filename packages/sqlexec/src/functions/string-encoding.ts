import { isNumeric, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Code, Emitter, Signature } from './code.ts'
import { checkTextLength, resultCode, typedFunction, wrongCount } from './define.ts'
import { formatFunction } from './format-number.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { bytesOf, textFunction, textOrBytes } from './text-function.ts'

export const encodingFunctions: readonly ScalarFunction[] = [
  formatFunction,
  typedFunction({
    name: 'HEX',
    doc: 'A number, or the bytes of a text, in hexadecimal digits.',
    resolve: (args) =>
      args.length === 1 ? { args: [hexOperand(args[0])], type: types.text } : wrongCount('HEX'),
    implement: ({ args: [type] }) =>
      isNumeric(type)
        ? (value: number | bigint) =>
            (value < 0 ? BigInt.asUintN(64, BigInt(value)) : value).toString(16).toUpperCase()
        : (value: string | Uint8Array) => hex(value),
  }),
  typedFunction({
    name: 'UNHEX',
    doc: 'The bytes that hexadecimal digits stand for; NULL where they are none.',
    mayBeNull: true,
    resolve: (args) =>
      args.length === 1 ? { args: [types.text], type: types.blob } : wrongCount('UNHEX'),
    implement: () => unhex,
  }),
  typedFunction({
    name: 'TO_BASE64',
    doc: 'The bytes of a text in base 64, in lines of 76 characters.',
    resolve: (args) =>
      args.length === 1
        ? { args: [textOrBytes(args[0])], type: types.text }
        : wrongCount('TO_BASE64'),
    implement: () => toBase64,
  }),
  typedFunction({
    name: 'FROM_BASE64',
    doc: 'The bytes that a text in base 64 stands for; NULL where it is none.',
    mayBeNull: true,
    resolve: (args) =>
      args.length === 1 ? { args: [types.text], type: types.blob } : wrongCount('FROM_BASE64'),
    implement: () => fromBase64,
  }),
  {
    name: 'CHAR',
    doc: 'The bytes that numbers stand for; NULLs are passed over.',
    nulls: 'custom',
    resolve: (args) =>
      args.length === 0
        ? wrongCount('CHAR')
        : {
            args: args.map((arg) => (arg.kind === 'integer' ? arg : types.bigint)),
            type: types.blob,
          },
    emit: emitCharacters,
  },
  {
    ...textFunction({
      name: 'QUOTE',
      doc: 'The text as a literal in SQL, NULL as the word.',
      parameters: [types.text],
      returns: 'text',
      implement: () => quote,
    }),
    nulls: 'custom',
    emit(emitter, [code], { type }): Code {
      const quoted = emitter.constant(type.kind === 'bytes' ? quoteBytes : quote)
      const js =
        code.isNull === null
          ? `${quoted}(${code.js})`
          : `((${code.isNull}) ? ${quoted}(null) : ${quoted}(${code.js}))`
      return resultCode(emitter, js, type, false)
    },
  },
]

/** Numbers are rounded to integers. */
function hexOperand(type: SqlType): SqlType {
  if (!isNumeric(type)) return textOrBytes(type)
  return type.kind === 'integer' ? type : types.bigint
}

function hex(value: string | Uint8Array): string {
  const bytes = bytesOf(value)
  checkTextLength(bytes.length * 2, 'HEX')
  return Buffer.from(bytes).toString('hex').toUpperCase()
}

function unhex(digits: string): SqlValue {
  if (!/^[0-9a-f]*$/iu.test(digits)) return null
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
}

const base64Line = 76

function toBase64(value: string | Uint8Array): string {
  const encoded = Buffer.from(bytesOf(value)).toString('base64')
  if (encoded.length <= base64Line) return encoded
  const lines: string[] = []
  for (let i = 0; i < encoded.length; i += base64Line) lines.push(encoded.slice(i, i + base64Line))
  return lines.join('\n')
}

function fromBase64(text: string): SqlValue {
  const digits = text.replace(/[\t\n\v\f\r ]/gu, '')
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/u.test(digits)) return null
  return Buffer.from(digits, 'base64')
}

function emitCharacters(emitter: Emitter, codes: readonly Code[], { type }: Signature): Code {
  const values = codes.map(({ js, isNull, representation }) => {
    const value = representation === 'boolean' ? `(${js} ? 1 : 0)` : js
    return isNull === null ? value : `((${isNull}) ? null : ${value})`
  })
  const js = `${emitter.constant(characters)}([${values.join(', ')}])`
  return resultCode(emitter, js, type, false)
}

/** Each number is 32 bits, highest byte first, without leading zero bytes. */
function characters(values: readonly (number | bigint | null)[]): Uint8Array {
  const bytes: number[] = []
  for (const value of values) {
    if (value === null) continue
    const bits = Number(BigInt.asUintN(32, BigInt(value)))
    if (bits >= 2 ** 24) bytes.push(bits >>> 24)
    if (bits >= 2 ** 16) bytes.push((bits >>> 16) & 255)
    if (bits >= 2 ** 8) bytes.push((bits >>> 8) & 255)
    bytes.push(bits & 255)
  }
  return Uint8Array.from(bytes)
}

function quote(text: string | null): string {
  if (text === null) return 'NULL'
  return `'${text.replace(/[\\'\p{Cc}]/gu, (character) => escapes[character] ?? character)}'`
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\x1a': '\\Z',
}

function quoteBytes(bytes: Uint8Array | null): Uint8Array {
  if (bytes === null) return Buffer.from('NULL')
  return Buffer.from(quote(Buffer.from(bytes).toString('latin1')), 'latin1')
}
