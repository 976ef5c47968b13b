import { type Collation, collation } from '../types/collation.ts'
import { commonType } from '../types/common-type.ts'
import { defaultCollation, isBit, isUuid, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Signature } from './code.ts'
import { matchParameters, typedFunction } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'

/** A function over text that works on bytes as well, byte for byte instead of character for character. */
export interface TextFunction {
  readonly name: string
  readonly doc: string
  /** `types.text` where text or bytes are wanted. */
  readonly parameters: readonly SqlType[]
  readonly required?: number
  readonly rest?: boolean
  /** 'text': text in the arguments' collation, or bytes where an argument is bytes. */
  readonly returns: 'text' | SqlType
  readonly mayBeNull?: boolean
  /** What stands in for `implement` where an argument is bytes. */
  implementBytes?(): (...args: never[]) => SqlValue
  /** The function over strings that are compared by the rules; of bytes, each unit of the strings is one byte. */
  implement(rules: Collation): (...args: never[]) => SqlValue
}

type AnyFunction = (...args: unknown[]) => unknown

export function textFunction(definition: TextFunction): ScalarFunction {
  const { name, parameters, returns } = definition
  const isTextual = (i: number) => parameters[Math.min(i, parameters.length - 1)].kind === 'text'
  return typedFunction({
    ...definition,
    resolve(args) {
      const wanted = matchParameters(name, definition, args)
      if (typeof wanted === 'string') return wanted
      const binary = args.some((arg, i) => isBinary(arg) && isTextual(i))
      if (!binary) return { args: wanted, type: returns === 'text' ? textOf(wanted) : returns }
      const asBytes = wanted.map((type, i) => (isTextual(i) ? types.blob : type))
      return { args: asBytes, type: returns === 'text' ? types.blob : returns }
    },
    implement(signature) {
      if (signature.args.some((arg) => arg.kind === 'bytes')) {
        const forBytes = definition.implementBytes ?? definition.implement
        const run = forBytes(collation('utf8mb4_bin')) as AnyFunction
        return overBytes(run, returns === 'text') as (...args: never[]) => SqlValue
      }
      return definition.implement(rulesOf(signature))
    },
  })
}

/** Bytes that no function reads as text: BIT too, but not UUID. */
function isBinary(type: SqlType): boolean {
  return isBit(type) || (type.kind === 'bytes' && !isUuid(type))
}

/** The text that a function makes of its arguments: of any length, compared as they are. */
export function textOf(args: readonly SqlType[]): SqlType {
  return { ...types.text, collation: collationOf(args) }
}

function collationOf(args: readonly SqlType[]) {
  const common = commonType(args.filter((arg) => arg.kind === 'text'))
  return common.kind === 'text' ? common.collation : defaultCollation
}

function rulesOf({ args }: Signature): Collation {
  return collation(collationOf(args))
}

/** Bytes as a string of one unit from 0 to 255 for each. */
export function binaryString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

export function binaryStringBytes(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

function overBytes(run: AnyFunction, returnsBytes: boolean): AnyFunction {
  return (...args) => {
    const result = run(...args.map((arg) => (arg instanceof Uint8Array ? binaryString(arg) : arg)))
    return returnsBytes && typeof result === 'string' ? binaryStringBytes(result) : result
  }
}

/** The parameter type of a function that takes text or bytes as they are, anything else as text. */
export function textOrBytes(arg: SqlType): SqlType {
  if (isBit(arg)) return types.blob
  return arg.kind === 'text' || isBinary(arg) ? arg : types.text
}

/** The bytes of a text (UTF-8), or bytes as they are. */
export function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : value
}
