import {
  aggregateFunctionNames,
  findAggregateFunction,
  findScalarFunction,
  scalarFunctionNames,
} from '../functions/registry.ts'
import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import { callFunction, caseBranch, caseOf, condition, constant } from './build-expression.ts'
import { castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { didYouMean } from './suggestion.ts'

/** A call by name: aggregate or scalar. */
export function bindFunctionCall(scope: ExpressionScope, node: ast.FunctionCall): Expression {
  const name = node.name.toUpperCase()
  if (node.over !== null) throw scope.binder.unsupported('A window function', node.span)
  if (findAggregateFunction(name) !== undefined) return bindAggregate(scope, node, name)
  const definition = findScalarFunction(name)
  if (definition === undefined) throw unknownFunction(scope, node, name)
  if (node.distinct || node.star || node.orderBy.length > 0 || node.filter !== null) {
    throw scope.binder.error('wrong_arguments', `${name} is not an aggregate function`, node.span)
  }
  const args = node.args.map((arg) => scope.bind(arg))
  return callFunction(scope.binder, definition, args, node.span)
}

/** Aggregates of MySQL that are not there yet answer so, not that they are unknown. */
const laterAggregates: ReadonlySet<string> = new Set([
  'GROUP_CONCAT',
  'STD',
  'STDDEV',
  'STDDEV_POP',
  'STDDEV_SAMP',
  'VARIANCE',
  'VAR_POP',
  'VAR_SAMP',
  'BIT_AND',
  'BIT_OR',
  'BIT_XOR',
  'JSON_ARRAYAGG',
  'JSON_OBJECTAGG',
  'ANY_VALUE',
  'GROUPING',
])

function unknownFunction(scope: ExpressionScope, node: ast.FunctionCall, name: string) {
  if (laterAggregates.has(name)) return scope.binder.unsupported(`The function ${name}`, node.span)
  const database = node.database?.name ?? scope.binder.context.catalog.currentDatabase
  const qualified = database === null ? name : `${database}.${name}`
  const hint = didYouMean(name, [...scalarFunctionNames(), ...aggregateFunctionNames()])
  const message = `FUNCTION ${qualified} does not exist${hint}`
  return scope.binder.error('unknown_function', message, node.span)
}

/** An aggregate call becomes a column of the Aggregate operator that its SELECT will have. */
function bindAggregate(scope: ExpressionScope, node: ast.FunctionCall, name: string): Expression {
  const { binder, aggregates } = scope
  const definition = findAggregateFunction(name)!
  if (aggregates === null) {
    throw binder.error('invalid_group', 'Invalid use of group function', node.span)
  }
  if (node.orderBy.length > 0 || node.separator !== null) {
    throw binder.unsupported(`ORDER BY within ${name}`, node.span)
  }
  if (node.star && name !== 'COUNT') {
    throw binder.error('wrong_arguments', `${name}(*) means nothing; name a column`, node.span)
  }
  const inner = scope.withAggregates(null)
  const bound = node.args.map((arg) => inner.bind(arg))
  const filtered = node.filter === null ? bound : filterArgs(inner, node, bound)
  const resolved = definition.resolve(filtered.map((arg) => arg.type))
  if (typeof resolved === 'string') throw binder.error('wrong_arguments', resolved, node.span)
  const args = filtered.map((arg, i) => castTo(arg, resolved.args[i]))
  // A group has a row, so that only NULLs make NULL; without GROUP BY there may be no row.
  const nullable = name !== 'COUNT'
  const text = binder.context.sql.slice(node.span.start, node.span.end)
  return aggregates.add(
    binder,
    { function: definition, args, distinct: node.distinct, type: resolved.type, nullable },
    text,
  )
}

/** FILTER (WHERE c): a row that fails counts as NULL, which every aggregate passes over. */
function filterArgs(scope: ExpressionScope, node: ast.FunctionCall, args: readonly Expression[]) {
  const when = condition(scope.bind(node.filter!))
  const counted = node.star ? [constant(1, types.truth)] : args
  return counted.map((arg) => caseOf([caseBranch(when, arg)], null))
}
