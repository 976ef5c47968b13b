import { SqlError } from '../../base/errors.ts'
import { emitCast } from '../../functions/cast.ts'
import {
  anyNull,
  asBigint,
  asNumber,
  type Code,
  type IntegerRange,
  type Representation,
} from '../../functions/code.ts'
import { equal } from '../../functions/comparison.ts'
import { resultCode } from '../../functions/define.ts'
import type {
  CallExpression,
  CaseExpression,
  ColumnId,
  Expression,
  InExpression,
  LogicalExpression,
  NotExpression,
  SubqueryExpression,
} from '../../plan/expression.ts'
import { isColumnFree } from '../../plan/expression-walk.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { inKey } from '../runtime/in-set.ts'
import { sqlValue } from './output-code.ts'
import type { SourceBuilder } from './source-builder.ts'

/**
 * Where an expression is compiled: the row at hand. `nested` opens a block, whose locals are not seen outside it.
 */
export interface RowScope {
  readonly builder: SourceBuilder
  column(id: ColumnId): Code
  /** The value of a column-free expression, computed once before the loop. */
  hoisted(expression: Expression): Code
  /** The members of a column-free IN list, gathered once before the loop; the name of an `InSet`. */
  hoistedSet(expression: InExpression): string
  nested(): RowScope
  /** A nested scope whose `memo` answers `null`. */
  withoutMemo(): RowScope
  /**
   * The name of a byte array with one slot per dictionary entry of the only column that `expression` reads, where that column
   * has a dictionary and evaluating once per entry pays; `null` otherwise.
   */
  memo(expression: Expression): Memo | null
}

/** Slots per dictionary entry, the code of the row at hand, and when it has none, in which case the predicate is not true. */
export interface Memo {
  readonly slots: string
  readonly code: string
  readonly isNull: string | null
}

/** Emits the evaluation of an expression for the row at hand. */
export function emitExpression(expression: Expression, scope: RowScope): Code {
  if (expression.kind === 'column') return scope.column(expression.column)
  if (isColumnFree(expression)) return scope.hoisted(expression)
  switch (expression.kind) {
    case 'call':
      return emitCall(expression, scope)
    case 'cast': {
      const input = emitExpression(expression.input, scope)
      return guarded([input], scope.builder, (args) =>
        emitCast(scope.builder, args[0], expression.input.type, expression.type, expression),
      )
    }
    case 'and':
    case 'or':
    case 'not':
    case 'in':
      return emitPredicate(expression, scope)
    case 'is-null':
      return truth(emitExpression(expression.input, scope).isNull ?? 'false')
    case 'case':
      return emitCase(expression, scope)
    case 'subquery':
      return emitSubquery(expression, scope)
    case 'constant':
    case 'parameter':
      throw new SqlError('internal', 'constants are hoisted')
  }
}

function truth(js: string, isNull: string | null = null): Code {
  return { js, representation: 'boolean', isNull, range: { min: 0n, max: 1n } }
}

function emitCall(call: CallExpression, scope: RowScope): Code {
  return emitGuardedCall(
    call,
    call.args.map((arg) => emitExpression(arg, scope)),
    scope.builder,
  )
}

/** Emits a call over arguments that are already emitted. */
export function emitGuardedCall(
  call: CallExpression,
  args: readonly Code[],
  builder: SourceBuilder,
): Code {
  const signature = { args: call.args.map((arg) => arg.type), type: call.type }
  if (call.function.nulls === 'custom') return call.function.emit(builder, args, signature)
  return guarded(args, builder, (values) => call.function.emit(builder, values, signature))
}

/**
 * Emits what computes over values, so that it runs only where no argument is NULL. Pure expressions are left inline, as
 * `Code` promises that nobody evaluates them for NULL.
 */
