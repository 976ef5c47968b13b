import { SqlError } from '../base/errors.ts'
import type { SqlValue } from '../types/value.ts'
import { type Json, parseJson } from './json-document.ts'
import { type JsonPath, selectJson } from './json-path.ts'

/** What JSON_TABLE makes of a document: rows of `width` values. */
export interface JsonTableSpec {
  readonly width: number
  /** The parts of the document that a row is made of each. */
  readonly path: JsonPath
  readonly columns: readonly JsonTableColumn[]
}

/** `at`: the place of the column in the row. */
export type JsonTableColumn =
  | { readonly kind: 'ordinality'; readonly at: number }
  | {
      readonly kind: 'exists'
      readonly at: number
      readonly path: JsonPath
      readonly yes: SqlValue
      readonly no: SqlValue
    }
  | {
      readonly kind: 'path'
      readonly at: number
      readonly name: string
      readonly path: JsonPath
      /** Throws where the part does not fit the column. */
      readonly read: (value: Json) => SqlValue
      readonly onEmpty: JsonTableFallback
      readonly onError: JsonTableFallback
    }
  | {
      readonly kind: 'nested'
      readonly path: JsonPath
      readonly columns: readonly JsonTableColumn[]
    }

/** A value of the column, or an error. */
export type JsonTableFallback = { readonly value: SqlValue } | 'error'

type Row = SqlValue[]

/**
 * The rows of a document (reference manual, "JSON Table Functions"). Nested paths that stand side by side add their rows one after the other,
 * each with NULLs for the others; where none of them finds anything there is one row with NULLs for all.
 *
 * Throws `json_text` where the text is no JSON, and what columns with ERROR ON EMPTY or ERROR ON ERROR say.
 */
export function jsonTableRows({ width, path, columns }: JsonTableSpec, text: string): Row[] {
  const rows: Row[] = []
  const empty = new Array<SqlValue>(width).fill(null)
  addRows(selectJson(readDocument(text), path), columns, empty, rows)
  return rows
}

function readDocument(text: string): Json {
  try {
    return parseJson(text)
  } catch (cause) {
    if (!(cause instanceof SqlError)) throw cause
    const message = `${cause.message} (argument 1 of JSON_TABLE)`
    throw new SqlError(cause.code, message, { cause })
  }
}

/** Adds the rows of the parts that a path has found. `base` has the values of the columns around. */
function addRows(
  parts: readonly Json[],
  columns: readonly JsonTableColumn[],
  base: Row,
  rows: Row[],
): void {
  parts.forEach((part, i) => {
    const row = base.slice()
    for (const column of columns) {
      if (column.kind !== 'nested') row[column.at] = columnValue(column, part, i + 1)
    }
    const before = rows.length
    for (const column of columns) {
      if (column.kind === 'nested')
        addRows(selectJson(part, column.path), column.columns, row, rows)
    }
    if (rows.length === before) rows.push(row)
  })
}

function columnValue(
  column: Exclude<JsonTableColumn, { kind: 'nested' }>,
  part: Json,
  ordinal: number,
): SqlValue {
  if (column.kind === 'ordinality') return ordinal
  const found = selectJson(part, column.path)
  if (column.kind === 'exists') return found.length > 0 ? column.yes : column.no
  if (found.length === 0) {
    if (column.onEmpty !== 'error') return column.onEmpty.value
    throw new SqlError('json_missing', `Missing value for JSON_TABLE column '${column.name}'`)
  }
  try {
    return column.read(column.path.isMany && found.length > 1 ? found : found[0])
  } catch (error) {
    if (column.onError === 'error' || !(error instanceof SqlError)) throw error
    return column.onError.value
  }
}
