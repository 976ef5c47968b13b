import { commonType } from '../types/common-type.ts'
import { isNumeric, type SqlType, types } from '../types/sql-type.ts'
import { asBigint, asNumber, type Code, type Emitter, type Representation } from './code.ts'
import { comparableType, equal } from './comparison.ts'
import type { ResolvedCall, ScalarFunction } from './scalar-function.ts'

/** Functions that choose between their arguments, so they look at NULLs themselves. */
export const conditionalFunctions: readonly ScalarFunction[] = [
  {
    name: 'COALESCE',
    doc: 'The first argument that is not NULL.',
    nulls: 'custom',
    instants: true,
    resolve: (args) => (args.length === 0 ? 'COALESCE takes at least one argument' : chosen(args)),
    emit: emitCoalesce,
  },
  {
    name: 'IFNULL',
    doc: 'The first argument, or the second where the first is NULL.',
    nulls: 'custom',
    instants: true,
    resolve: (args) => (args.length !== 2 ? 'IFNULL takes two arguments' : chosen(args)),
    emit: emitCoalesce,
  },
  {
    name: 'IF',
    doc: 'The second argument where the first is true, the third where it is false or NULL.',
    nulls: 'custom',
    instants: true,
    resolve(args) {
      if (args.length !== 3) return 'IF takes three arguments'
      const [condition, ...branches] = args
      const type = commonType(branches)
      const test = isNumeric(condition) ? condition : types.double
      return { args: [test, type, type], type }
    },
    emit(emitter, [test, yes, no]) {
      const truth = emitter.local(
        test.isNull === null ? isTrue(test) : `!(${test.isNull}) && ${isTrue(test)}`,
      )
      return choose(emitter, truth, yes, no)
    },
  },
  {
    name: 'NULLIF',
    doc: 'NULL where both arguments are equal, else the first.',
    nulls: 'custom',
    instants: true,
    resolve(args): ResolvedCall | string {
      if (args.length !== 2) return 'NULLIF takes two arguments'
      const both = comparableType(args[0], args[1])
      // Integers compare as they are, so that the result keeps the first one's type.
      const wanted = both.kind === 'integer' ? args : [both, both]
      return { args: wanted, type: wanted[0], mayBeNull: true }
    },
    emit(emitter, [left, right], signature) {
      const same = equal.emit(emitter, [left, right], signature).js
      const bothPresent = [left, right].flatMap((code) =>
        code.isNull ? [`!(${code.isNull})`] : [],
      )
      const isNull = emitter.local([...bothPresent, same].join(' && '))
      if (left.isNull === null) return { ...left, isNull, dictionary: undefined }
      return {
        ...left,
        isNull: emitter.local(`${left.isNull} || ${isNull}`),
        dictionary: undefined,
      }
    },
  },
]

function chosen(args: readonly SqlType[]): ResolvedCall {
  const type = commonType(args)
  return { args: args.map(() => type), type }
}

function emitCoalesce(emitter: Emitter, args: readonly Code[]): Code {
  return args.reduceRight((rest, code) =>
    code.isNull === null ? code : choose(emitter, emitter.local(`!(${code.isNull})`), code, rest),
  )
}

/** `yes` where the condition holds, else `no`, in a representation that holds both. */
function choose(emitter: Emitter, condition: string, yes: Code, no: Code): Code {
  const representation = common(yes.representation, no.representation)
  const js = `(${condition} ? ${represent(yes, representation)} : ${represent(no, representation)})`
  const range =
    yes.range && no.range
      ? {
          min: yes.range.min < no.range.min ? yes.range.min : no.range.min,
          max: yes.range.max > no.range.max ? yes.range.max : no.range.max,
        }
      : null
  const isNull =
    yes.isNull === null && no.isNull === null
      ? null
      : emitter.local(`${condition} ? ${yes.isNull ?? 'false'} : ${no.isNull ?? 'false'}`)
  return { js, representation, isNull, range }
}

function common(left: Representation, right: Representation): Representation {
  if (left === right) return left
  return left === 'bigint' || right === 'bigint' ? 'bigint' : left === 'boolean' ? right : left
}

function represent(code: Code, representation: Representation): string {
  if (code.isNull === 'true') return placeholder[representation]
  if (code.representation === representation) return code.js
  return representation === 'bigint' ? asBigint(code) : asNumber(code)
}

/** Stands where a NULL would, and is never looked at. */
const placeholder: Record<Representation, string> = {
  boolean: 'false',
  number: '0',
  bigint: '0n',
  string: "''",
  bytes: 'null',
}

function isTrue(code: Code): string {
  if (code.representation === 'boolean') return code.js
  return `${code.js} !== ${code.representation === 'bigint' ? '0n' : '0'}`
}