function guarded(
  args: readonly Code[],
  builder: SourceBuilder,
  emit: (values: readonly Code[]) => Code,
): Code {
  const isNull = anyNull(args)
  const { lines, result } = builder.capture(() =>
    emit(args.map((arg) => ({ ...arg, isNull: null }))),
  )
  if (isNull === null) {
    builder.append(lines)
    return result
  }
  if (lines.length === 0 && result.isNull === null) return { ...result, isNull }
  const value = builder.variable(zero[result.representation])
  const nullFlag = builder.variable('true')
  builder.block(`if (!(${isNull}))`, () => {
    builder.append(lines)
    builder.statement(`${nullFlag} = ${result.isNull ?? 'false'}`)
    builder.statement(`if (!${nullFlag}) ${value} = ${result.js}`)
  })
  return { ...result, js: value, isNull: nullFlag }
}

/** What a variable of each representation begins with, so that its type never changes. */
export const zero: Record<Representation, string> = {
  boolean: 'false',
  number: '0',
  bigint: '0n',
  string: "''",
  bytes: 'undefined',
}

/** A predicate as a value: each operand is emitted once, and TRUE, FALSE and NULL are told apart. */
function emitPredicate(
  expression: LogicalExpression | NotExpression | InExpression,
  scope: RowScope,
): Code {
  const { builder } = scope
  switch (expression.kind) {
    case 'not': {
      const input = emitExpression(expression.input, scope)
      return truth(`!${toCondition(input)}`, input.isNull)
    }
    case 'in':
      return emitInValue(expression, scope)
    case 'and':
    case 'or': {
      const decisive = expression.kind === 'or'
      const operand = (arg: Expression, inner: RowScope) => emitExpression(arg, inner)
      const { decided, unknown } = emitOperands(expression.args, decisive, operand, scope)
      const value = decisive ? decided : `!${decided}`
      return truth(value, expression.nullable ? builder.local(`${unknown} && !${decided}`) : null)
    }
  }
}

/**
 * Emits operands of AND (`decisive` false) or OR (true) one after the other until one decides. The answers are the names of
 * two flags: whether one did, and whether one was NULL.
 */
function emitOperands(
  operands: readonly Expression[],
  decisive: boolean,
  emit: (operand: Expression, scope: RowScope) => Code,
  scope: RowScope,
): { decided: string; unknown: string } {
  const { builder } = scope
  const decided = builder.variable('false')
  const unknown = builder.variable('false')
  for (const operand of operands) {
    builder.block(`if (!${decided})`, () => {
      const code = emit(operand, scope.nested())
      const decides = decisive ? toCondition(code) : `!${toCondition(code)}`
      if (code.isNull === null) builder.statement(`${decided} = ${decides}`)
      else {
        builder.statement(`if (${code.isNull}) ${unknown} = true`)
        builder.statement(`else ${decided} = ${decides}`)
      }
    })
  }
  return { decided, unknown }
}

function emitInValue(expression: InExpression, scope: RowScope): Code {
  const { builder } = scope
  const input = emitExpression(expression.input, scope)
  if (!expression.list.every(isColumnFree)) {
    const equals = (member: Expression, inner: RowScope) =>
      emitMember(expression, input, member, inner)
    const { decided, unknown } = emitOperands(expression.list, true, equals, scope)
    return truth(decided, builder.local(`${unknown} && !${decided}`))
  }
  const set = scope.hoistedSet(expression)
  const has = membership(expression, input, set, builder)
  const found = builder.local(input.isNull === null ? has : `!(${input.isNull}) && ${has}`)
  const isNull = `!${found} && ${set}.hasNull`
  return truth(
    found,
    builder.local(input.isNull === null ? isNull : `${input.isNull} || ${isNull}`),
  )
}

/** `input = member`, NULL where one of them is. */
function emitMember(
  expression: InExpression,
  input: Code,
  member: Expression,
  scope: RowScope,
): Code {
  const args = [input, emitExpression(member, scope)]
  return emitGuardedCall(equality(expression, member), args, scope.builder)
}

