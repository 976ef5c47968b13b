import type { Span } from '../base/errors.ts'
import {
  assignmentFunction,
  systemVariableFunction,
  userVariableFunction,
} from '../functions/variable.ts'
import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import type { Binder } from './binder.ts'
import { callFunction, constant } from './build-expression.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { hasSideEffect, operandsOf } from './expression-walk.ts'

/** `@name`. One that nobody has set is NULL, or a text where the statement itself may set it. */
export function bindUserVariable(binder: Binder, node: ast.UserVariable): Expression {
  const { context } = binder
  if (context.userVariable === undefined) throw binder.unsupported('A user variable', node.span)
  const name = node.name.toLowerCase()
  const changing = context.assignsVariables === true
  const known = binder.assigned.get(name) ?? context.userVariable(name)
  if (known.kind === 'null' && !changing) return constant(null, types.null)
  const type = known.kind === 'null' ? types.text : known
  return callFunction(binder, userVariableFunction(name, type, changing), [], node.span)
}

/** `@@name`, `@@global.name`, `@@session.name`. */
export function bindSystemVariable(binder: Binder, node: ast.SystemVariable): Expression {
  const scope = node.scope === null ? null : node.scope === 'session' ? 'session' : 'global'
  const type = binder.context.systemVariable?.(scope, node.name)
  if (type === undefined) throw binder.unsupported('A system variable', node.span)
  if (type.kind === 'problem') throw binder.error(type.code, type.message, node.span)
  return callFunction(binder, systemVariableFunction(scope, node.name, type), [], node.span)
}

/**
 * `@name := value`, in a select list that yields its rows in order: of the statement, or of a derived table in FROM. Elsewhere
 * how often and in which order it happens would be the optimizer's choice.
 */
export function bindAssignment(scope: ExpressionScope, node: ast.Assignment): Expression {
  const { binder } = scope
  const listed = scope.clause === 'field list' && scope.aggregates !== null
  if (!listed || scope.scope.environment.outer !== null) {
    throw binder.unsupported('Assignment to a user variable (:=) in this place', node.span)
  }
  const value = scope.bind(node.value)
  const name = node.variable.name.toLowerCase()
  const call = callFunction(binder, assignmentFunction(name), [value], node.span)
  if (call.type.kind !== 'null') binder.assigned.set(name, call.type)
  return call
}

const conditional: ReadonlySet<string> = new Set(['IF', 'IFNULL', 'COALESCE', 'NULLIF'])

/**
 * Refuses assignments that are made only where a condition says so: operands are evaluated together here, so that they would
 * all happen. CASE and IF evaluate one branch alone.
 */
export function refuseConditionalAssignment(
  binder: Binder,
  expression: Expression,
  span: Span,
): void {
  const operands = operandsOf(expression)
  const isConditional =
    expression.kind === 'and' ||
    expression.kind === 'or' ||
    (expression.kind === 'call' && conditional.has(expression.function.name))
  if (isConditional && operands.slice(1).some(hasSideEffect)) {
    throw binder.unsupported('Assignment to a user variable (:=) under a condition', span)
  }
  for (const operand of operands) refuseConditionalAssignment(binder, operand, span)
}
