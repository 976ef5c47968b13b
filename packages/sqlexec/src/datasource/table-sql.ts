import { SqlError } from '../base/errors.ts'
import { shown } from '../base/shown.ts'
import { parseStatement, printName, printString, printTypeText } from '../sql/index.ts'

/** A column as the adapter declares it. */
export interface AdapterColumn {
  readonly name: string
  /** A type of the mapping (`int64`, `string`, `time` …), or any SQL type (`decimal(10,2)`). */
  readonly type: string
  readonly primary?: boolean
  /** Default false: the column is NOT NULL. */
  readonly nullable?: boolean
  readonly unique?: boolean
  readonly default?: null | boolean | number | bigint | string | Date | Uint8Array
  readonly autoIncrement?: boolean
}

/** A table as the adapter declares it. */
export interface AdapterTable {
  readonly name: string
  readonly columns: readonly AdapterColumn[]
}

/**
 * The names of the type mapping whose SQL spelling is another, or would mean something else: `time` is an instant here, and
 * `binary` has no fixed length.
 */
const mappedTypes: ReadonlyMap<string, string> = new Map([
  ['int64', 'bigint'],
  ['int32', 'int'],
  ['float64', 'double'],
  ['float32', 'float'],
  ['string', 'varchar'],
  ['bytes', 'blob'],
  ['binary', 'blob'],
  ['time', 'datetime'],
])

const columnKeys = ['name', 'type', 'primary', 'nullable', 'unique', 'default', 'autoIncrement']

/**
 * The CREATE TABLE of a table that the adapter declares.
 *
 * @throws SqlError `wrong_usage`
 */
export function createTableSql(table: AdapterTable): string {
  const columns: unknown = table?.columns
  if (!Array.isArray(columns) || columns.length === 0) {
    throw new SqlError('wrong_usage', 'a table wants { name, columns } and at least one column')
  }
  const lines = columns.map((column: AdapterColumn, i) => columnSql(column, `columns[${i}]`))
  const primary = columns.filter((column: AdapterColumn) => column.primary)
  if (primary.length > 0) {
    const names = primary.map(({ name }: AdapterColumn) => printName(name))
    lines.push(`PRIMARY KEY (${names.join(', ')})`)
  }
  return `CREATE TABLE ${tableName(table.name)} (\n  ${lines.join(',\n  ')}\n)`
}

/** A table's name as SQL writes it. */
export function tableName(name: unknown): string {
  if (typeof name === 'string' && name !== '') return printName(name)
  throw new SqlError('wrong_usage', `a table's name is a text, not ${shown(name)}`)
}

function columnSql(column: AdapterColumn, at: string): string {
  if (typeof column !== 'object' || column === null) {
    throw new SqlError('wrong_usage', `${at} wants { name, type }`)
  }
  for (const [key, value] of Object.entries(column)) {
    if (!columnKeys.includes(key)) {
      const message = `${at}.${key}: no such key; there are ${columnKeys.join(', ')}`
      throw new SqlError('wrong_usage', message)
    }
    const isFlag = key !== 'name' && key !== 'type' && key !== 'default'
    if (isFlag && value !== undefined && typeof value !== 'boolean') {
      throw new SqlError('wrong_usage', `${at}.${key} is true or false`)
    }
  }
  const { name, type, primary, nullable, unique, default: given, autoIncrement } = column
  if (typeof name !== 'string' || name === '') {
    throw new SqlError('wrong_usage', `${at}.name wants a column's name`)
  }
  if (primary && nullable) {
    throw new SqlError('wrong_usage', `${at}: a primary key cannot be nullable`)
  }
  const parts = [printName(name), sqlTypeText(type, `${at}.type`), nullable ? 'NULL' : 'NOT NULL']
  if (given !== undefined) parts.push(`DEFAULT ${literalSql(given, `${at}.default`)}`)
  if (autoIncrement) parts.push('AUTO_INCREMENT')
  if (unique) parts.push('UNIQUE')
  return parts.join(' ')
}

/** A type as SQL writes it, of the mapping or of SQL. Nothing but a type passes. */
function sqlTypeText(type: unknown, at: string): string {
  if (typeof type !== 'string' || type.trim() === '') {
    throw new SqlError('wrong_usage', `${at} wants the name of a type`)
  }
  const mapped = mappedTypes.get(type.trim().toLowerCase())
  if (mapped !== undefined) return mapped
  const wrong = (cause?: unknown) =>
    new SqlError('wrong_usage', `${at}: '${type}' is not a type`, { cause })
  try {
    const { statement } = parseStatement(`CREATE TABLE t (c ${type})`)
    if (statement.kind !== 'create_table' || statement.columns.length !== 1) throw wrong()
    const [column] = statement.columns
    const whole = column.span.end === column.type.span.end
    if (!whole || statement.constraints.length > 0) throw wrong()
    return printTypeText(column.type)
  } catch (error) {
    throw error instanceof SqlError && error.code === 'syntax' ? wrong(error) : error
  }
}

function literalSql(value: unknown, at: string): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'TRUE' : 'FALSE'
    case 'bigint':
      return String(value)
    case 'number':
      if (Number.isFinite(value)) return String(value)
      break
    case 'string':
      return printString(value)
    case 'object':
      if (value === null) return 'NULL'
      if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`
      if (value instanceof Date && !Number.isNaN(value.getTime())) {
        return printString(value.toISOString().replace('T', ' ').slice(0, -1))
      }
  }
  throw new SqlError(
    'wrong_usage',
    `${at} is null, a boolean, a finite number, a text, a Date or bytes`,
  )
}
