import {
  type ByteSource,
  type ColumnSchema,
  type LogicalKind,
  type ParquetFile,
  type RowValue,
  readTable,
  rowsOf,
  type TableColumn,
} from '@sqlexec/parquet'
import type { ResultColumn } from 'sqlexec'
import type { ResultSet } from '../format/result-set.ts'
import { textColumn } from './result-columns.ts'
import { isTemporal, temporalText } from './value-text.ts'

/** Enough for the first rows, without reading whole row groups where they are large. */
const readBytes = 1 << 20

/** The first rows, without the columns that cannot be read. */
export async function* firstRows(
  source: ByteSource,
  file: ParquetFile,
  count: number,
): AsyncGenerator<ResultSet, void, undefined> {
  const schemas = file.columns.filter(({ unsupported }) => unsupported === undefined)
  const rows: unknown[][] = []
  const columns = schemas.map(({ index }) => index)
  const options = { file, columns, maxReadBytes: readBytes }
  if (count > 0 && columns.length > 0) {
    for await (const batch of readTable(source, options)) {
      for (const row of rowsOf({ ...batch, columns: batch.columns.map(plainColumn) })) {
        if (rows.push(schemas.map((schema, i) => shown(schema, row[key(i)]))) === count) break
      }
      if (rows.length >= count) break
    }
  }
  yield { columns: schemas.map(resultColumn), rows }
}

/** Under a name of its own, and with the integers of dates and times, which a `Date` would round. */
function plainColumn({ schema, data }: TableColumn, index: number): TableColumn {
  const logical: LogicalKind = isTemporal(schema.logical) ? { kind: 'none' } : schema.logical
  return { schema: { ...schema, name: key(index), logical }, data }
}

/** Not a number, whose place in an object would be another. */
function key(index: number): string {
  return `c${index}`
}

function shown({ logical, list }: ColumnSchema, value: RowValue): unknown {
  const one = (item: RowValue) =>
    isTemporal(logical) && (typeof item === 'number' || typeof item === 'bigint')
      ? temporalText(logical, item)
      : item
  if (!list || !Array.isArray(value)) return one(value)
  return (value as RowValue[]).map((item) => jsonValue(one(item)))
}

/** What JSON has no form for as text. */
function jsonValue(value: RowValue): unknown {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex').toUpperCase()}`
  if (typeof value === 'bigint') {
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  }
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

function resultColumn(schema: ColumnSchema): ResultColumn {
  const { name, logical } = schema
  if (schema.list) return { name, type: 'json', sqlType: { kind: 'json' } }
  if (logical.kind === 'decimal') {
    const { precision, scale } = logical
    return {
      name,
      type: 'decimal',
      sqlType: { kind: 'decimal', precision, scale, unsigned: false },
    }
  }
  if (isTemporal(logical) || isText(logical)) return textColumn(name)
  switch (schema.dataKind) {
    case 'boolean':
      return { name, type: 'boolean', sqlType: { kind: 'boolean' } }
    case 'float':
      return { name, type: 'float', sqlType: { kind: 'float' } }
    case 'double':
      return { name, type: 'double', sqlType: { kind: 'double' } }
    case 'bytes':
      return { name, type: 'blob', sqlType: { kind: 'bytes', name: 'blob', length: null } }
    default:
      return { name, type: 'bigint', sqlType: { kind: 'integer', bits: 64, unsigned: false } }
  }
}

function isText({ kind }: LogicalKind): boolean {
  return kind === 'string' || kind === 'json' || kind === 'enum' || kind === 'uuid'
}
