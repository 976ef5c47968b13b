import type { ColumnId, Expression } from '../../plan/expression.ts'
import { hasSideEffect, isVolatile } from '../../plan/expression-walk.ts'
import { emitExpression } from '../compile/expression.ts'
import type { ColumnProvider } from '../compile/row-scope.ts'
import type { Step } from '../pipeline.ts'

/**
 * Names expressions as columns. Each is computed where it is first used, and not at all where it is not; but where one changes the
 * session, all that may see the change are computed here in their order.
 */
export function projectStep(
  columns: readonly { readonly id: ColumnId; readonly expression: Expression }[],
): Step {
  const computed = columns.filter(
    ({ id, expression }) => expression.kind !== 'column' || expression.column !== id,
  )
  const ordered = computed.some(({ expression }) => hasSideEffect(expression))
    ? computed.filter(({ expression }) => isVolatile(expression))
    : []
  return {
    expressions: computed.map(({ expression }) => expression),
    emit(scope, _execution, consume) {
      const added = computed.map(({ id, expression }) => {
        const provider: ColumnProvider = (inner) => {
          const code = emitExpression(expression, inner)
          // A computed value is kept, a plain column is loaded where it is used.
          if (expression.kind === 'column' || code.isNull !== null) return code
          return { ...code, js: inner.builder.local(code.js) }
        }
        return [id, provider] as const
      })
      const inner = scope.with(added)
      for (const { id } of ordered) inner.column(id)
      consume(inner)
    },
  }
}
