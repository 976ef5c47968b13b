import type { AggregateCall, Expression } from './expression.ts'
import { mapSame } from './expression-walk.ts'
import type { LogicalOperator, LogicalStatement } from './logical-plan.ts'
import { join } from './operators.ts'

/** The operators that an operator reads. */
export function inputsOf(operator: LogicalOperator): readonly LogicalOperator[] {
  switch (operator.kind) {
    case 'scan':
    case 'values':
      return []
    case 'join':
      return [operator.left, operator.right]
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
      return operator
    case 'join': {
      const left = change(operator.left)
      const right = change(operator.right)
      if (left === operator.left && right === operator.right) return operator
      return join(operator.type, left, right, operator.residual, operator.equalities)
    }
    case 'project':
    case 'aggregate': {
      const input = change(operator.input)
      return input === operator.input ? operator : { ...operator, input }
    }
    default: {
      const input = change(operator.input)
      return input === operator.input ? operator : { ...operator, input, columns: input.columns }
    }
  }
}

/** The operator, not its inputs, with `change` applied to each of its expressions. */
export function mapExpressions(
  operator: LogicalOperator,
  change: (expression: Expression) => Expression,
): LogicalOperator {
  switch (operator.kind) {
    case 'scan':
      return { ...operator, filters: mapSame(operator.filters, change) }
    case 'values':
      return { ...operator, rows: mapSame(operator.rows, (row) => mapSame(row, change)) }
    case 'filter':
      return { ...operator, predicates: mapSame(operator.predicates, change) }
    case 'project':
      return { ...operator, expressions: mapSame(operator.expressions, change) }
    case 'join':
      return {
        ...operator,
        equalities: operator.equalities.map(({ left, right }) => ({
          left: change(left),
          right: change(right),
        })),
        residual: mapSame(operator.residual, change),
      }
    case 'aggregate':
      return {
        ...operator,
        keys: mapSame(operator.keys, change),
        aggregates: operator.aggregates.map(
          (call): AggregateCall => ({ ...call, args: mapSame(call.args, change) }),
        ),
      }
    case 'sort':
      return {
        ...operator,
        keys: operator.keys.map((key) => ({ ...key, expression: change(key.expression) })),
      }
    case 'limit':
      return {
        ...operator,
        limit: operator.limit === null ? null : change(operator.limit),
        offset: operator.offset === null ? null : change(operator.offset),
      }
    case 'distinct':
      return operator
  }
}

/** The statement with `change` applied to the operator that it reads. */
export function mapRoot(
  statement: LogicalStatement,
  change: (root: LogicalOperator) => LogicalOperator,
): LogicalStatement {
  if (statement.kind === 'query') return { ...statement, root: change(statement.root) }
  return { ...statement, source: change(statement.source) }
}
