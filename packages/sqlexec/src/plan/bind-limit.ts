import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import { typeName } from '../types/type-name.ts'
import { bindUserVariable } from './bind-variable.ts'
import type { Binder } from './binder.ts'
import { constant } from './build-expression.ts'
import { castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import type { LogicalOperator } from './logical-plan.ts'
import { limit } from './operators.ts'

export function bindLimit(
  binder: Binder,
  input: LogicalOperator,
  node: ast.Limit | null,
): LogicalOperator {
  if (node === null) return input
  const count = node.count === null ? null : bindRowCount(binder, node.count)
  const offset = node.offset === null ? null : bindRowCount(binder, node.offset)
  return limit(input, count, offset)
}

/** LIMIT or OFFSET: a number, a parameter or a user variable. */
export function bindRowCount(binder: Binder, value: ast.LimitValue): Expression {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return constant(value, types.unsignedBigint)
  }
  const bound =
    value.kind === 'user_variable' ? bindUserVariable(binder, value) : parameter(binder, value)
  const { type } = bound
  if (type.kind !== 'integer') {
    const message = `LIMIT wants a whole number of rows, not a value of type ${typeName(type)}`
    throw binder.error('wrong_arguments', message, value.span)
  }
  return castTo(bound, types.bigint)
}

function parameter(binder: Binder, { index }: ast.Parameter): Expression {
  const type = binder.context.parameterTypes[index] ?? types.null
  return { kind: 'parameter', index, type, nullable: true }
}
