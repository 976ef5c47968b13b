import type { ColumnDefinition, TableDefinition } from '../../../catalog/definition.ts'
import type * as ast from '../../../sql/index.ts'
import type { CollationName } from '../../../types/sql-type.ts'
import type { Session } from '../../session.ts'
import { columnDefault, columnDefinition } from '../column-definition.ts'
import { addColumnKey } from './alter-keys.ts'
import type { TableDraft } from './table-draft.ts'

export function addColumn(
  draft: TableDraft,
  { column, position, ifNotExists }: ast.AddColumn,
): void {
  if (ifNotExists && draft.ordinalOf(column.name) >= 0) return
  const definition = columnDefinition(column, draft.takeColumnId(), draft.sql)
  draft.added.push({ definition, former: null, position })
  addColumnKey(draft, column, definition)
}

/** MODIFY and CHANGE: the whole declaration anew. */
export function modifyColumn(
  draft: TableDraft,
  { oldName, column, position }: ast.ModifyColumn,
): void {
  const ordinal = draft.ordinalOf(oldName)
  const kept = draft.kept[ordinal]
  if (!kept) throw draft.unknownColumn(oldName)
  const former = draft.former.columns[ordinal]
  const definition = columnDefinition(column, former.id, draft.sql)
  draft.kept[ordinal] = { definition, former, position }
  addColumnKey(draft, column, definition)
}

export function renameColumn(draft: TableDraft, { from, to }: ast.RenameColumn): void {
  change(draft, from, (column) => ({ ...column, name: to.name }))
}

export function dropColumn(draft: TableDraft, { name, ifExists }: ast.DropColumn): void {
  const ordinal = draft.ordinalOf(name)
  if (!draft.kept[ordinal]) {
    if (ifExists) return
    throw draft.cannotDrop(name)
  }
  draft.kept[ordinal] = null
}

export function alterDefault(draft: TableDraft, action: ast.AlterColumnDefault): void {
  const { name } = action
  change(draft, name, (column) => ({
    ...column,
    default:
      action.default === null
        ? null
        : columnDefault({ default: action.default, name }, column.type, column.nullable, draft.sql),
  }))
}

function change(
  draft: TableDraft,
  name: ast.Identifier,
  changed: (column: ColumnDefinition) => ColumnDefinition,
): void {
  const ordinal = draft.ordinalOf(name)
  const kept = draft.kept[ordinal]
  if (!kept) throw draft.unknownColumn(name)
  draft.kept[ordinal] = { ...kept, definition: changed(kept.definition) }
}

/** CONVERT TO CHARACTER SET: every column of text in the collation. */
export function convertText(draft: TableDraft, collation: CollationName): void {
  draft.kept.forEach((kept, i) => {
    if (kept === null || kept.definition.type.kind !== 'text') return
    const type = { ...kept.definition.type, collation }
    draft.kept[i] = { ...kept, definition: { ...kept.definition, type } }
  })
}

/** Conversions answer the same whenever they are asked, so they know no time zone but UTC. */
export function assertConvertible(
  session: Session,
  draft: TableDraft,
  { columns }: TableDefinition,
): void {
  if (session.environment().zone.isUtc) return
  for (const { id, type, name } of columns) {
    const former = draft.former.columns.find((column) => column.id === id)
    if (former === undefined || former.type.kind === type.kind) continue
    if (former.type.kind !== 'timestamp' && type.kind !== 'timestamp') continue
    const message = `Column '${name}' can become or cease to be a TIMESTAMP only while time_zone is UTC`
    throw draft.error('unsupported', message)
  }
}