/** The test whether a value that is not NULL is in a hoisted set. */
function membership(
  { input: { type } }: InExpression,
  input: Code,
  set: string,
  builder: SourceBuilder,
): string {
  const key = inKey(type, input.representation)
  const value = key === null ? input.js : `${builder.constant(key)}(${input.js})`
  return `${set}.members.has(${value})`
}

/** Emits a JavaScript condition that holds exactly where a condition is TRUE, neither FALSE nor NULL. */
export function emitTruth(expression: Expression, scope: RowScope): string {
  if (isColumnFree(expression)) return condition(scope.hoisted(expression), true)
  const memo = scope.memo(expression)
  if (memo) return emitMemo(expression, memo, scope)
  switch (expression.kind) {
    case 'and':
      return emitShortCircuit('&&', expression.args, emitTruth, scope)
    case 'or':
      return emitShortCircuit('||', expression.args, emitTruth, scope)
    case 'not':
      return emitFalsity(expression.input, scope)
    case 'in':
      return emitIn(expression, scope, true)
    default:
      return condition(emitExpression(expression, scope), true)
  }
}

/** Emits a JavaScript condition that holds exactly where a condition is FALSE. */
function emitFalsity(expression: Expression, scope: RowScope): string {
  if (isColumnFree(expression)) return condition(scope.hoisted(expression), false)
  switch (expression.kind) {
    case 'and':
      return emitShortCircuit('||', expression.args, emitFalsity, scope)
    case 'or':
      return emitShortCircuit('&&', expression.args, emitFalsity, scope)
    case 'not':
      return emitTruth(expression.input, scope)
    case 'in':
      return emitIn(expression, scope, false)
    default:
      return condition(emitExpression(expression, scope), false)
  }
}

function condition(code: Code, wanted: boolean): string {
  const isTrue = toCondition(code)
  const value = wanted ? isTrue : `!(${isTrue})`
  return code.isNull === null ? value : `(!(${code.isNull}) && ${value})`
}

/** The truth of a value that is not NULL. */
export function toCondition(code: Code): string {
  switch (code.representation) {
    case 'boolean':
      return `(${code.js})`
    case 'number':
      return `(${code.js} !== 0)`
    case 'bigint':
      return `(${code.js} !== 0n)`
    default:
      throw new SqlError('internal', 'conditions are numeric')
  }
}

function emitShortCircuit(
  operator: '&&' | '||',
  args: LogicalExpression['args'],
  emit: (expression: Expression, scope: RowScope) => string,
  scope: RowScope,
): string {
  const { builder } = scope
  let soFar = emit(args[0], scope)
  for (const arg of args.slice(1)) {
    const { lines, result } = builder.capture(() => emit(arg, scope.nested()))
    if (lines.length === 0) {
      soFar = `(${soFar} ${operator} ${result})`
      continue
    }
    const value = builder.variable(soFar)
    builder.block(operator === '&&' ? `if (${value})` : `if (!${value})`, () => {
      builder.append(lines)
      builder.statement(`${value} = ${result}`)
    })
    soFar = value
  }
  return soFar
}

/** A predicate over one dictionary column, evaluated once per entry: slot 0 is unknown, 1 not true, 2 true. */
function emitMemo(expression: Expression, memo: Memo, scope: RowScope): string {
  const { builder } = scope
  const slot = `${memo.slots}[${memo.code}]`
  const known = builder.variable(memo.isNull === null ? slot : `(${memo.isNull}) ? 1 : ${slot}`)
  builder.block(`if (${known} === 0)`, () => {
    const result = emitTruth(expression, scope.withoutMemo())
    builder.statement(`${known} = ${slot} = ${result} ? 2 : 1`)
  })
  return `(${known} === 2)`
}

