import type { ColumnDefinition, IndexDefinition } from '../../../catalog/definition.ts'
import type * as ast from '../../../sql/index.ts'
import { freeName, indexDefinition } from '../index-definition.ts'
import type { TableDraft } from './table-draft.ts'

/** A key that is written beside a column. */
export function addColumnKey(
  draft: TableDraft,
  { key, span }: ast.ColumnDefinition,
  { id, name }: ColumnDefinition,
): void {
  if (key === null) return
  const primary = key === 'primary'
  const columns = [{ column: id, descending: false, prefix: null }]
  const own = primary ? 'PRIMARY' : freeName(name, draft.indexes)
  add(draft, { name: own, kind: 'btree', unique: true, primary, columns }, span)
}

/** Keys that ADD names; their columns are those that come out, so it comes after all columns. */
export function addConstraint(draft: TableDraft, { constraint, span }: ast.AddConstraint): void {
  // The others come when all columns and indexes are settled.
  if (constraint.kind !== 'index_definition') return
  add(draft, indexDefinition(constraint, draft.columns(), draft.indexes, draft.sql), span)
}

function add(draft: TableDraft, index: IndexDefinition, span: ast.AlterTable['span']): void {
  if (index.primary && draft.indexes.some(({ primary }) => primary)) {
    throw draft.error('multiple_primary_keys', 'Multiple primary key defined', span)
  }
  if (find(draft.indexes, index.name) !== undefined) {
    throw draft.error('duplicate_index', `Duplicate key name '${index.name}'`, span)
  }
  draft.indexes = index.primary ? [index, ...draft.indexes] : [...draft.indexes, index]
}

export function dropConstraint(draft: TableDraft, action: ast.DropConstraint): void {
  const { type, name, ifExists, span } = action
  const wanted = type === 'primary' ? 'PRIMARY' : name!.name
  const named = name ?? { kind: 'identifier' as const, name: wanted, span }
  const index = type === 'check' || type === 'foreign_key' ? undefined : find(draft.indexes, wanted)
  const check = type === 'check' || type === 'any' ? find(draft.checks, wanted) : undefined
  const foreignKey =
    type === 'foreign_key' || type === 'any' ? find(draft.foreignKeys, wanted) : undefined
  if (index !== undefined) draft.indexes = draft.indexes.filter((other) => other !== index)
  else if (foreignKey !== undefined) {
    draft.foreignKeys = draft.foreignKeys.filter((other) => other !== foreignKey)
  } else if (check !== undefined) draft.checks = draft.checks.filter((other) => other !== check)
  else if (ifExists) return
  else if (type !== 'check') throw draft.cannotDrop(named)
  else {
    const message = `Check constraint '${wanted}' is not found in the table.`
    throw draft.error('unknown_check', message, named.span)
  }
}

export function renameIndex(draft: TableDraft, { from, to }: ast.RenameIndex): void {
  const index = find(draft.indexes, from.name)
  if (index === undefined || index.primary) {
    const message = `Key '${from.name}' doesn't exist in table '${draft.former.name}'`
    throw draft.error('unknown_key', message, from.span)
  }
  const other = find(draft.indexes, to.name)
  if (other !== undefined && other !== index) {
    throw draft.error('duplicate_index', `Duplicate key name '${to.name}'`, to.span)
  }
  draft.indexes = draft.indexes.map((each) => (each === index ? { ...index, name: to.name } : each))
}

function find<T extends { readonly name: string }>(
  list: readonly T[],
  name: string,
): T | undefined {
  const wanted = name.toLowerCase()
  return list.find((each) => each.name.toLowerCase() === wanted)
}

/** Takes dropped columns out of the indexes. An index of which nothing is left goes with them. */
export function dropColumnsOfIndexes(draft: TableDraft): void {
  const dropped = new Set(
    draft.former.columns.flatMap(({ id }, i) => (draft.kept[i] === null ? [id] : [])),
  )
  if (dropped.size === 0) return
  draft.indexes = draft.indexes.flatMap((index) => {
    const columns = index.columns.filter(({ column }) => !dropped.has(column))
    if (columns.length === index.columns.length) return [index]
    return columns.length === 0 ? [] : [{ ...index, columns }]
  })
}
