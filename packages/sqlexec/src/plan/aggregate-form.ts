import type { AggregateFunction } from '../functions/aggregate-function.ts'
import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import type { AggregateOrder } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'

/** What may stand within the parentheses of an aggregate besides its arguments. */

/** Throws where a call has what its function does not take. */
export function checkForm(
  { binder }: ExpressionScope,
  node: ast.FunctionCall,
  definition: AggregateFunction,
): void {
  const { name, ordered = false, withinGroup = false, takesNulls = false } = definition
  const wrong = (message: string) => binder.error('wrong_arguments', message, node.span)
  if (node.star && name !== 'COUNT') throw wrong(`${name}(*) means nothing; name a column`)
  if (node.separator !== null && name !== 'GROUP_CONCAT') throw wrong(`${name} takes no SEPARATOR`)
  if (withinGroup) {
    if (node.orderBy.length > 0 && !node.withinGroup) {
      throw wrong(`the ORDER BY of ${name} stands behind it, in WITHIN GROUP (ORDER BY …)`)
    }
    if (node.orderBy.length > 1) throw wrong(`${name} sorts by one key`)
  } else if (node.orderBy.length > 0 && !ordered) {
    throw wrong(`${name} does not depend on the order of the rows, so it takes no ORDER BY`)
  }
  if (node.filter !== null && takesNulls) {
    throw binder.unsupported(`FILTER with ${name}`, node.span)
  }
}

/** Names under which the second argument of GROUP_CONCAT is its separator. */
const withSeparator: ReadonlySet<string> = new Set(['string_agg', 'listagg'])

function separatorNode({ name, args }: ast.FunctionCall): ast.Expression | undefined {
  return withSeparator.has(name) && args.length === 2 ? args[1] : undefined
}

/** The arguments that are values. WITHIN GROUP names the values of a percentile. */
export function valueNodes(node: ast.FunctionCall): readonly ast.Expression[] {
  if (separatorNode(node) !== undefined) return node.args.slice(0, 1)
  const isPercentile = node.name.startsWith('percentile_')
  return node.withinGroup && isPercentile
    ? [...node.args, ...node.orderBy.map(({ expression }) => expression)]
    : node.args
}

/** The keys of the ORDER BY; a number is the position of an argument. */
export function orderNodes(
  { binder }: ExpressionScope,
  node: ast.FunctionCall,
): readonly ast.Expression[] {
  return node.orderBy.map(({ expression }) => {
    if (expression.kind !== 'literal' || expression.type !== 'integer') return expression
    const arg = node.args[Number(expression.value) - 1]
    if (arg !== undefined) return arg
    const message = `Unknown column '${String(expression.value)}' in 'order clause'`
    throw binder.error('unknown_column', message, expression.span)
  })
}

export function sortingOf({ descending, nulls }: ast.OrderItem): AggregateOrder {
  return { descending, nullsFirst: nulls === null ? !descending : nulls === 'first' }
}

/** The text between the values; `null`: not said. */
export function separatorOf(binder: Binder, node: ast.FunctionCall): string | null {
  const given = separatorNode(node)
  if (given === undefined) return node.separator
  if (given.kind !== 'literal' || given.type !== 'string') {
    const message = `the separator of ${node.name.toUpperCase()} is a string that stands in the statement`
    throw binder.error('wrong_arguments', message, given.span)
  }
  return given.value
}
