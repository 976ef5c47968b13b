import { columnOrdinal, isUniqueByColumns } from '../catalog/definition.ts'
import { conjuncts } from './build-expression.ts'
import type { ColumnId, Expression } from './expression.ts'
import { isColumnFree } from './expression-walk.ts'
import type { LogicalOperator } from './logical-plan.ts'
import type { Relation } from './scope.ts'

/**
 * The columns that have one value per group, beside the grouped ones: those of a table whose primary key, or unique key
 * without NULLs, is determined; those that WHERE or an inner join equates with a constant or with a determined column
 * (reference manual, "Detection of Functional Dependence").
 */
export function determinedColumns(
  keys: readonly Expression[],
  relations: readonly Relation[],
  input: LogicalOperator,
): ReadonlySet<ColumnId> {
  const determined = new Set<ColumnId>()
  for (const key of keys) if (key.kind === 'column') determined.add(key.column)
  const equations = equationsOf(input)
  for (let size = -1; size !== determined.size; ) {
    size = determined.size
    for (const equation of equations) spread(equation, determined)
    for (const relation of relations) {
      if (hasDeterminedKey(relation, determined)) {
        for (const column of relation.columns) determined.add(column.id)
      }
    }
  }
  return determined
}

interface Equation {
  readonly column: ColumnId
  /** `null`: equal to a value that is the same for every row. */
  readonly other: ColumnId | null
}

function spread({ column, other }: Equation, determined: Set<ColumnId>): void {
  if (other === null || determined.has(other)) determined.add(column)
  else if (determined.has(column)) determined.add(other)
}

function equationsOf(operator: LogicalOperator): Equation[] {
  switch (operator.kind) {
    case 'filter':
      return [...operator.predicates.flatMap(equationOf), ...equationsOf(operator.input)]
    case 'join': {
      const left = equationsOf(operator.left)
      if (operator.type !== 'inner') return operator.type === 'left' ? left : []
      const on = operator.residual.flatMap(equationOf)
      return [...on, ...left, ...equationsOf(operator.right)]
    }
    default:
      return []
  }
}

/** An equality of bare columns, or of one with a value; anything converted may equate many values with one. */
function equationOf(predicate: Expression): Equation[] {
  return conjuncts(predicate).flatMap((part): Equation[] => {
    if (part.kind !== 'call' || part.function.name !== '=') return []
    const [left, right] = part.args
    if (left.kind === 'column' && right.kind === 'column') {
      return [{ column: left.column, other: right.column }]
    }
    if (left.kind === 'column' && isColumnFree(right)) return [{ column: left.column, other: null }]
    if (right.kind === 'column' && isColumnFree(left))
      return [{ column: right.column, other: null }]
    return []
  })
}

function hasDeterminedKey(relation: Relation, determined: ReadonlySet<ColumnId>): boolean {
  if (relation.table === null) return false
  const { table } = relation.table
  return table.indexes.some(
    (index) =>
      isUniqueByColumns(index) &&
      index.columns.every(({ column: id }) => {
        const ordinal = columnOrdinal(table, id)
        return !table.columns[ordinal].nullable && determined.has(relation.columns[ordinal].id)
      }),
  )
}
