import { SqlError } from '../../base/errors.ts'
import type { ColumnDefault, ColumnDefinition } from '../../catalog/definition.ts'
import { castValue } from '../../functions/cast.ts'
import { sqlTypeOf } from '../../plan/data-type.ts'
import { literalValue } from '../../plan/literal.ts'
import type * as ast from '../../sql/index.ts'
import { printExpressionText } from '../../sql/index.ts'
import { isBit, isYear, type SqlType } from '../../types/sql-type.ts'
import { refuse } from './refuse.ts'
import { rowExpressionText } from './row-expression-text.ts'

/** A column as CREATE TABLE and ALTER TABLE declare it; its key, its checks and what it references are the table's. */
export function columnDefinition(
  column: ast.ColumnDefinition,
  id: number,
  sql: string,
): ColumnDefinition {
  const span = column.span
  refuse(column.invisible, 'INVISIBLE columns', span, sql)
  const type = sqlTypeOf(column.type, { sql, column: column.name.name })
  const integral = type.kind === 'integer' && !isBit(type) && !isYear(type)
  if (column.autoIncrement && !integral) {
    const message = `Incorrect column specifier for column '${column.name.name}': AUTO_INCREMENT wants an integer`
    throw new SqlError('bad_specifier', message, { span, sql })
  }
  if (column.generated !== null && (column.default ?? column.onUpdate ?? column.autoIncrement)) {
    const message = `Incorrect usage of DEFAULT, ON UPDATE or AUTO_INCREMENT and generated column '${column.name.name}'`
    throw new SqlError('wrong_combination', message, { span, sql })
  }
  const nullable = column.nullable ?? (column.key !== 'primary' && !column.autoIncrement)
  return {
    id,
    name: column.name.name,
    type,
    nullable,
    default: columnDefault(column, type, nullable, sql),
    onUpdate: onUpdateDigits(column, type, sql),
    generated: column.generated && {
      sql: rowExpressionText(column.generated.expression),
      stored: column.generated.stored,
    },
    autoIncrement: column.autoIncrement,
    comment: column.comment ?? '',
  }
}

export function columnDefault(
  { default: given, name }: Pick<ast.ColumnDefinition, 'default' | 'name'>,
  type: SqlType,
  nullable: boolean,
  sql: string,
): ColumnDefault | null {
  if (given === null) return null
  if (given.kind !== 'literal') return { kind: 'expression', sql: printExpressionText(given) }
  const { type: from, value } = literalValue(given, sql)
  if (value === null && !nullable) {
    throw invalidDefault(name.name, given.span, sql)
  }
  try {
    const cast = castValue(value, from, type, { mode: 'assignment', target: name.name })
    return { kind: 'constant', value: cast }
  } catch (cause) {
    throw invalidDefault(name.name, given.span, sql, cause)
  }
}

function invalidDefault(name: string, span: ast.Literal['span'], sql: string, cause?: unknown) {
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  return new SqlError('bad_definition', `Invalid default value for '${name}'${reason}`, {
    span,
    sql,
    cause,
  })
}

/** ON UPDATE CURRENT_TIMESTAMP under any of its names, whose digits must be those of the column. */
function onUpdateDigits(
  { onUpdate, name }: ast.ColumnDefinition,
  type: SqlType,
  sql: string,
): number | null {
  if (onUpdate === null) return null
  const now = /^(?:current_timestamp|now|localtime|localtimestamp)(?:\((\d*)\))?$/iu.exec(
    printExpressionText(onUpdate),
  )
  const digits = Number(now?.[1] || 0)
  const isMoment = type.kind === 'datetime' || type.kind === 'timestamp'
  if (now === null || !isMoment || (type.fsp !== null && digits !== type.fsp)) {
    const message = `Invalid ON UPDATE clause for '${name.name}' column`
    throw new SqlError('invalid_on_update', message, { span: onUpdate.span, sql })
  }
  return digits
}
