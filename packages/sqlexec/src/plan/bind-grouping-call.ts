import type * as ast from '../sql/index.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'

/** The result has a bit for each, and is exact as a JavaScript number. */
const maxArguments = 52

/** GROUPING(key, …) becomes a column of the Aggregate operator as aggregates do, once the keys are known. */
export function bindGroupingCall(scope: ExpressionScope, node: ast.FunctionCall): Expression {
  const { binder, aggregates } = scope
  if (aggregates === null) {
    throw binder.error('invalid_group', 'Invalid use of group function', node.span)
  }
  if (node.args.length === 0 || node.args.length > maxArguments) {
    const message = 'Incorrect parameter count in the call to native function GROUPING'
    throw binder.error('wrong_arguments', message, node.span)
  }
  const inner = scope.withoutCalls()
  const args = node.args.map((arg) => inner.bind(arg))
  const text = binder.context.sql.slice(node.span.start, node.span.end)
  return aggregates.addGrouping(binder, args, node, text)
}
