import { types } from '../types/sql-type.ts'
import { codePointLength } from './code-points.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { textFunction, textOrBytes } from './text-function.ts'

export const lengthFunctions: readonly ScalarFunction[] = [
  byteCount('LENGTH', 'Length in bytes.', 1),
  byteCount('BIT_LENGTH', 'Length in bits.', 8),
  textFunction({
    name: 'CHAR_LENGTH',
    doc: 'Length in characters.',
    parameters: [types.text],
    returns: types.int,
    implement: () => codePointLength,
  }),
  textFunction({
    name: 'ASCII',
    doc: 'The first byte as a number; 0 of nothing.',
    parameters: [types.text],
    returns: types.int,
    implement: () => firstByte,
    implementBytes: () => (bytes: string) => (bytes === '' ? 0 : bytes.charCodeAt(0)),
  }),
  typedFunction({
    name: 'ORD',
    doc: 'The bytes of the first character as one number; 0 of nothing.',
    resolve: (args) =>
      args.length === 1 ? { args: [textOrBytes(args[0])], type: types.bigint } : wrongCount('ORD'),
    implement: () => (value: string | Uint8Array) => {
      if (typeof value !== 'string') return value.length === 0 ? 0 : value[0]
      let code = 0
      for (const byte of Buffer.from(firstCharacter(value))) code = code * 256 + byte
      return code
    },
  }),
]

function byteCount(name: string, doc: string, factor: number): ScalarFunction {
  return typedFunction({
    name,
    doc,
    resolve: (args) =>
      args.length === 1 ? { args: [textOrBytes(args[0])], type: types.int } : wrongCount(name),
    implement: ({ args: [type] }) =>
      type.kind === 'bytes'
        ? (bytes: Uint8Array) => bytes.length * factor
        : (text: string) => Buffer.byteLength(text) * factor,
  })
}

function firstCharacter(text: string): string {
  return text === '' ? '' : String.fromCodePoint(text.codePointAt(0)!)
}

function firstByte(text: string): number {
  const unit = text.length === 0 ? 0 : text.charCodeAt(0)
  return unit < 128 ? unit : Buffer.from(firstCharacter(text))[0]
}
