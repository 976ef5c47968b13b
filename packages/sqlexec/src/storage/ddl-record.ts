import { SqlError } from '../base/errors.ts'
import type { TableDefinition, ViewDefinition } from '../catalog/definition.ts'
import {
  definitionFromJson,
  definitionToJson,
  viewFromJson,
  viewToJson,
} from '../catalog/definition-json.ts'
import { Fields } from '../catalog/json-fields.ts'

/** A change of definitions as the log keeps it. Tables are named by their ids, which are never reused. */
export type DdlRecord =
  | { readonly kind: 'create table'; readonly definition: TableDefinition }
  | { readonly kind: 'drop table'; readonly table: number }
  | { readonly kind: 'truncate table'; readonly table: number }
  /** The whole new definition: an index came or went. */
  | { readonly kind: 'alter table'; readonly definition: TableDefinition }
  /** In place of a view of that name, if there is one. */
  | { readonly kind: 'create view'; readonly view: ViewDefinition }
  | { readonly kind: 'drop view'; readonly name: string }

export function encodeDdl(record: DdlRecord): string {
  const { kind } = record
  if ('definition' in record) {
    return JSON.stringify({ kind, definition: definitionToJson(record.definition) })
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
    case 'alter table':
      return { kind, definition: definitionFromJson(record.value('definition')) }
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

/** @throws SqlError `corrupt` where the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SqlError('corrupt', 'the text is no JSON', { cause })
  }
}
