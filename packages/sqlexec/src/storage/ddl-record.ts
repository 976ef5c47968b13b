import { SqlError } from '../base/errors.ts'
import type { TableDefinition, ViewDefinition } from '../catalog/definition.ts'
import {
  definitionFromJson,
  definitionToJson,
  viewFromJson,
  viewToJson,
} from '../catalog/definition-json.ts'
import { Fields } from '../catalog/json-fields.ts'
import { newValuesFromJson, newValuesToJson } from './new-values-json.ts'
import type { NewValues } from './shape-change.ts'

/** A change of definitions as the log keeps it. Tables are named by their ids, which are never reused. */
export type DdlRecord =
  | { readonly kind: 'create table'; readonly definition: TableDefinition }
  | { readonly kind: 'drop table'; readonly table: number }
  | { readonly kind: 'truncate table'; readonly table: number }
  | AlterTableRecord
  | RenameRecord
  /** In place of a view of that name, if there is one. */
  | { readonly kind: 'create view'; readonly view: ViewDefinition }
  | { readonly kind: 'drop view'; readonly name: string }

/** Tables and views that got other names, all at once. */
export interface RenameRecord {
  readonly kind: 'rename'
  /** The names that the tables had. */
  readonly tables: readonly { readonly table: number; readonly from: string }[]
  /** The whole new definitions of these tables, and of those that refer to them. */
  readonly definitions: readonly TableDefinition[]
  readonly formerViews: readonly string[]
  readonly views: readonly ViewDefinition[]
}

/** The whole new definition. Columns are the same where their ids are. */
export interface AlterTableRecord extends NewValues {
  readonly kind: 'alter table'
  readonly definition: TableDefinition
  /** The name that the table had, where that changes. */
  readonly from: string | null
  /** Definitions of other tables, whose foreign keys go with it. */
  readonly others: readonly TableDefinition[]
  /** `null`: as it was. */
  readonly nextAutoIncrement: number | null
}

/** What an ALTER TABLE says that leaves rows and names as they are. */
export const unchanged = {
  from: null,
  others: [],
  fill: new Map(),
  given: null,
  nextAutoIncrement: null,
} as const

export function encodeDdl(record: DdlRecord): string {
  const { kind } = record
  if (kind === 'create table') {
    return JSON.stringify({ kind, definition: definitionToJson(record.definition) })
  }
  if (kind === 'alter table') {
    const { definition, from, others, nextAutoIncrement } = record
    const values = newValuesToJson(record)
    return JSON.stringify({
      kind,
      definition: definitionToJson(definition),
      from,
      others: others.map(definitionToJson),
      ...values,
      nextAutoIncrement,
    })
  }
  if (kind === 'rename') {
    const { tables, definitions, formerViews, views } = record
    return JSON.stringify({
      kind,
      tables,
      definitions: definitions.map(definitionToJson),
      formerViews,
      views: views.map(viewToJson),
    })
  }
  if (kind === 'create view') return JSON.stringify({ kind, view: viewToJson(record.view) })
  return JSON.stringify(record)
}

/** @throws SqlError `corrupt` where the text is no record */
export function decodeDdl(text: string): DdlRecord {
  const record = new Fields(parseJson(text), 'a change of definitions')
  const kind = record.text('kind')
  switch (kind) {
    case 'create table':
      return { kind, definition: definitionFromJson(record.value('definition')) }
    case 'alter table':
      return {
        kind,
        definition: definitionFromJson(record.value('definition')),
        from: record.textOrNull('from'),
        others: record.list('others', []).map(definitionFromJson),
        ...newValuesFromJson(record),
        nextAutoIncrement: record.integerOrNull('nextAutoIncrement'),
      }
    case 'rename':
      return renameFromJson(record)
    case 'create view':
      return { kind, view: viewFromJson(record.value('view')) }
    case 'drop view':
      return { kind, name: record.text('name') }
    case 'drop table':
    case 'truncate table':
      return { kind, table: record.integer('table') }
    default:
      throw new SqlError('corrupt', `the change of definitions '${kind}' is unknown`)
  }
}

function renameFromJson(record: Fields): RenameRecord {
  return {
    kind: 'rename',
    tables: record.list('tables').map((part) => {
      const fields = new Fields(part, 'a renamed table')
      return { table: fields.integer('table'), from: fields.text('from') }
    }),
    definitions: record.list('definitions').map(definitionFromJson),
    formerViews: record.list('formerViews').map((name) => {
      if (typeof name === 'string') return name
      throw new SqlError('corrupt', 'the name of a view cannot be read')
    }),
    views: record.list('views').map(viewFromJson),
  }
}

/** @throws SqlError `corrupt` where the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SqlError('corrupt', 'the text is no JSON', { cause })
  }
}
