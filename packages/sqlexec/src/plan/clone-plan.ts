import type { ColumnId, Expression } from './expression.ts'
import { mapOperands } from './expression-walk.ts'
import type { LogicalOperator, OutputColumn } from './logical-plan.ts'
import { inputsOf, mapExpressions, mapInputs } from './operator-walk.ts'

/** Gives out column ids that a plan does not have yet. */
export class FreshColumns {
  private next: ColumnId

  constructor(root: LogicalOperator) {
    this.next = highestId(root) + 1
  }

  like({ name, type, nullable }: Omit<OutputColumn, 'id'>): OutputColumn {
    return { id: this.next++, name, type, nullable }
  }
}

/** The highest id of any column, those of subqueries included. */
function highestId(operator: LogicalOperator): ColumnId {
  let highest = -1
  const note = (id: ColumnId) => {
    if (id > highest) highest = id
  }
  for (const column of operator.columns) note(column.id)
  for (const input of inputsOf(operator)) note(highestId(input))
  mapExpressions(operator, (expression) => noteSubqueries(expression, note))
  return highest
}

function noteSubqueries(expression: Expression, note: (id: ColumnId) => void): Expression {
  if (expression.kind === 'subquery') {
    note(highestId(expression.plan))
    for (const { column } of [...expression.operands, ...expression.correlated]) note(column)
  }
  return mapOperands(expression, (operand) => noteSubqueries(operand, note))
}

/** A copy of a plan with columns of its own, so that both can stand in one plan, and what each column became. */
export function clonePlan(
  root: LogicalOperator,
  fresh: FreshColumns,
): { readonly plan: LogicalOperator; readonly columns: ReadonlyMap<ColumnId, OutputColumn> } {
  const columns = new Map<ColumnId, OutputColumn>()
  return { plan: cloneOperator(root, fresh, columns), columns }
}

function cloneOperator(
  operator: LogicalOperator,
  fresh: FreshColumns,
  columns: Map<ColumnId, OutputColumn>,
): LogicalOperator {
  const above = mapInputs(operator, (input) => cloneOperator(input, fresh, columns))
  const renamed = mapExpressions(above, (expression) => renameColumns(expression, columns))
  const own = operator.columns.map((column) => {
    const known = columns.get(column.id)
    if (known !== undefined) return { ...column, id: known.id }
    const copy = fresh.like(column)
    columns.set(column.id, copy)
    return copy
  })
  if (renamed.kind === 'scan') {
    // Filters speak of the scan's own columns, which are known only now.
    const filters = renamed.filters.map((expression) => renameColumns(expression, columns))
    const rowId = renamed.rowId === null ? null : columns.get(renamed.rowId)!.id
    return { ...renamed, columns: own, filters, rowId }
  }
  if (renamed.kind === 'lateral') {
    // So does the condition of the columns that the subquery adds.
    const on = renamed.on.map((expression) => renameColumns(expression, columns))
    return { ...renamed, columns: own, on }
  }
  return { ...renamed, columns: own }
}

function renameColumns(
  expression: Expression,
  columns: ReadonlyMap<ColumnId, OutputColumn>,
): Expression {
  if (expression.kind === 'column') {
    const copy = columns.get(expression.column)
    return copy === undefined ? expression : { ...expression, column: copy.id }
  }
  return mapOperands(expression, (operand) => renameColumns(operand, columns))
}
