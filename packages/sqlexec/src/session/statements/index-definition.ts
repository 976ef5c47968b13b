import { SqlError } from '../../base/errors.ts'
import type { ColumnDefinition, IndexDefinition } from '../../catalog/definition.ts'
import { findColumn, plainTable } from '../../catalog/definition.ts'
import { didYouMean } from '../../plan/suggestion.ts'
import type * as ast from '../../sql/index.ts'
import { refuse } from './refuse.ts'

/** The indexes of a table that is created, the primary key first. */
export function indexDefinitions(
  statement: ast.CreateTable,
  columns: readonly ColumnDefinition[],
  sql: string,
): IndexDefinition[] {
  const indexes: IndexDefinition[] = []
  const add = (index: IndexDefinition, span: ast.CreateTable['span']) => {
    if (index.primary && indexes.some(({ primary }) => primary)) {
      throw new SqlError('multiple_primary_keys', 'Multiple primary key defined', { span, sql })
    }
    if (indexes.some(({ name }) => name.toLowerCase() === index.name.toLowerCase())) {
      throw new SqlError('duplicate_index', `Duplicate key name '${index.name}'`, { span, sql })
    }
    indexes.push(index)
  }
  statement.columns.forEach((column, i) => {
    if (column.key === null) return
    const primary = column.key === 'primary'
    const name = primary ? 'PRIMARY' : freeName(column.name.name, indexes)
    const keyColumns = [{ column: columns[i].id, descending: false, prefix: null }]
    add({ name, kind: 'btree', unique: true, primary, columns: keyColumns }, column.span)
  })
  for (const constraint of statement.constraints) {
    if (constraint.kind !== 'index_definition') {
      continue
    }
    add(indexDefinition(constraint, columns, indexes, sql), constraint.span)
  }
  return indexes.sort((a, b) => Number(b.primary) - Number(a.primary))
}

/** A name that no other index of the table has. */
export function freeName(wanted: string, indexes: readonly IndexDefinition[]): string {
  const taken = new Set(indexes.map(({ name }) => name.toLowerCase()))
  let name = wanted
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}_${i}`
  return name
}

/** An index of a table of these columns and other indexes. */
export function indexDefinition(
  { type, name, parts, options, span }: ast.IndexDefinition,
  columns: readonly ColumnDefinition[],
  others: readonly IndexDefinition[],
  sql: string,
): IndexDefinition {
  if (type !== 'primary' && type !== 'unique' && type !== 'index') {
    refuse(true, `${type.toUpperCase()} indexes`, span, sql)
  }
  const using = options.using ?? 'btree'
  refuse(using !== 'btree' && using !== 'hash', `USING ${using.toUpperCase()}`, span, sql)
  const table = { ...plainTable, id: 0, name: '', columns }
  const seen = new Set<number>()
  const keyColumns = parts.map((part) => {
    const { expression } = part
    if (expression.kind !== 'column') {
      throw new SqlError('unsupported', 'indexes on expressions: not supported yet', {
        span: part.span,
        sql,
      })
    }
    const ordinal = findColumn(table, expression.name.name)
    if (ordinal < 0) {
      const hint = didYouMean(
        expression.name.name,
        columns.map((column) => column.name),
      )
      const message = `Key column '${expression.name.name}' doesn't exist in table${hint}`
      throw new SqlError('unknown_key_column', message, { span: part.span, sql })
    }
    if (seen.has(ordinal)) {
      const message = `Duplicate column name '${columns[ordinal].name}'`
      throw new SqlError('duplicate_column', message, { span: part.span, sql })
    }
    seen.add(ordinal)
    const prefix = prefixOf(part, columns[ordinal], sql)
    return { column: columns[ordinal].id, descending: part.descending, prefix }
  })
  const primary = type === 'primary'
  const first = columns.find(({ id }) => id === keyColumns[0].column)
  return {
    name: primary ? 'PRIMARY' : (name?.name ?? freeName(first?.name ?? 'key', others)),
    kind: 'btree',
    unique: primary || type === 'unique',
    primary,
    columns: keyColumns,
  }
}

/** How much of the column's values a key part takes; `null`: all. */
function prefixOf(
  { length, span }: ast.IndexPart,
  { name, type }: ColumnDefinition,
  sql: string,
): number | null {
  if (length === null) return null
  if (length === 0) {
    throw new SqlError('empty_key_part', `Key part '${name}' length cannot be 0`, { span, sql })
  }
  const isLimited = type.kind === 'text' || type.kind === 'bytes'
  if (!isLimited || (type.length !== null && length > type.length)) {
    const message =
      `Incorrect prefix key; the used key part '${name}' isn't a string or the used length is longer ` +
      'than the key part'
    throw new SqlError('wrong_prefix', message, { span, sql })
  }
  return length === type.length ? null : length
}
