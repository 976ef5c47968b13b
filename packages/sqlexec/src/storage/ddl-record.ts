import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import { definitionFromJson, definitionToJson, Fields } from '../catalog/definition-json.ts'

/** A change of definitions as the log keeps it. Tables are named by their ids, which are never reused. */
export type DdlRecord =
  | { readonly kind: 'create table'; readonly definition: TableDefinition }
  | { readonly kind: 'drop table'; readonly table: number }
  | { readonly kind: 'truncate table'; readonly table: number }
  /** The whole new definition: an index came or went. */
  | { readonly kind: 'alter table'; readonly definition: TableDefinition }

export function encodeDdl(record: DdlRecord): string {
  return 'definition' in record
    ? JSON.stringify({ kind: record.kind, definition: definitionToJson(record.definition) })
    : JSON.stringify(record)
}

/** @throws SqlError `corrupt` where the text is no record */
export function decodeDdl(text: string): DdlRecord {
  const record = new Fields(parseJson(text), 'a change of definitions')
  const kind = record.text('kind')
  switch (kind) {
    case 'create table':
    case 'alter table':
      return { kind, definition: definitionFromJson(record.value('definition')) }
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
