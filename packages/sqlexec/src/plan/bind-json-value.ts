import { castValue } from '../functions/cast.ts'
import { type Fallback, jsonValueFunction } from '../functions/json-value-function.ts'
import type * as ast from '../sql/index.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import { callFunction } from './build-expression.ts'
import { sqlTypeOf } from './data-type.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { literalValue } from './literal.ts'

/** JSON_VALUE(document, path RETURNING type …): text without a type, NULL where neither ON EMPTY nor ON ERROR says otherwise. */
export function bindJsonValue(scope: ExpressionScope, node: ast.JsonValue): Expression {
  const { binder } = scope
  const { sql } = binder.context
  const returning = node.returning === null ? types.text : sqlTypeOf(node.returning, { sql })
  const definition = jsonValueFunction(
    node.path.value,
    returning,
    fallbackOf(scope, node.onEmpty, returning),
    fallbackOf(scope, node.onError, returning),
  )
  return callFunction(binder, definition, [scope.bind(node.document)], node.span)
}

function fallbackOf(
  { binder }: ExpressionScope,
  fallback: ast.JsonFallback | null,
  returning: SqlType,
): Fallback {
  if (fallback?.kind === 'error') return fallback
  if (fallback?.kind !== 'default') return { kind: 'value', value: null }
  const { value, type } = literalValue(fallback.value, binder.context.sql)
  return { kind: 'value', value: castValue(value, type, returning, { mode: 'assignment' }) }
}
