import type { Span } from '../base/errors.ts'
import { type Json, parseJson } from '../functions/json-document.ts'
import { type JsonPath, parseJsonPath } from '../functions/json-path.ts'
import { jsonReader } from '../functions/json-scalar.ts'
import type { JsonTableColumn, JsonTableFallback } from '../functions/json-table.ts'
import type * as ast from '../sql/index.ts'
import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { Binder } from './binder.ts'
import { castTo } from './cast.ts'
import { sqlTypeOf } from './data-type.ts'
import type { Expression } from './expression.ts'
import { literalValue } from './literal.ts'
import type { JsonTableOperator, OutputColumn } from './logical-plan.ts'
import { singleRow } from './operators.ts'

/** JSON_TABLE over a document; `document` may speak of tables to the left, as LATERAL does. */
export function bindJsonTable(
  binder: Binder,
  node: ast.JsonTable,
  document: Expression,
): JsonTableOperator {
  const columns: OutputColumn[] = []
  const spec = {
    path: bindPath(binder, node.path, node.span),
    columns: bindColumns(binder, node.columns, node.span, columns),
  }
  const { kind } = document.type
  const text = kind === 'json' || kind === 'text' ? document : castTo(document, types.json)
  return {
    kind: 'json-table',
    name: node.alias?.name ?? '',
    input: singleRow(),
    outer: false,
    document: text,
    table: { ...spec, width: columns.length },
    columns,
  }
}

/** Appends the output columns in the order of the text. */
function bindColumns(
  binder: Binder,
  nodes: readonly ast.JsonTableColumn[],
  span: Span,
  columns: OutputColumn[],
): JsonTableColumn[] {
  return nodes.map((node): JsonTableColumn => {
    if (node.kind === 'path') return bindPathColumn(binder, node, columns)
    if (node.kind === 'ordinality') {
      const at = columns.push(binder.column(node.name.name, ordinalType, true)) - 1
      return { kind: 'ordinality', at }
    }
    const path = bindPath(binder, node.path, span)
    return { kind: 'nested', path, columns: bindColumns(binder, node.columns, span, columns) }
  })
}

const ordinalType: SqlType = { kind: 'integer', bits: 32, unsigned: true }

type PathColumn = Extract<ast.JsonTableColumn, { kind: 'path' }>

function bindPathColumn(
  binder: Binder,
  node: PathColumn,
  columns: OutputColumn[],
): JsonTableColumn {
  const { name, span } = node.name
  const type = sqlTypeOf(node.type, { sql: binder.context.sql, column: name })
  const at = columns.push(binder.column(name, type, true)) - 1
  const path = bindPath(binder, node.path, span)
  const read = jsonReader(type, name)
  if (node.exists) {
    const [no, yes] = ['0', '1'].map((digit) => read(parseJson(digit)))
    return { kind: 'exists', at, path, yes, no }
  }
  const fallback = (given: ast.JsonFallback | null): JsonTableFallback => {
    if (given === null || given.kind === 'null') return { value: null }
    return given.kind === 'error' ? 'error' : { value: defaultValue(binder, given.value, read) }
  }
  const onEmpty = fallback(node.onEmpty)
  return { kind: 'path', at, name, path, read, onEmpty, onError: fallback(node.onError) }
}

/** The text of DEFAULT is JSON, and is stored as what a path finds is. */
function defaultValue(
  binder: Binder,
  literal: ast.Literal,
  read: (value: Json) => SqlValue,
): SqlValue {
  const { value } = literalValue(literal, binder.context.sql)
  try {
    return read(typeof value === 'string' ? parseJson(value) : parseJson(String(value)))
  } catch (error) {
    const reason = error instanceof Error ? `: ${error.message}` : ''
    throw binder.error('incorrect_value', `Invalid default value${reason}`, literal.span)
  }
}

function bindPath(binder: Binder, text: string, span: Span): JsonPath {
  try {
    return parseJsonPath(text)
  } catch (error) {
    throw binder.error('json_path', (error as Error).message, span)
  }
}