function emitIn(expression: InExpression, scope: RowScope, wanted: boolean): string {
  const { builder } = scope
  const input = emitExpression(expression.input, scope)
  if (expression.list.every(isColumnFree)) {
    const set = scope.hoistedSet(expression)
    const found = membership(expression, input, set, builder)
    const test = wanted ? found : `(!${set}.hasNull && !${found})`
    return input.isNull === null ? test : `(!(${input.isNull}) && ${test})`
  }
  // Members that depend on the row are compared one by one, as the OR of equalities that IN stands for.
  const emitEqual = (member: Expression, inner: RowScope) =>
    condition(emitMember(expression, input, member, inner), wanted)
  return emitShortCircuit(wanted ? '||' : '&&', expression.list, emitEqual, scope)
}

function equality({ input, type }: InExpression, member: Expression): CallExpression {
  const nullable = input.nullable || member.nullable
  return { kind: 'call', function: equal, args: [input, member], type, nullable }
}

/** A correlated subquery runs once per row, with the values of the row that it asks for. */
function emitSubquery(expression: SubqueryExpression, scope: RowScope): Code {
  const { builder } = scope
  const values = expression.correlated.map(({ value }) =>
    sqlValue(builder, emitExpression(value, scope)),
  )
  const call = `execution.subqueries.run(${builder.constant(expression)}, [${values.join(', ')}], execution)`
  return resultCode(builder, call, expression.type, true)
}

function emitCase(expression: CaseExpression, scope: RowScope): Code {
  const { builder } = scope
  const branches = expression.branches.map(({ when, then }, index) => {
    const test = builder.capture(() => emitTruth(when, index === 0 ? scope : scope.nested()))
    return { test, value: builder.capture(() => emitExpression(then, scope.nested())) }
  })
  const otherwise = expression.otherwise
    ? builder.capture(() => emitExpression(expression.otherwise as Expression, scope.nested()))
    : null
  const codes = [...branches.map((branch) => branch.value.result)]
  if (otherwise) codes.push(otherwise.result)
  const representation = commonRepresentation(codes, expression.type)
  const value = builder.variable(zero[representation])
  const isNull = builder.variable('true')
  const assign = (code: Code) => {
    if (code.isNull !== null) builder.statement(`${isNull} = ${code.isNull}`)
    const assignment = `${value} = ${represent(code, representation)}`
    builder.statement(code.isNull === null ? assignment : `if (!${isNull}) ${assignment}`)
    if (code.isNull === null) builder.statement(`${isNull} = false`)
  }
  const emitFrom = (index: number): void => {
    if (index === branches.length) {
      if (!otherwise) return
      builder.append(otherwise.lines)
      assign(otherwise.result)
      return
    }
    const { test, value: then } = branches[index]
    builder.append(test.lines)
    builder.block(`if (${test.result})`, () => {
      builder.append(then.lines)
      assign(then.result)
    })
    builder.block('else', () => emitFrom(index + 1))
  }
  emitFrom(0)
  return { js: value, representation, isNull, range: unionRange(codes) }
}

/** The representation that holds all of the codes' values; integers stay numbers only where all are. */
export function commonRepresentation(codes: readonly Code[], type: SqlType): Representation {
  const all = new Set(codes.map((code) => code.representation))
  if (all.has('bigint')) return 'bigint'
  if (all.has('string')) return 'string'
  if (all.has('bytes')) return 'bytes'
  return all.size === 1 && all.has('boolean') && type.kind === 'integer' ? 'boolean' : 'number'
}

export function represent(code: Code, representation: Representation): string {
  if (code.representation === representation) return code.js
  if (representation === 'number') return asNumber(code)
  return representation === 'bigint' ? asBigint(code) : code.js
}

function unionRange(codes: readonly Code[]): IntegerRange | null {
  let union: IntegerRange | null = null
  for (const { range } of codes) {
    if (range === null) return null
    union = union
      ? {
          min: range.min < union.min ? range.min : union.min,
          max: range.max > union.max ? range.max : union.max,
        }
      : range
  }
  return union
}
