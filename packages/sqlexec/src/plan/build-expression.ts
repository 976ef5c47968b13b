import type { Span } from '../base/errors.ts'
import { equal as equality } from '../functions/comparison.ts'
import { findScalarFunction, scalarFunctionNames } from '../functions/registry.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import { commonType } from '../types/common-type.ts'
import { isNumeric, type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Binder } from './binder.ts'
import { castTo, onSessionClock } from './cast.ts'
import { alignCollations } from './coercibility.ts'
import { constantValue } from './constant-value.ts'
import { widened, withExactQuotients } from './exact-quotient.ts'
import type { CaseExpression, ConstantExpression, Expression } from './expression.ts'
import { didYouMean } from './suggestion.ts'

/** Constructors of typed expressions: each settles the type, whether NULL may come out, and the implicit casts. */

export function constant(value: SqlValue, type: SqlType): ConstantExpression {
  return { kind: 'constant', value, type, nullable: value === null }
}

/** Calls a function or operator by its registered name. `span` is where an error points. */
export function call(
  binder: Binder,
  name: string,
  args: readonly Expression[],
  span: Span,
): Expression {
  const definition = findScalarFunction(name)
  if (definition === undefined) {
    const hint = didYouMean(name, scalarFunctionNames())
    throw binder.error('unknown_function', `FUNCTION ${name} does not exist${hint}`, span)
  }
  return callFunction(binder, definition, args, span)
}

/** A call in JavaScript, which a call in SQL may become, takes no more than 65,535. */
const maxArguments = 10_000

export function callFunction(
  binder: Binder,
  definition: ScalarFunction,
  given: readonly Expression[],
  span: Span,
): Expression {
  const local = definition.instants === true ? given : given.map(onSessionClock)
  const args = local.length < 2 ? local : alignCollations(binder, definition, local, span)
  if (args.length > maxArguments) {
    const message = `${definition.name} takes at most ${maxArguments} arguments, not ${args.length}`
    throw binder.error('limit_exceeded', message, span)
  }
  const constants = args.map(constantValue)
  const resolved = definition.resolve(
    args.map((arg) => arg.type),
    constants,
  )
  if (typeof resolved === 'string') throw binder.error('wrong_arguments', resolved, span)
  const cast = args.map((arg, i) => {
    const type = resolved.args[i]
    return castTo(type.kind === 'double' ? widened(arg) : arg, type)
  })
  const nullable = resolved.mayBeNull === true || mayPassNull(definition, cast)
  const bound = { kind: 'call', function: definition, args, type: resolved.type, nullable } as const
  const exact = withExactQuotients(bound)
  return exact === bound ? { ...bound, args: cast } : exact
}

function mayPassNull(definition: ScalarFunction, args: readonly Expression[]): boolean {
  switch (definition.name) {
    case 'COALESCE':
    case 'IFNULL':
      return args.every((arg) => arg.nullable)
    case '<=>':
      return false
    default:
      return args.some((arg) => arg.nullable)
  }
}

/** An operand of AND, OR, NOT, WHEN or WHERE: numbers stand for themselves, everything else as the number that it reads as. */
export function condition(expression: Expression): Expression {
  if (expression.type.kind === 'null') return constant(null, types.truth)
  return isNumeric(expression.type) ? expression : castTo(expression, types.double)
}

/** AND of any number of conditions; nested ANDs are flattened. */
export function and(args: readonly Expression[]): Expression {
  return logical('and', args)
}

export function or(args: readonly Expression[]): Expression {
  return logical('or', args)
}

function logical(kind: 'and' | 'or', args: readonly Expression[]): Expression {
  if (args.length === 1) return args[0]
  const flat = args.flatMap((arg) => (arg.kind === kind ? arg.args : [arg]))
  return { kind, args: flat, type: types.truth, nullable: flat.some((arg) => arg.nullable) }
}

export function not(input: Expression): Expression {
  return { kind: 'not', input, type: types.truth, nullable: input.nullable }
}

/** `left = right` of operands that are of one comparable type already. */
export function equal(left: Expression, right: Expression): Expression {
  const nullable = left.nullable || right.nullable
  return { kind: 'call', function: equality, args: [left, right], type: types.truth, nullable }
}

export function isNull(input: Expression): Expression {
  return { kind: 'is-null', input, type: types.truth, nullable: false }
}

/** The conjuncts of a condition. */
export function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === 'and' ? expression.args : [expression]
}

export type CaseBranch = CaseExpression['branches'][number]

export function caseBranch(when: Expression, result: Expression): CaseBranch {
  // biome-ignore lint/suspicious/noThenProperty: the word of SQL; nobody awaits a branch
  return { when, then: result }
}

/** Searched CASE with its branches cast to their common type. */
export function caseOf(
  branches: readonly CaseBranch[],
  otherwise: Expression | null,
): CaseExpression {
  const results = branches.map((branch) => branch.then)
  if (otherwise !== null) results.push(otherwise)
  const type = commonType(results.map((result) => result.type))
  return {
    kind: 'case',
    branches: branches.map((branch) => caseBranch(branch.when, castTo(branch.then, type))),
    otherwise: otherwise === null ? null : castTo(otherwise, type),
    type,
    nullable: otherwise === null || results.some((result) => result.nullable),
  }
}
