import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Code, Emitter, Signature } from './code.ts'
import { checkTextLength, resultCode, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { bytesOf, textFunction, textOf } from './text-function.ts'

export const joinFunctions: readonly ScalarFunction[] = [
  textFunction({
    name: 'CONCAT',
    doc: 'The arguments one after the other.',
    parameters: [types.text],
    rest: true,
    returns: 'text',
    implement: () => concatenate,
  }),
  {
    name: 'CONCAT_WS',
    doc: 'The arguments but the first, those that are not NULL, with the first between them.',
    nulls: 'custom',
    resolve(args) {
      if (args.length < 2) return wrongCount('CONCAT_WS')
      const binary = args.some((arg) => arg.kind === 'bytes')
      const wanted: readonly SqlType[] = binary
        ? args.map(() => types.blob)
        : args.map((arg) => (arg.kind === 'text' ? arg : types.text))
      return { args: wanted, type: binary ? types.blob : textOf(wanted) }
    },
    emit: emitJoin,
  },
]

function concatenate(...parts: string[]): string {
  let text = ''
  for (let i = 0; i < parts.length; i++) text += parts[i]
  checkTextLength(text.length, 'CONCAT')
  return text
}

function emitJoin(emitter: Emitter, codes: readonly Code[], { type }: Signature): Code {
  const [separator, ...parts] = codes.map(({ js, isNull }) =>
    isNull === null ? js : `((${isNull}) ? null : ${js})`,
  )
  const join = emitter.constant(type.kind === 'bytes' ? joinBytes : joinText)
  const call = `${join}(${separator}, [${parts.join(', ')}])`
  const result = resultCode(emitter, emitter.local(call), type, codes[0].isNull !== null)
  return result
}

function joinText(separator: string | null, parts: readonly (string | null)[]): SqlValue {
  if (separator === null) return null
  const present = parts.filter((part) => part !== null)
  const text = present.join(separator)
  checkTextLength(text.length, 'CONCAT_WS')
  return text
}

function joinBytes(separator: Uint8Array | null, parts: readonly (Uint8Array | null)[]): SqlValue {
  if (separator === null) return null
  const pieces: Uint8Array[] = []
  for (const part of parts) {
    if (part === null) continue
    if (pieces.length > 0) pieces.push(separator)
    pieces.push(bytesOf(part))
  }
  return Buffer.concat(pieces)
}
