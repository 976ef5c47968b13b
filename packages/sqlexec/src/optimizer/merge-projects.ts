import type { ColumnId, Expression } from '../plan/expression.ts'
import { hasSideEffect, isVolatile, operandsOf, replaceColumns } from '../plan/expression-walk.ts'
import type { LogicalOperator, ProjectOperator } from '../plan/logical-plan.ts'
import { mapInputs } from '../plan/operator-walk.ts'

/**
 * A Project over a Project becomes one, where nothing would be computed twice; a Project that only leaves out columns goes,
 * where it stands below an operator that picks its columns itself.
 */
export function mergeProjects(root: LogicalOperator): LogicalOperator {
  const operator = mapInputs(root, mergeProjects)
  switch (operator.kind) {
    case 'project':
      return mergeInput(operator)
    case 'join':
    case 'aggregate':
      return mapInputs(operator, withoutNarrowing)
    default:
      return operator
  }
}

function withoutNarrowing(operator: LogicalOperator): LogicalOperator {
  return operator.kind === 'project' && isNarrowing(operator) ? operator.input : operator
}

/** Every expression is a column of the input under its own id. */
function isNarrowing({ columns, expressions }: ProjectOperator): boolean {
  return expressions.every(
    (expression, i) => expression.kind === 'column' && expression.column === columns[i].id,
  )
}

function mergeInput(outer: ProjectOperator): LogicalOperator {
  const inner = outer.input
  if (inner.kind !== 'project') return outer
  const uses = new Map<ColumnId, number>()
  for (const expression of outer.expressions) countUses(expression, uses)
  const definitions = new Map<ColumnId, Expression>()
  for (const [i, expression] of inner.expressions.entries()) {
    const { id } = inner.columns[i]
    const isSimple = expression.kind === 'column' || expression.kind === 'constant'
    const count = uses.get(id) ?? 0
    if (!isSimple && (count > 1 || (count === 1 && isVolatile(expression)))) return outer
    if (hasSideEffect(expression)) return outer
    definitions.set(id, expression)
  }
  const expressions = outer.expressions.map((expression) =>
    replaceColumns(expression, (column) => definitions.get(column)),
  )
  return mergeInput({ ...outer, input: inner.input, expressions })
}

function countUses(expression: Expression, uses: Map<ColumnId, number>): void {
  if (expression.kind === 'column') {
    uses.set(expression.column, (uses.get(expression.column) ?? 0) + 1)
  }
  for (const operand of operandsOf(expression)) countUses(operand, uses)
}
