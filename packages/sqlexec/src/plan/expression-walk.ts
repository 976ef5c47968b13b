import type { ColumnId, CorrelatedColumn, Expression } from './expression.ts'

/** The direct operands of an expression, in order. The plan of a subquery is none of them. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'constant':
    case 'parameter':
      return none
    case 'call':
    case 'and':
    case 'or':
      return expression.args
    case 'cast':
    case 'not':
    case 'is-null':
      return [expression.input]
    case 'in':
      return [expression.input, ...expression.list]
    case 'case': {
      const operands = expression.branches.flatMap((branch) => [branch.when, branch.then])
      return expression.otherwise === null ? operands : [...operands, expression.otherwise]
    }
    case 'subquery':
      return [...expression.operands, ...expression.correlated].map(({ value }) => value)
  }
}

const none: readonly Expression[] = []

/**
 * The expression with `change` applied to each direct operand; the same object where none changed. Types stay: `change`
 * must answer expressions of the operands' types.
 */
export function mapOperands(
  expression: Expression,
  change: (operand: Expression) => Expression,
): Expression {
  switch (expression.kind) {
    case 'column':
    case 'constant':
    case 'parameter':
      return expression
    case 'call':
    case 'and':
    case 'or': {
      const args = mapSame(expression.args, change)
      return args === expression.args ? expression : { ...expression, args }
    }
    case 'cast':
    case 'not':
    case 'is-null': {
      const input = change(expression.input)
      return input === expression.input ? expression : { ...expression, input }
    }
    case 'in': {
      const input = change(expression.input)
      const list = mapSame(expression.list, change)
      if (input === expression.input && list === expression.list) return expression
      return { ...expression, input, list }
    }
    case 'case': {
      const branches = mapSame(expression.branches, (branch) => {
        const when = change(branch.when)
        const then = change(branch.then)
        return when === branch.when && then === branch.then ? branch : { when, then }
      })
      const otherwise = expression.otherwise === null ? null : change(expression.otherwise)
      if (branches === expression.branches && otherwise === expression.otherwise) return expression
      return { ...expression, branches, otherwise }
    }
    case 'subquery': {
      const rebind = (item: CorrelatedColumn) => {
        const value = change(item.value)
        return value === item.value ? item : { ...item, value }
      }
      const operands = mapSame(expression.operands, rebind)
      const correlated = mapSame(expression.correlated, rebind)
      if (operands === expression.operands && correlated === expression.correlated) {
        return expression
      }
      return { ...expression, operands, correlated }
    }
  }
}

/** `items.map(change)`, but the same array where no item changed. */
export function mapSame<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let changed: T[] | null = null
  for (let i = 0; i < items.length; i++) {
    const item = change(items[i])
    if (item !== items[i] && changed === null) changed = items.slice(0, i)
    changed?.push(item)
  }
  return changed ?? items
}

/** Whether `test` holds for the expression or anything within it. */
export function someExpression(
  expression: Expression,
  test: (part: Expression) => boolean,
): boolean {
  return test(expression) || operandsOf(expression).some((operand) => someExpression(operand, test))
}

/** Adds the columns that the expression speaks of. */
export function collectColumns(expression: Expression, into: Set<ColumnId>): void {
  if (expression.kind === 'column') into.add(expression.column)
  for (const operand of operandsOf(expression)) collectColumns(operand, into)
}

export function columnsOf(...expressions: readonly Expression[]): Set<ColumnId> {
  const columns = new Set<ColumnId>()
  for (const expression of expressions) collectColumns(expression, columns)
  return columns
}

/** Whether the value is the same for every row of an execution. */
export function isColumnFree(expression: Expression): boolean {
  return !someExpression(expression, dependsOnRow)
}

/** A correlated subquery runs per row, whatever it is correlated with. */
function dependsOnRow(part: Expression): boolean {
  if (part.kind === 'subquery') return part.correlated.length > 0
  return part.kind === 'column' || isVolatileCall(part)
}

export function isVolatile(expression: Expression): boolean {
  return someExpression(expression, isVolatileCall)
}

function isVolatileCall(part: Expression): boolean {
  return part.kind === 'call' && part.function.volatile === true
}

/** The expression with columns replaced by what `replacement` answers; `undefined` keeps a column. */
export function replaceColumns(
  expression: Expression,
  replacement: (column: ColumnId) => Expression | undefined,
): Expression {
  if (expression.kind === 'column') return replacement(expression.column) ?? expression
  return mapOperands(expression, (operand) => replaceColumns(operand, replacement))
}

/** Whether evaluating it changes the session, so that it has to happen, once per row and in the order of the rows. */
export function hasSideEffect(expression: Expression): boolean {
  return someExpression(
    expression,
    (part) => part.kind === 'call' && part.function.sideEffect === true,
  )
}
