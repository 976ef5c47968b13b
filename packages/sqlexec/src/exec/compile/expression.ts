import { SqlError } from '../../base/errors.ts'
import { emitCast } from '../../functions/cast.ts'
import type { Code } from '../../functions/code.ts'
import { resultCode } from '../../functions/define.ts'
import type {
  CallExpression,
  Expression,
  InExpression,
  LogicalExpression,
  NotExpression,
  SubqueryExpression,
} from '../../plan/expression.ts'
import { isColumnFree } from '../../plan/expression-walk.ts'
import { emitCase } from './case.ts'
import { condition, toCondition, truth } from './condition.ts'
import { emitGuardedCall, guarded } from './guarded-call.ts'
import { emitInCondition, emitInValue } from './in-list.ts'
import { emitOperands, emitShortCircuit } from './logical.ts'
import { sqlValue } from './output-code.ts'
import type { Memo, RowScope } from './row-scope.ts'

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
      return emitCase(expression, scope, { truth: emitTruth, value: emitExpression })
    case 'subquery':
      return emitSubquery(expression, scope)
    case 'constant':
    case 'parameter':
      throw new SqlError('internal', 'constants are hoisted')
  }
}

function emitCall(call: CallExpression, scope: RowScope): Code {
  return emitGuardedCall(
    call,
    call.args.map((arg) => emitExpression(arg, scope)),
    scope.builder,
  )
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
      return emitInValue(expression, emitExpression(expression.input, scope), scope)
    case 'and':
    case 'or': {
      const decisive = expression.kind === 'or'
      const { decided, unknown } = emitOperands(expression.args, decisive, emitExpression, scope)
      const value = decisive ? decided : `!${decided}`
      return truth(value, expression.nullable ? builder.local(`${unknown} && !${decided}`) : null)
    }
  }
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
      return emitInCondition(expression, emitExpression(expression.input, scope), scope, true)
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
      return emitInCondition(expression, emitExpression(expression.input, scope), scope, false)
    default:
      return condition(emitExpression(expression, scope), false)
  }
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

/** A correlated subquery runs once per row, with the values of the row that it asks for. */
function emitSubquery(expression: SubqueryExpression, scope: RowScope): Code {
  const { builder } = scope
  const values = expression.correlated.map(({ value }) =>
    sqlValue(builder, emitExpression(value, scope)),
  )
  const call = `execution.subqueries.run(${builder.constant(expression)}, [${values.join(', ')}], execution)`
  return resultCode(builder, call, expression.type, true)
}
