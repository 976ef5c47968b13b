import { collation } from '../types/collation.ts'
import { commonType } from '../types/common-type.ts'
import { isTemporal, type SqlType, types } from '../types/sql-type.ts'
import { asBigint, asNumber, type Code, type Emitter, type Signature } from './code.ts'
import { compareBytes } from './comparison.ts'
import { rangeOf } from './integer-code.ts'
import type { ScalarFunction } from './scalar-function.ts'

export const extremeFunctions: readonly ScalarFunction[] = [
  extreme('GREATEST', 'The largest argument; NULL where any is NULL.', '>'),
  extreme('LEAST', 'The smallest argument; NULL where any is NULL.', '<'),
]

function extreme(name: string, doc: string, operator: '>' | '<'): ScalarFunction {
  return {
    name,
    doc,
    nulls: 'propagate',
    instants: true,
    resolve(args) {
      if (args.length < 2)
        return `Incorrect parameter count in the call to native function '${name}'`
      const type = extremeType(args)
      return { args: args.map(() => type), type }
    },
    emit: (emitter, args, signature) =>
      args.reduce((best, code) => better(emitter, best, code, operator, signature)),
  }
}

/** Numbers compare as numbers and dates as dates; where text is among them, everything compares as text. */
function extremeType(args: readonly SqlType[]): SqlType {
  const common = commonType(args)
  if (common.kind === 'boolean') return types.truth
  if (common.kind === 'text') return { ...types.text, collation: common.collation }
  if (common.kind === 'json') return types.text
  return isTemporal(common) || common.kind !== 'float' ? common : types.double
}

function better(
  emitter: Emitter,
  left: Code,
  right: Code,
  operator: '>' | '<',
  { type }: Signature,
): Code {
  const [a, b] = alike(left, right)
  const x = emitter.local(a.js)
  const y = emitter.local(b.js)
  const order = comparator(type)
  const test = order
    ? `${emitter.constant(order)}(${y}, ${x}) ${operator} 0`
    : `${y} ${operator} ${x}`
  const range = left.range && right.range ? union(left, right) : null
  return {
    js: emitter.local(`${test} ? ${y} : ${x}`),
    representation: a.representation,
    isNull: null,
    range,
  }
}

function comparator(type: SqlType) {
  if (type.kind === 'text') return collation(type.collation).compare
  return type.kind === 'bytes' ? compareBytes : null
}

/** Both codes in one representation. */
function alike(left: Code, right: Code): [Code, Code] {
  if (left.representation === 'bigint' || right.representation === 'bigint') {
    const wide = (code: Code): Code => ({ ...code, js: asBigint(code), representation: 'bigint' })
    return [wide(left), wide(right)]
  }
  const plain = (code: Code): Code =>
    code.representation === 'boolean'
      ? { ...code, js: asNumber(code), representation: 'number' }
      : code
  return [plain(left), plain(right)]
}

function union(left: Code, right: Code) {
  const a = rangeOf(left)
  const b = rangeOf(right)
  return { min: a.min < b.min ? a.min : b.min, max: a.max > b.max ? a.max : b.max }
}
