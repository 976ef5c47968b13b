import {
  aggregateFunctionNames,
  findAggregateFunction,
  findScalarFunction,
  findWindowFunction,
  scalarFunctionNames,
  windowFunctionNames,
} from '../functions/registry.ts'
import type * as ast from '../sql/index.ts'
import { bindAggregate } from './bind-aggregate.ts'
import { bindGroupingCall } from './bind-grouping-call.ts'
import { bindWindowCall } from './bind-window-call.ts'
import { callFunction, caseBranch, caseOf, condition } from './build-expression.ts'
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
  return callFunction(scope.binder, definition, args, node.span)
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
