import { type ErrorCode, SqlError } from '../../base/errors.ts'
import type { ColumnDefinition, IndexDefinition } from '../../catalog/definition.ts'
import { bindRowExpression } from '../../plan/bind-row-expression.ts'
import { columnsOf } from '../../plan/expression-walk.ts'
import { rowColumns } from '../../plan/row-rules.ts'
import type * as ast from '../../sql/index.ts'
import { parseExpressionText } from '../../sql/index.ts'

/** A table whose generated columns are looked at. */
export interface GeneratingTable {
  readonly name: string
  readonly columns: readonly ColumnDefinition[]
  readonly indexes: readonly IndexDefinition[]
}

/**
 * Throws where a generated column cannot be computed from the columns that there are: those of its row, and of generated ones only
 * those before it.
 */
export function assertGeneratedColumns(
  table: GeneratingTable,
  span: ast.CreateTable['span'],
  sql: string,
): void {
  const { columns, indexes, name } = table
  const fail = (code: ErrorCode, message: string) => {
    throw new SqlError(code, message, { span, sql })
  }
  const row = { columns: rowColumns({ columns }) }
  const primary = indexes.find((index) => index.primary)
  for (const [ordinal, column] of columns.entries()) {
    if (column.generated === null) continue
    const { sql: text, stored } = column.generated
    if (!stored && primary?.columns.some(({ column: id }) => id === column.id)) {
      const action = 'Defining a virtual generated column as primary key'
      fail('generated_action', `'${action}' is not supported for generated columns.`)
    }
    for (const used of columnsOf(boundText(text, row, column.name, name, span, sql))) {
      if (columns[used].generated !== null && used >= ordinal) {
        const message = 'Generated column can refer only to generated columns defined prior to it.'
        fail('generated_order', message)
      }
      if (columns[used].autoIncrement) {
        const message = `Generated column '${column.name}' cannot refer to auto-increment column.`
        fail('generated_auto_increment', message)
      }
    }
  }
}

/** Places within the stored text mean nothing in the statement. */
function boundText(
  text: string,
  row: Parameters<typeof bindRowExpression>[1],
  column: string,
  table: string,
  span: ast.CreateTable['span'],
  sql: string,
) {
  try {
    const place = { kind: 'generated', name: column, table } as const
    return bindRowExpression(parseExpressionText(text), row, place, text)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    throw new SqlError(error.code, error.message, { span, sql, cause: error })
  }
}
