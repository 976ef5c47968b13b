import { SqlError } from '../base/errors.ts'
import { findScalarFunction } from '../functions/registry.ts'
import type * as ast from '../sql/index.ts'
import { isCharsetName } from '../sql/index.ts'
import { hasMembers, isBit, type SqlType, types } from '../types/sql-type.ts'
import { compare } from './bind-comparison.ts'
import {
  call,
  callFunction,
  caseBranch,
  caseOf,
  condition,
  constant,
  isNull,
  not,
} from './build-expression.ts'
import { castTo } from './cast.ts'
import { collationOf, sqlTypeOf, unknownCollation } from './data-type.ts'
import { widened } from './exact-quotient.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { hasSideEffect } from './expression-walk.ts'

/** Constructs with a syntax of their own, each put into calls, casts and cases. */

/** `x IS [NOT] NULL | UNKNOWN | TRUE | FALSE`: never NULL itself. */
export function bindIs(scope: ExpressionScope, node: ast.IsTest): Expression {
  const operand = scope.bind(node.operand)
  if (node.test === 'null' || node.test === 'unknown') {
    const input = node.test === 'null' ? operand : condition(operand)
    return node.negated ? not(isNull(input)) : isNull(input)
  }
  const truth = condition(operand)
  const when = node.test === 'true' ? truth : not(truth)
  const [yes, no] = node.negated ? [0, 1] : [1, 0]
  return caseOf([caseBranch(when, constant(yes, types.truth))], constant(no, types.truth))
}

export function bindLike(scope: ExpressionScope, node: ast.LikeTest): Expression {
  const args = [node.operand, node.pattern]
  if (node.escape !== null) args.push(node.escape)
  const bound = args.map((arg) => scope.bind(arg))
  const like = call(scope.binder, 'LIKE', bound, node.span)
  return node.negated ? not(like) : like
}

export function bindRegexp(scope: ExpressionScope, node: ast.RegexpTest): Expression {
  const args = [scope.bind(node.operand), scope.bind(node.pattern)]
  const matches = optionalCall(scope, 'REGEXP_LIKE', args, 'REGEXP', node)
  return node.negated ? not(matches) : matches
}

/** `a SOUNDS LIKE b` is SOUNDEX(a) = SOUNDEX(b). */
export function bindSoundsLike(scope: ExpressionScope, node: ast.SoundsLikeTest): Expression {
  const [left, right] = [node.left, node.right].map((side) =>
    call(scope.binder, 'SOUNDEX', [scope.bind(side)], side.span),
  )
  return call(scope.binder, '=', [left, right], node.span)
}

export function bindMemberOf(scope: ExpressionScope, node: ast.MemberOfTest): Expression {
  const args = [scope.bind(node.value), scope.bind(node.array)]
  return call(scope.binder, 'MEMBER OF', args, node.span)
}

/** XOR has no short cut: both sides count, and NULL makes NULL. */
export function bindXor(scope: ExpressionScope, node: ast.LogicalExpression): Expression {
  const zero = constant(0, types.truth)
  const truths = node.operands.map((operand) =>
    call(scope.binder, '<>', [condition(scope.bind(operand)), zero], operand.span),
  )
  return truths.reduce((left, right) => call(scope.binder, '<>', [left, right], node.span))
}

/** A simple CASE compares its operand with each WHEN; the operand is repeated, so it must not be volatile. */
export function bindCase(scope: ExpressionScope, node: ast.CaseExpression): Expression {
  const operand = node.operand === null ? null : scope.bind(node.operand)
  if (operand !== null && hasSideEffect(operand) && node.branches.length > 1) {
    throw scope.binder.unsupported('Assignment to a user variable (:=) in this place', node.span)
  }
  const branches = node.branches.map((branch) => {
    const test = scope.bind(branch.when)
    const when =
      operand === null
        ? condition(test)
        : compare(scope.binder, '=', operand, test, branch.when.span)
    return caseBranch(when, scope.bind(branch.result))
  })
  return caseOf(branches, node.otherwise === null ? null : scope.bind(node.otherwise))
}

