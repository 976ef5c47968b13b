import type { ColumnDefinition } from '../catalog/definition.ts'
import { parseExpressionText } from '../sql/index.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { Binder } from './binder.ts'
import { constant } from './build-expression.ts'
import { castTo, nullOf } from './cast.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import { type QueryBinder, Scope, topEnvironment } from './scope.ts'

/**
 * What a row gets that does not name the column: its DEFAULT, NULL where it may be NULL or counts itself up (AUTO_INCREMENT
 * makes a number of NULL). `null`: there is none.
 */
export function defaultOf(
  binder: Binder,
  column: ColumnDefinition,
  bindQuery: QueryBinder,
): Expression | null {
  // It is computed when the row is whole.
  if (column.generated !== null) return nullOf(column.type)
  if (column.default === null) {
    // An ENUM that may not be NULL begins with its first member (reference manual, "Data Type Default Values").
    if (column.type.kind === 'enum' && !column.nullable) return constant(1, column.type)
    return column.nullable || column.autoIncrement ? nullOf(column.type) : null
  }
  if (column.default.kind === 'constant') return constant(column.default.value, column.type)
  const { sql } = column.default
  // Spans within a default count in its own text, and none of its literals is a parameter of the statement.
  const context = { ...binder.context, sql, parameterTypes: [], parameterCount: 0 }
  const own = new Binder(context)
  const scope = new Scope([], [], topEnvironment(bindQuery))
  const expression = new ExpressionBinder(own, scope, 'field list').bind(parseExpressionText(sql))
  const value = expression.type.kind === 'null' ? nullOf(types.null) : expression
  return castTo(value, column.type, 'assignment', column.name)
}

/**
 * What IGNORE puts in place of a missing or NULL value: zero, or nothing of it (reference manual, "Data Type Default Values"). NULL
 * for dates, since there is no date of zeros.
 */
export function implicitDefault(type: SqlType): SqlValue {
  switch (type.kind) {
    case 'text':
      return ''
    case 'bytes':
      return new Uint8Array(type.name === 'binary' || type.name === 'uuid' ? (type.length ?? 1) : 0)
    case 'json':
      return 'null'
    case 'enum':
      return 1
    case 'null':
    case 'date':
    case 'datetime':
    case 'timestamp':
      return null
    default:
      return 0
  }
}
