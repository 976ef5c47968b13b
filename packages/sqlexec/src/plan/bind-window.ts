import type * as ast from '../sql/index.ts'
import { bindFrame } from './bind-frame.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { isColumnFree } from './expression-walk.ts'
import type { SortKey, WindowFrame } from './logical-plan.ts'
import { orderKey } from './order-key.ts'

/** What a window function looks at. Keys that are the same for every row are left out. */
export interface BoundWindow {
  readonly partition: readonly Expression[]
  readonly order: readonly SortKey[]
  readonly frame: WindowFrame
}

const unnamed = '<unnamed window>'

/** `OVER name` or `OVER (…)`. */
export function bindWindow(
  scope: ExpressionScope,
  node: ast.WindowSpecification | ast.WindowReference,
): BoundWindow {
  const { binder } = scope
  const windows = scope.windows!
  if (node.kind === 'window') return bindSpecification(scope, node, unnamed)
  const { name, window } = windows.find(binder, node.name)
  return bindSpecification(scope, window, name.name)
}

/** A specification takes over the partition and the order of the window it builds on, and may add what that one lacks. */
function bindSpecification(
  scope: ExpressionScope,
  node: ast.WindowSpecification,
  name: string,
): BoundWindow {
  const chain = scope.windows!.chain(scope.binder, node)
  checkInheritance(scope, node, name, chain)
  const specifications = [node, ...chain.map(({ window }) => window)]
  const partitionBy = specifications.at(-1)!.partitionBy
  const orderBy = specifications.find((each) => each.orderBy.length > 0)?.orderBy ?? []
  const partitionScope = scope.withinWindow('window partition by')
  const partition = partitionBy.map((key) => {
    refusePosition(scope, key, name)
    return partitionScope.bind(key)
  })
  const orderScope = scope.withinWindow('window order by')
  const order = orderBy.map((item) => {
    refusePosition(scope, item.expression, name)
    const { node: _, ...key } = orderKey(item, orderScope.bind(item.expression))
    return key
  })
  const frame = bindFrame(scope, node.frame, order, name)
  return {
    partition: partition.filter((key) => !isColumnFree(key)),
    // A RANGE frame looks at its key, whatever that is.
    order: frame.rangeKey === null ? order.filter((key) => !isColumnFree(key.expression)) : order,
    frame,
  }
}

function checkInheritance(
  { binder }: ExpressionScope,
  node: ast.WindowSpecification,
  name: string,
  chain: readonly ast.NamedWindow[],
): void {
  let child = node
  let childName = name
  for (const { name: base, window } of chain) {
    if (child.partitionBy.length > 0) {
      const message = 'A window which depends on another cannot define partitioning.'
      throw binder.error('window_partition_inherited', message, child.span)
    }
    if (window.frame !== null) {
      const message = `Window '${base.name}' has a frame definition, so cannot be referenced by another window.`
      throw binder.error('window_frame_inherited', message, child.span)
    }
    if (child.orderBy.length > 0 && window.orderBy.length > 0) {
      const message = `Window '${childName}' cannot inherit '${base.name}' since both contain an ORDER BY clause.`
      throw binder.error('window_order_inherited', message, child.span)
    }
    child = window.orderBy.length > 0 ? window : { ...window, orderBy: child.orderBy }
    childName = base.name
  }
}

/** Elsewhere an integer literal points into the select list; here it would be a constant, which nobody means. */
function refusePosition({ binder }: ExpressionScope, key: ast.Expression, name: string): void {
  if (key.kind !== 'literal' || key.type !== 'integer') return
  const message = `Window '${name}': ORDER BY or PARTITION BY uses legacy position indication which is not supported, use expression.`
  throw binder.error('window_position', message, key.span)
}
