import type { AggregateFunction } from '../functions/aggregate-function.ts'
import { findAggregateFunction, findWindowFunction } from '../functions/registry.ts'
import type { WindowFunction } from '../functions/window-function.ts'
import type * as ast from '../sql/index.ts'
import { filterArguments } from './bind-aggregate.ts'
import { bindWindow } from './bind-window.ts'
import { castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { isColumnFree, someExpression } from './expression-walk.ts'

/** A call with OVER: it becomes a column of a Window operator of its SELECT. */
export function bindWindowCall(
  scope: ExpressionScope,
  node: ast.FunctionCall,
  name: string,
): Expression {
  const { binder, windows } = scope
  const aggregate = findAggregateFunction(name) ?? binder.context.functions?.aggregate(name)
  const definition = findWindowFunction(name) ?? aggregate
  if (definition === undefined) {
    throw binder.error('syntax', `${name} is not a window function`, node.span)
  }
  if (node.over === null) {
    throw binder.error('syntax', `${name} is a window function and needs OVER`, node.span)
  }
  if (windows === null) throw misplaced(scope, node)
  if (aggregate?.notOverWindows) throw binder.unsupported(`${name} over a window`, node.span)
  checkForm(scope, node, name, aggregate !== undefined)
  const inner = scope.withinWindow(null)
  const bound = node.args.map((arg) => inner.bind(arg))
  const given = node.filter === null ? bound : filterArguments(inner, node, bound)
  const resolved = definition.resolve(given.map((arg) => arg.type))
  if (typeof resolved === 'string') throw binder.error('wrong_arguments', resolved, node.span)
  const args = given.map((arg, i) => castTo(arg, resolved.args[i]))
  if (aggregate === undefined) {
    checkCount(scope, node, definition as WindowFunction, given)
  }
  const window = bindWindow(scope, node.over)
  const call = {
    function: definition,
    args,
    orderCount: window.order.length,
    frame: window.frame,
    ignoreNulls: node.nulls === 'ignore',
    fromLast: node.from === 'last',
    type: resolved.type,
    nullable: mayBeNull(aggregate, args, resolved.mayBeNull === true),
  }
  const text = binder.context.sql.slice(node.span.start, node.span.end)
  return windows.add(binder, { call, partition: window.partition, order: window.order }, text)
}

function mayBeNull(
  aggregate: AggregateFunction | undefined,
  args: readonly Expression[],
  besides: boolean,
): boolean {
  if (aggregate !== undefined) return aggregate.ofNothing === undefined
  if (besides) return true
  return args.some((arg) => arg.nullable)
}

function misplaced({ binder, clause }: ExpressionScope, node: ast.FunctionCall) {
  if (clause === 'window partition by' || clause === 'window order by') {
    const message =
      "You cannot nest a window function in the specification of window '<unnamed window>'."
    return binder.error('nested_window', message, node.span)
  }
  const message = `You cannot use the window function '${node.name}' in this context.`
  return binder.error('window_function_use', message, node.span)
}

const nullTreating: ReadonlySet<string> = new Set([
  'LAG',
  'LEAD',
  'FIRST_VALUE',
  'LAST_VALUE',
  'NTH_VALUE',
])

function checkForm(
  { binder }: ExpressionScope,
  node: ast.FunctionCall,
  name: string,
  isAggregate: boolean,
): void {
  if (node.distinct && isAggregate) {
    throw binder.unsupported(`DISTINCT in the window function ${name}`, node.span)
  }
  if (node.orderBy.length > 0 || node.separator !== null) {
    throw binder.unsupported(`ORDER BY within the window function ${name}`, node.span)
  }
  const refuse = (what: string) =>
    binder.error('wrong_arguments', `${name} takes no ${what}`, node.span)
  if (node.star && name !== 'COUNT') throw refuse('*')
  if (node.distinct) throw refuse('DISTINCT')
  if (node.filter !== null && !isAggregate) throw refuse('FILTER')
  if (node.nulls !== null && !nullTreating.has(name)) throw refuse('IGNORE NULLS or RESPECT NULLS')
  if (node.from !== null && name !== 'NTH_VALUE') throw refuse('FROM FIRST or FROM LAST')
}

/** The argument that counts rows must be a whole number that is known before the rows are. Its value is checked when the plan runs. */
function checkCount(
  { binder }: ExpressionScope,
  node: ast.FunctionCall,
  { countArgument }: WindowFunction,
  args: readonly Expression[],
): void {
  if (countArgument < 0 || countArgument >= args.length) return
  const count = args[countArgument]
  const isFixed = isColumnFree(count) && !someExpression(count, ({ kind }) => kind === 'subquery')
  if (!isFixed || (count.type.kind !== 'integer' && count.type.kind !== 'null')) {
    const message = `Incorrect arguments to ${node.name}`
    throw binder.error('wrong_parameter_count', message, node.args[countArgument].span)
  }
}
