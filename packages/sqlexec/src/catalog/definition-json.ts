import type { FloatingType, IntegerType, MembersType, SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import {
  checkFromJson,
  foreignKeyFromJson,
  foreignKeyToJson,
  generatedFromJson,
  triggerFromJson,
} from './constraint-json.ts'
import type {
  ColumnDefault,
  ColumnDefinition,
  IndexColumn,
  IndexDefinition,
  TableDefinition,
  ViewDefinition,
} from './definition.ts'
import { damaged, Fields, type Json, oneOf } from './json-fields.ts'

/*
 * Table definitions as JSON, for the log, the sidecar and the footers of table files. What is read back is checked field by
 * field, since a file may hold anything. Unknown fields are ignored, so that a later version may add some.
 */

export function definitionToJson(table: TableDefinition): Json {
  return {
    id: table.id,
    name: table.name,
    comment: table.comment,
    columns: table.columns.map((column) => ({
      id: column.id,
      name: column.name,
      type: { ...column.type } as Json,
      nullable: column.nullable,
      default: defaultToJson(column.default),
      onUpdate: column.onUpdate,
      generated: column.generated && { ...column.generated },
      autoIncrement: column.autoIncrement,
      comment: column.comment,
    })),
    indexes: table.indexes.map((index) => ({
      name: index.name,
      kind: index.kind,
      unique: index.unique,
      primary: index.primary,
      columns: index.columns.map(({ column, descending, prefix }) => ({
        column,
        descending,
        prefix,
      })),
    })),
    checks: table.checks.map((check) => ({ ...check })),
    foreignKeys: table.foreignKeys.map(foreignKeyToJson),
    triggers: table.triggers.map((trigger) => ({ ...trigger })),
  }
}

/** @throws SqlError `corrupt` where the JSON is no definition */
export function definitionFromJson(json: unknown): TableDefinition {
  const table = new Fields(json, 'a table definition')
  const definition: TableDefinition = {
    id: table.integer('id'),
    name: table.text('name'),
    comment: table.text('comment', ''),
    columns: table.list('columns').map(columnFromJson),
    indexes: table.list('indexes').map(indexFromJson),
    checks: table.list('checks', []).map(checkFromJson),
    foreignKeys: table.list('foreignKeys', []).map(foreignKeyFromJson),
    triggers: table.list('triggers', []).map(triggerFromJson),
  }
  const ids = new Set(definition.columns.map((column) => column.id))
  if (definition.columns.length === 0 || ids.size !== definition.columns.length) {
    throw damaged(`the columns of table '${definition.name}'`)
  }
  for (const index of definition.indexes) {
    if (index.columns.length === 0 || index.columns.some(({ column }) => !ids.has(column))) {
      throw damaged(`the columns of index '${index.name}'`)
    }
  }
  for (const key of definition.foreignKeys) {
    if (key.columns.some((column) => !ids.has(column))) {
      throw damaged(`the columns of foreign key '${key.name}'`)
    }
  }
  return definition
}

export function viewToJson({ name, columns, query, database }: ViewDefinition): Json {
  return { name, columns, query, database }
}

/** @throws SqlError `corrupt` where the JSON is no view */
export function viewFromJson(json: unknown): ViewDefinition {
  const view = new Fields(json, 'a view definition')
  const columns = view.list('columns')
  if (!columns.every((name) => typeof name === 'string')) throw damaged('the columns of a view')
  return {
    name: view.text('name'),
    columns,
    query: view.text('query'),
    database: view.value('database') === null ? null : view.text('database'),
  }
}

function columnFromJson(json: unknown): ColumnDefinition {
  const column = new Fields(json, 'a column definition')
  return {
    id: column.integer('id'),
    name: column.text('name'),
    type: typeFromJson(column.value('type')),
    nullable: column.flag('nullable'),
    default: defaultFromJson(column.value('default') ?? null),
    onUpdate: column.integerOrNull('onUpdate'),
    generated: generatedFromJson(column.value('generated') ?? null),
    autoIncrement: column.flag('autoIncrement'),
    comment: column.text('comment', ''),
  }
}

function indexFromJson(json: unknown): IndexDefinition {
  const index = new Fields(json, 'an index definition')
  const kind = index.text('kind')
  if (kind !== 'btree' && kind !== 'hash') throw damaged(`the kind '${kind}' of an index`)
  return {
    name: index.text('name'),
    kind,
    unique: index.flag('unique'),
    primary: index.flag('primary'),
    columns: index.list('columns').map((part): IndexColumn => {
      const fields = new Fields(part, 'an index column')
      return {
        column: fields.integer('column'),
        descending: fields.flag('descending'),
        prefix: fields.integerOrNull('prefix'),
      }
    }),
  }
}

const textNames = ['char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'] as const
const bytesNames = [
  'binary',
  'varbinary',
  'tinyblob',
  'blob',
  'mediumblob',
  'longblob',
  'uuid',
] as const
const displays = ['year', 'bit', 'zerofill', 'flag'] as const
const collations = ['utf8mb4_0900_ai_ci', 'utf8mb4_0900_as_cs', 'utf8mb4_bin'] as const
const integerBits = [8, 16, 24, 32, 64] as const

function typeFromJson(json: unknown): SqlType {
  const type = new Fields(json, 'a type')
  const kind = type.text('kind')
  switch (kind) {
    case 'float':
    case 'double':
      return floatingFromJson(kind, type)
    case 'enum':
    case 'set':
      return membersFromJson(kind, type)
    case 'boolean':
    case 'date':
    case 'json':
    case 'null':
      return { kind }
    case 'integer':
      return integerFromJson(type)
    case 'decimal': {
      const precision = type.integer('precision')
      const scale = type.integer('scale')
      if (precision < 1 || precision > 38 || scale > precision) throw damaged('a decimal type')
      return { kind, precision, scale, unsigned: type.flag('unsigned') }
    }
    case 'datetime':
    case 'timestamp':
    case 'time':
      return { kind, fsp: type.integerOrNull('fsp') }
    case 'text':
      return {
        kind,
        name: oneOf(textNames, type.value('name')),
        length: type.integerOrNull('length'),
        collation: oneOf(collations, type.value('collation')),
      }
    case 'bytes':
      return {
        kind,
        name: oneOf(bytesNames, type.value('name')),
        length: type.integerOrNull('length'),
      }
    default:
      throw damaged(`the type '${kind}'`)
  }
}

function integerFromJson(type: Fields): IntegerType {
  const plain: IntegerType = {
    kind: 'integer',
    bits: oneOf(integerBits, type.value('bits')),
    unsigned: type.flag('unsigned'),
  }
  if (type.value('display') === undefined) return plain
  const display = oneOf(displays, type.value('display'))
  if (type.value('width') === undefined) return { ...plain, display }
  const width = type.integer('width')
  if (width > 255 || (display === 'bit' && width > plain.bits)) throw damaged('an integer type')
  return { ...plain, display, width }
}

function floatingFromJson(kind: 'float' | 'double', type: Fields): FloatingType {
  if (type.value('scale') === undefined) return { kind }
  const digits = type.integer('digits')
  const scale = type.integer('scale')
  if (scale > digits || digits > 255) throw damaged('a type of floating point')
  return { kind, digits, scale }
}

function membersFromJson(kind: 'enum' | 'set', type: Fields): MembersType {
  const members = type.list('members')
  const most = kind === 'enum' ? 65_535 : 64
  if (members.length === 0 || members.length > most) throw damaged('the members of a type')
  if (!members.every((member) => typeof member === 'string')) throw damaged('a member of a type')
  return { kind, members, collation: oneOf(collations, type.value('collation')) }
}

function defaultToJson(value: ColumnDefault | null): Json {
  if (value === null) return null
  if (value.kind === 'expression') return { kind: 'expression', sql: value.sql }
  return { kind: 'constant', value: valueToJson(value.value) }
}

function defaultFromJson(json: unknown): ColumnDefault | null {
  if (json === null) return null
  const fields = new Fields(json, 'a default')
  const kind = fields.text('kind')
  if (kind === 'expression') return { kind, sql: fields.text('sql') }
  if (kind !== 'constant') throw damaged(`the default '${kind}'`)
  return { kind, value: valueFromJson(fields.value('value')) }
}

/** What JSON cannot hold is an object of one field. */
export function valueToJson(value: SqlValue): Json {
  switch (typeof value) {
    case 'bigint':
      return { bigint: String(value) }
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value
      return { number: Object.is(value, -0) ? '-0' : String(value) }
    case 'object':
      return value === null ? null : { bytes: Buffer.from(value).toString('base64') }
    default:
      return value
  }
}

export function valueFromJson(json: unknown): SqlValue {
  if (json === null || typeof json === 'number' || typeof json === 'string') return json
  const fields = new Fields(json, 'a value')
  const integer = fields.value('bigint')
  if (typeof integer === 'string' && /^-?[0-9]{1,80}$/.test(integer)) return BigInt(integer)
  const number = fields.value('number')
  if (typeof number === 'string') return Number(number)
  const bytes = fields.value('bytes')
  if (typeof bytes === 'string') return new Uint8Array(Buffer.from(bytes, 'base64'))
  throw damaged('a value')
}