export function bindCast(scope: ExpressionScope, node: ast.CastExpression): Expression {
  const type = castType(node.type, scope.binder.context.sql)
  const input = scope.bind(node.operand)
  // CAST AS CHAR and BINARY without a length keep all of the text; with one they cut, which is CHAR's own business.
  const target =
    type.kind === 'text'
      ? { ...type, name: 'varchar' as const }
      : type.kind === 'bytes' && type.length === null
        ? types.blob
        : type
  const hasDigits = target.kind === 'decimal' || target.kind === 'double'
  return castTo(hasDigits ? widened(input) : input, target, 'explicit')
}

/** The types that CAST takes; UUID, BOOLEAN and the sizes of integers and texts go beyond MySQL's. */
function castType(declared: ast.DataType, sql: string | undefined): SqlType {
  const type = sqlTypeOf(declared, { sql })
  if (!hasMembers(type) && !isBit(type)) return type
  const message = `CAST AS ${declared.name.toUpperCase()}: MySQL has no such cast`
  throw new SqlError('syntax', message, { span: declared.span, sql })
}

export function bindConvertCharset(scope: ExpressionScope, node: ast.ConvertCharset): Expression {
  const input = scope.bind(node.operand)
  if (!isCharsetName(node.charset.toLowerCase())) {
    const message = `Unknown character set: '${node.charset}'`
    throw scope.binder.error('unknown_charset', message, node.span)
  }
  if (node.charset === 'binary') return castTo(input, types.blob, 'explicit')
  return castTo(input, types.text, 'explicit')
}

export function bindCollate(scope: ExpressionScope, node: ast.CollateExpression): Expression {
  const collation = collationOf(node.collation)
  if (collation === undefined)
    throw unknownCollation(node.collation, node.span, scope.binder.context.sql)
  const input = scope.bind(node.operand)
  const type = { ...types.text, collation }
  return { kind: 'cast', input, mode: 'explicit', type, nullable: input.nullable, collates: true }
}

export function bindTrim(scope: ExpressionScope, node: ast.TrimExpression): Expression {
  const name = { both: 'TRIM', leading: 'LTRIM', trailing: 'RTRIM' }[node.side]
  const args = [node.source]
  if (node.removed !== null) args.push(node.removed)
  const bound = args.map((arg) => scope.bind(arg))
  return call(scope.binder, name, bound, node.span)
}

export function bindExtract(scope: ExpressionScope, node: ast.ExtractExpression): Expression {
  const name = node.unit.toUpperCase()
  return optionalCall(scope, name, [scope.bind(node.source)], `EXTRACT(${name} FROM …)`, node)
}

/** `a -> path` and `a ->> path`. */
export function bindJsonArrow(scope: ExpressionScope, node: ast.JsonArrow): Expression {
  const args = [scope.bind(node.operand), scope.bind(node.path)]
  const extracted = optionalCall(scope, 'JSON_EXTRACT', args, '->', node)
  return node.unquote ? optionalCall(scope, 'JSON_UNQUOTE', [extracted], '->>', node) : extracted
}

/**
 * `date ± INTERVAL value unit`. The unit decides the type of the result, so each has its function: `DATE_ADD DAY` and so on,
 * of the date and the number.
 */
export function bindIntervalSum(
  scope: ExpressionScope,
  operator: '+' | '-',
  date: ast.Expression,
  interval: ast.IntervalExpression,
  node: ast.Expression,
): Expression {
  const verb = operator === '+' ? 'DATE_ADD' : 'DATE_SUB'
  const unit = interval.unit.toUpperCase()
  const args = [scope.bind(date), scope.bind(interval.value)]
  return optionalCall(scope, `${verb} ${unit}`, args, `INTERVAL … ${unit}`, node)
}

/** TIMESTAMPADD(unit, …) and TIMESTAMPDIFF(unit, …): a function per unit, as for intervals. */
export function bindUnitCall(
  scope: ExpressionScope,
  node: ast.FunctionCall,
  { unit }: ast.UnitArgument,
): Expression {
  const name = `${node.name} ${unit}`.toUpperCase()
  const args = node.args.slice(1).map((arg) => scope.bind(arg))
  return optionalCall(scope, name, args, name, node)
}

function optionalCall(
  scope: ExpressionScope,
  name: string,
  args: readonly Expression[],
  construct: string,
  node: ast.Expression,
): Expression {
  const definition = findScalarFunction(name)
  if (definition === undefined) throw scope.binder.unsupported(construct, node.span)
  return callFunction(scope.binder, definition, args, node.span)
}
