import type { AggregateCall, Expression, SubqueryExpression } from './expression.ts'
import { mapSame, operandsOf, someExpression } from './expression-walk.ts'
import type { IndexAccess, LogicalOperator, LogicalStatement } from './logical-plan.ts'
import { join, lateralColumns } from './operators.ts'
import { mapSortKeys, mapWindowExpressions, windowExpressions } from './window-walk.ts'

/** The operators that an operator reads. */
export function inputsOf(operator: LogicalOperator): readonly LogicalOperator[] {
  switch (operator.kind) {
    case 'scan':
    case 'values':
    case 'working':
      return []
    case 'recursive':
      return [operator.anchor, operator.step]
    case 'join':
      return [operator.left, operator.right]
    case 'union':
      return operator.inputs
    default:
      return [operator.input]
  }
}

/** The operator with `change` applied to its inputs; `columns` follow where they are the input's. */
export function mapInputs(
  operator: LogicalOperator,
  change: (input: LogicalOperator) => LogicalOperator,
): LogicalOperator {
  switch (operator.kind) {
    case 'scan':
    case 'values':
    case 'working':
      return operator
    case 'recursive': {
      const anchor = change(operator.anchor)
      const step = change(operator.step)
      if (anchor === operator.anchor && step === operator.step) return operator
      return { ...operator, anchor, step }
    }
    case 'join': {
      const left = change(operator.left)
      const right = change(operator.right)
      if (left === operator.left && right === operator.right) return operator
      return join(operator.type, left, right, operator.residual, operator.equalities)
    }
    case 'json-table':
    case 'lateral': {
      const input = change(operator.input)
      if (input === operator.input) return operator
      return { ...operator, input, columns: [...input.columns, ...lateralColumns(operator)] }
    }
    case 'union': {
      const inputs = mapSame(operator.inputs, change)
      return inputs === operator.inputs ? operator : { ...operator, inputs }
    }
    case 'project':
    case 'aggregate': {
      const input = change(operator.input)
      return input === operator.input ? operator : { ...operator, input }
    }
    case 'window': {
      const input = change(operator.input)
      if (input === operator.input) return operator
      const own = operator.columns.slice(-operator.calls.length)
      return { ...operator, input, columns: [...input.columns, ...own] }
    }
    default: {
      const input = change(operator.input)
      return input === operator.input ? operator : { ...operator, input, columns: input.columns }
    }
  }
}

/** The operator, not its inputs, with `change` applied to each of its expressions; the same object where none changed. */
export function mapExpressions(
  operator: LogicalOperator,
  change: (expression: Expression) => Expression,
): LogicalOperator {
  switch (operator.kind) {
    case 'scan': {
      const filters = mapSame(operator.filters, change)
      const access = operator.access === null ? null : mapAccess(operator.access, change)
      if (filters === operator.filters && access === null) return operator
      return { ...operator, filters, access }
    }
    case 'values': {
      const rows = mapSame(operator.rows, (row) => mapSame(row, change))
      return rows === operator.rows ? operator : { ...operator, rows }
    }
    case 'filter': {
      const predicates = mapSame(operator.predicates, change)
      return predicates === operator.predicates ? operator : { ...operator, predicates }
    }
    case 'project': {
      const expressions = mapSame(operator.expressions, change)
      return expressions === operator.expressions ? operator : { ...operator, expressions }
    }
    case 'join': {
      const equalities = mapSame(operator.equalities, (pair) => {
        const left = change(pair.left)
        const right = change(pair.right)
        return left === pair.left && right === pair.right ? pair : { left, right }
      })
      const residual = mapSame(operator.residual, change)
      if (equalities === operator.equalities && residual === operator.residual) return operator
      return { ...operator, equalities, residual }
    }
    case 'aggregate': {
      const keys = mapSame(operator.keys, change)
      const aggregates = mapSame(operator.aggregates, (call): AggregateCall => {
        const args = mapSame(call.args, change)
        return args === call.args ? call : { ...call, args }
      })
      if (keys === operator.keys && aggregates === operator.aggregates) return operator
      return { ...operator, keys, aggregates }
    }
    case 'window':
      return mapWindowExpressions(operator, change)
    case 'sort': {
      const keys = mapSortKeys(operator.keys, change)
      return keys === operator.keys ? operator : { ...operator, keys }
    }
    case 'limit': {
      const limit = operator.limit === null ? null : change(operator.limit)
      const offset = operator.offset === null ? null : change(operator.offset)
      if (limit === operator.limit && offset === operator.offset) return operator
      return { ...operator, limit, offset }
    }
    case 'json-table': {
      const document = change(operator.document)
      return document === operator.document ? operator : { ...operator, document }
    }
    case 'lateral': {
      const subquery = change(operator.subquery) as SubqueryExpression
      const on = mapSame(operator.on, change)
      if (subquery === operator.subquery && on === operator.on) return operator
      return { ...operator, subquery, on }
    }
    case 'recursive': {
      const enough = operator.enough === null ? null : change(operator.enough)
      return enough === operator.enough ? operator : { ...operator, enough }
    }
    case 'distinct':
    case 'union':
    case 'working':
      return operator
  }
}

