import { comparableType } from '../functions/comparison.ts'
import {
  aggregateFunctionNames,
  findAggregateFunction,
  findScalarFunction,
  findWindowFunction,
  scalarFunctionNames,
  windowFunctionNames,
} from '../functions/registry.ts'
import type * as ast from '../sql/index.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import { bindAggregate } from './bind-aggregate.ts'
import { compare } from './bind-comparison.ts'
import { bindGroupingCall } from './bind-grouping-call.ts'
import { bindWindowCall } from './bind-window-call.ts'
import { callFunction, caseBranch, caseOf, condition, constant } from './build-expression.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { hasSideEffect } from './expression-walk.ts'
import { didYouMean } from './suggestion.ts'

/** A call by name: aggregate or scalar. */
export function bindFunctionCall(scope: ExpressionScope, node: ast.FunctionCall): Expression {
  const name = node.name.toUpperCase()
  if (node.over !== null || findWindowFunction(name) !== undefined) {
    return bindWindowCall(scope, node, name)
  }
  const { functions } = scope.binder.context
  const aggregate = findAggregateFunction(name) ?? functions?.aggregate(name)
  if (aggregate !== undefined) return bindAggregate(scope, node, aggregate)
  if (name === 'GROUPING') return bindGroupingCall(scope, node)
  const sets = name === 'LAST_INSERT_ID' && node.args.length === 1
  const definition =
    findScalarFunction(sets ? 'LAST_INSERT_ID :=' : name) ?? functions?.scalar(name)
  if (definition === undefined) throw unknownFunction(scope, node)
  if (node.distinct || node.star || node.orderBy.length > 0 || node.filter !== null) {
    throw scope.binder.error('wrong_arguments', `${name} is not an aggregate function`, node.span)
  }
  const args = node.args.map((arg) => scope.bind(arg))
  if (name === 'IF' && args.length === 3 && args.some(hasSideEffect)) {
    // A branch that assigns is evaluated only where it is taken, as those of CASE are.
    return caseOf([caseBranch(condition(args[0]), args[1])], args[2])
  }
  if (
    name === 'NULLIF' &&
    args.length === 2 &&
    isConvertedForComparison(args[0].type, args[1].type)
  ) {
    return bindNullIf(scope, args[0], args[1], node)
  }
  return callFunction(scope.binder, definition, args, node.span)
}

/** Whether a value would be of another type, or show other digits, after it has been compared. */
function isConvertedForComparison(type: SqlType, other: SqlType): boolean {
  const compared = comparableType(type, other)
  if (compared.kind === 'integer') return false
  if (compared.kind === 'text' && type.kind === 'text') {
    return compared.collation !== type.collation
  }
  return JSON.stringify(compared) !== JSON.stringify(type)
}

/** NULLIF yields its first argument as it was; like in MySQL, it is evaluated once more than it is compared. */
function bindNullIf(
  scope: ExpressionScope,
  first: Expression,
  second: Expression,
  { span }: ast.FunctionCall,
): Expression {
  if (hasSideEffect(first)) {
    throw scope.binder.unsupported('Assignment to a user variable (:=) in this place', span)
  }
  const same = compare(scope.binder, '=', first, second, span)
  return caseOf([caseBranch(same, constant(null, types.null))], first)
}

function unknownFunction(scope: ExpressionScope, node: ast.FunctionCall) {
  const { name } = node
  const shown = writtenName(scope, node)
  const database = node.database?.name ?? scope.binder.context.catalog.currentDatabase
  const qualified = database === null ? shown : `${database}.${shown}`
  const hint = didYouMean(name, [
    ...scalarFunctionNames(),
    ...aggregateFunctionNames(),
    ...windowFunctionNames(),
    ...(scope.binder.context.functions?.names() ?? []),
  ])
  const message = `FUNCTION ${qualified} does not exist${hint}`
  return scope.binder.error('unknown_function', message, node.span)
}

/** The name with the letters that were written; the parser folds them. */
function writtenName({ binder }: ExpressionScope, { name, database, span }: ast.FunctionCall) {
  const text = binder.context.sql.slice(span.start, span.end)
  const at = text.toLowerCase().indexOf(name, database?.name.length ?? 0)
  return at < 0 ? name : text.slice(at, at + name.length)
}
