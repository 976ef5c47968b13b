import {
  type ColumnDefinition,
  columnOrdinal,
  type TableDefinition,
} from '../../catalog/definition.ts'
import { formatValue } from '../../functions/format-value.ts'
import { integerDigits, type SqlType } from '../../types/sql-type.ts'
import { typeName } from '../../types/type-name.ts'
import type { SqlValue } from '../../types/value.ts'
import { charsetOf } from '../variables/character-sets.ts'
import { columnsOf, columnTypes } from './virtual-table.ts'

const { name, text, count, words } = columnTypes

/** The columns of COLUMNS. */
export const columnColumns: Readonly<Record<string, SqlType>> = {
  ...columnsOf(name, 'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME'),
  ORDINAL_POSITION: count,
  COLUMN_DEFAULT: text,
  IS_NULLABLE: name,
  DATA_TYPE: text,
  ...columnsOf(count, 'CHARACTER_MAXIMUM_LENGTH CHARACTER_OCTET_LENGTH'),
  ...columnsOf(count, 'NUMERIC_PRECISION NUMERIC_SCALE DATETIME_PRECISION'),
  ...columnsOf(name, 'CHARACTER_SET_NAME COLLATION_NAME'),
  COLUMN_TYPE: text,
  COLUMN_KEY: name,
  ...columnsOf(words, 'EXTRA PRIVILEGES'),
  ...columnsOf(text, 'COLUMN_COMMENT GENERATION_EXPRESSION'),
  SRS_ID: count,
}

export function columnRow(
  schema: string,
  definition: TableDefinition,
  column: ColumnDefinition,
): SqlValue[] {
  const { type } = column
  const collation = type.kind === 'text' ? type.collation : null
  return [
    'def',
    schema,
    definition.name,
    column.name,
    columnOrdinal(definition, column.id) + 1,
    defaultText(column),
    column.nullable ? 'YES' : 'NO',
    dataType(type),
    ...characterLengths(type),
    ...numericDigits(type),
    fractionDigits(type),
    collation === null ? null : charsetOf(collation),
    collation,
    typeName(type),
    keyOf(definition, column),
    extraOf(column),
    'select,insert,update,references',
    column.comment,
    column.generated?.sql ?? '',
    null,
  ]
}

/** The name of a type without its lengths and signs. */
function dataType(type: SqlType): string {
  return typeName(type).replace(/[ (].*$/u, '')
}

const longestBytes: Readonly<Record<string, number | undefined>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 4_294_967_295,
  tinyblob: 255,
  blob: 65_535,
  mediumblob: 16_777_215,
  longblob: 4_294_967_295,
}

/** Characters and bytes at most. */
function characterLengths(type: SqlType): [SqlValue, SqlValue] {
  if (type.kind !== 'text' && type.kind !== 'bytes') return [null, null]
  const { length } = type
  if (length === null) {
    const most = longestBytes[type.name] ?? 4_294_967_295
    return [most, most]
  }
  return [length, type.kind === 'text' ? length * 4 : length]
}

/** Digits in all and behind the point. */
function numericDigits(type: SqlType): [SqlValue, SqlValue] {
  switch (type.kind) {
    case 'boolean':
      return [1, 0]
    case 'integer':
      return [type.bits === 64 && !type.unsigned ? 19 : integerDigits(type.bits), 0]
    case 'decimal':
      return [type.precision, type.scale]
    case 'float':
      return [12, null]
    case 'double':
      return [22, null]
    default:
      return [null, null]
  }
}

function fractionDigits(type: SqlType): SqlValue {
  if (type.kind !== 'datetime' && type.kind !== 'timestamp' && type.kind !== 'time') return null
  return type.fsp ?? 3
}

/** PRI, UNI or MUL as MySQL marks a column. */
function keyOf(definition: TableDefinition, { id }: ColumnDefinition): string {
  const leading = definition.indexes.filter((index) => index.columns[0].column === id)
  const primary = definition.indexes.find((index) => index.primary)
  if (primary?.columns.some(({ column }) => column === id)) return 'PRI'
  if (leading.some((index) => index.unique && index.columns.length === 1)) return 'UNI'
  return leading.length > 0 ? 'MUL' : ''
}

function defaultText({ default: given, type }: ColumnDefinition): string | null {
  if (given === null) return null
  if (given.kind === 'expression') return momentText(given.sql) ?? given.sql
  return given.value === null ? null : formatValue(given.value, type)
}

/** NOW() under all of its names as MySQL shows it, and as clients look for it; `null` for other expressions. */
function momentText(sql: string): string | null {
  const now = /^(?:current_timestamp|now|localtime|localtimestamp)\((\d*)\)$/iu.exec(sql)
  if (now === null) return null
  return now[1] === '' ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${now[1]})`
}

function extraOf(column: ColumnDefinition): string {
  const { autoIncrement, default: given, onUpdate, generated } = column
  if (autoIncrement) return 'auto_increment'
  if (generated !== null) return generated.stored ? 'STORED GENERATED' : 'VIRTUAL GENERATED'
  const words = given?.kind === 'expression' ? ['DEFAULT_GENERATED'] : []
  if (onUpdate !== null) {
    words.push(`on update CURRENT_TIMESTAMP${onUpdate === 0 ? '' : `(${onUpdate})`}`)
  }
  return words.join(' ')
}