function mapAccess(
  access: IndexAccess,
  change: (expression: Expression) => Expression,
): IndexAccess {
  const { lower, upper } = access
  return {
    ...access,
    equal: mapSame(access.equal, change),
    lower: lower === null ? null : { ...lower, value: change(lower.value) },
    upper: upper === null ? null : { ...upper, value: change(upper.value) },
  }
}

/** The expressions of an operator, not those of its inputs. */
export function expressionsOf(operator: LogicalOperator): readonly Expression[] {
  switch (operator.kind) {
    case 'scan': {
      const { access, filters } = operator
      if (access === null) return filters
      const bounds = [access.lower, access.upper].flatMap((bound) =>
        bound === null ? [] : [bound.value],
      )
      return [...access.equal, ...bounds, ...filters]
    }
    case 'values':
      return operator.rows.flat()
    case 'filter':
      return operator.predicates
    case 'project':
      return operator.expressions
    case 'join':
      return [
        ...operator.equalities.flatMap(({ left, right }) => [left, right]),
        ...operator.residual,
      ]
    case 'aggregate':
      return [...operator.keys, ...operator.aggregates.flatMap((call) => call.args)]
    case 'window':
      return windowExpressions(operator)
    case 'sort':
      return operator.keys.map((key) => key.expression)
    case 'limit':
      return [operator.limit, operator.offset].filter((value) => value !== null)
    case 'json-table':
      return [operator.document]
    case 'lateral':
      return [operator.subquery, ...operator.on]
    case 'recursive':
      return operator.enough === null ? [] : [operator.enough]
    case 'distinct':
    case 'union':
    case 'working':
      return []
  }
}

/** Whether a subquery stands anywhere in the plan. */
export function hasSubqueries(root: LogicalOperator): boolean {
  const within = (part: Expression) => someExpression(part, ({ kind }) => kind === 'subquery')
  // Rows may be many: no list of all of their values.
  const own =
    root.kind === 'values'
      ? root.rows.some((row) => row.some(within))
      : expressionsOf(root).some(within)
  return own || inputsOf(root).some(hasSubqueries)
}

/** The subqueries in an operator's own expressions. */
export function subqueriesOf(operator: LogicalOperator): readonly SubqueryExpression[] {
  const found: SubqueryExpression[] = []
  const visit = (expression: Expression): void => {
    if (expression.kind === 'subquery') found.push(expression)
    for (const operand of operandsOf(expression)) visit(operand)
  }
  for (const expression of expressionsOf(operator)) visit(expression)
  return found
}

/** The statement with `change` applied to the operators that it reads. */
export function mapRoot(
  statement: LogicalStatement,
  change: (root: LogicalOperator) => LogicalOperator,
): LogicalStatement {
  if (statement.kind === 'query') {
    const { locks } = statement
    const root = change(statement.root)
    return locks
      ? { ...statement, root, locks: { ...locks, source: change(locks.source) } }
      : { ...statement, root }
  }
  if (statement.kind === 'export') return { ...statement, source: change(statement.source) }
  if (statement.kind === 'load') {
    const { insert } = statement
    return { ...statement, insert: { ...insert, source: change(insert.source) } }
  }
  const { returning } = statement
  const source = change(statement.source)
  if (returning === null) return { ...statement, source }
  return { ...statement, source, returning: { ...returning, root: change(returning.root) } }
}

/** What a statement reads. */
export function rootOf(logical: LogicalStatement): LogicalOperator {
  if (logical.kind === 'query') return logical.root
  return logical.kind === 'load' ? logical.insert.source : logical.source
}
