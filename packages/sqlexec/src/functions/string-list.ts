import { collation } from '../types/collation.ts'
import { commonType } from '../types/common-type.ts'
import { isNumeric, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Code, Emitter, Signature } from './code.ts'
import { compareBytes } from './comparison.ts'
import { resultCode, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { textFunction, textOf } from './text-function.ts'

export const listFunctions: readonly ScalarFunction[] = [
  {
    name: 'FIELD',
    doc: 'Which of the other arguments equals the first, counted from 1; 0 where none does or the first is NULL.',
    nulls: 'custom',
    resolve(args) {
      if (args.length < 2) return wrongCount('FIELD')
      const type = fieldType(args)
      return { args: args.map(() => type), type: types.int }
    },
    emit: emitField,
  },
  {
    name: 'ELT',
    doc: 'The argument that a number names, counted from 1 behind the number; NULL where there is none.',
    nulls: 'custom',
    resolve(args) {
      if (args.length < 2) return wrongCount('ELT')
      const [index, ...choices] = args
      const binary = choices.some((choice) => choice.kind === 'bytes')
      const type = binary ? types.blob : textOf(choices)
      const number = index.kind === 'integer' ? index : types.bigint
      return { args: [number, ...choices.map(() => type)], type, mayBeNull: true }
    },
    emit: emitElement,
  },
  textFunction({
    name: 'FIND_IN_SET',
    doc: 'The position of a text in a list of texts with commas between them, counted from 1; 0 where it is not there.',
    parameters: [types.text, types.text],
    returns: types.int,
    implement: (rules) => (searched: string, list: string) => {
      if (list === '' || searched.includes(',')) return 0
      return list.split(',').findIndex((item) => rules.equal(item, searched)) + 1
    },
  }),
]

/** Texts compare as texts, exact numbers as exact numbers, everything else as doubles. */
function fieldType(args: readonly SqlType[]): SqlType {
  const given = args.filter((arg) => arg.kind !== 'null')
  if (given.every((arg) => arg.kind === 'text')) return textOf(given)
  if (given.every((arg) => arg.kind === 'text' || arg.kind === 'bytes')) return types.blob
  if (!given.every(isNumeric)) return types.double
  const common = commonType(given)
  return common.kind === 'integer' || common.kind === 'decimal' ? common : types.double
}

function emitField(emitter: Emitter, codes: readonly Code[], { args: [type] }: Signature): Code {
  const values = codes.map(nullable)
  const find = emitter.constant(fieldFinder(type))
  return resultCode(emitter, `${find}([${values.join(', ')}])`, types.int, false)
}

function fieldFinder(type: SqlType): (values: readonly SqlValue[]) => number {
  const equal = equality(type)
  return (values) => {
    const [wanted] = values
    if (wanted === null) return 0
    for (let i = 1; i < values.length; i++) {
      const value = values[i]
      if (value !== null && equal(value, wanted)) return i
    }
    return 0
  }
}

function equality(type: SqlType): (a: SqlValue, b: SqlValue) => boolean {
  if (type.kind === 'text') {
    const { equal } = collation(type.collation)
    return (a, b) => equal(a as string, b as string)
  }
  if (type.kind === 'bytes') return (a, b) => compareBytes(a as Uint8Array, b as Uint8Array) === 0
  // biome-ignore lint/suspicious/noDoubleEquals: a number or a bigint
  return (a, b) => a == b
}

function emitElement(emitter: Emitter, codes: readonly Code[], { type }: Signature): Code {
  const [index, ...choices] = codes.map(nullable)
  const choose = emitter.constant(element)
  return resultCode(emitter, `${choose}(${index}, [${choices.join(', ')}])`, type, true)
}

function element(index: number | bigint | null, choices: readonly SqlValue[]): SqlValue {
  return index === null ? null : (choices[Number(index) - 1] ?? null)
}

function nullable({ js, isNull, representation }: Code): string {
  const value = representation === 'boolean' ? `(${js} ? 1 : 0)` : js
  return isNull === null ? value : `((${isNull}) ? null : ${value})`
}
