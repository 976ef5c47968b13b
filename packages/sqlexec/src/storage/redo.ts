import { ByteReader, type ByteWriter } from '../base/bytes.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import { isTextual, type PhysicalKind, physicalKind, type SqlType } from '../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import type { DdlRecord } from './ddl-record.ts'
import { decodeDdl, encodeDdl } from './ddl-record.ts'
import type { Delta } from './delta.ts'
import type { StoredTable } from './stored-table.ts'

/*
 * The payload of a log frame (docs/format/wal.md has the frame around it). Integers are varints.
 *
 *   commit:  1, number of tables, per table:
 *              table id, next AUTO_INCREMENT value
 *              number of row id runs, per run: gap to the end of the run before, length
 *              number of columns, per column over all inserted rows:
 *                kind (index in `kinds`), nulls (0 none, 1 some: bitmap follows, 2 all), the values that are not NULL
 *              number of deleted rows, per row: its id less the one before, zigzag
 *   DDL:     2, JSON text
 */
const commitTag = 1
export const ddlTag = 2

/** Order is part of the format. */
const kinds: readonly PhysicalKind[] = [
  'boolean',
  'int32',
  'int64',
  'wide',
  'float',
  'double',
  'bytes',
]
const noNulls = 0
const someNulls = 1
const allNull = 2

/** What one commit did to one table. */
export interface TableRedo {
  readonly tableId: number
  readonly nextAutoIncrement: number
  readonly rowIds: Float64Array
  /** Per column one value per inserted row. */
  readonly columns: readonly (readonly SqlValue[])[]
  readonly deleted: Float64Array
}

export type Redo =
  | { readonly kind: 'commit'; readonly tables: readonly TableRedo[] }
  | { readonly kind: 'ddl'; readonly record: DdlRecord }

/** Rows of one delta. */
interface RowRun {
  readonly delta: Delta
  readonly rows: number[]
}

/** The redo of a transaction that is about to commit. Rows that it inserted and deleted itself are left out. */
export function encodeCommit(transaction: TransactionContext, writer: ByteWriter): void {
  const tables = new Map<StoredTable, number[]>()
  for (const { target, changes } of transaction.runs()) {
    const table = target as StoredTable
    if (table.temporary) continue
    const known = tables.get(table)
    if (known === undefined) tables.set(table, changes as number[])
    else tables.set(table, known.concat(changes))
  }
  writer.u8(commitTag)
  writer.varint(tables.size)
  for (const [table, changes] of tables) encodeTable(table, changes, transaction.id, writer)
}

function encodeTable(
  table: StoredTable,
  changes: readonly number[],
  self: number,
  writer: ByteWriter,
): void {
  writer.varint(table.definition.id)
  writer.varint(table.autoIncrementPosition)
  const inserted: RowRun[] = []
  const deleted: number[] = []
  const { state } = table
  for (const change of changes) {
    if (change > 0) {
      const place = state.locateInDeltas(change)!
      if (place.segment.endOf(place.row) === self) continue
      const last = inserted[inserted.length - 1]
      if (last !== undefined && last.delta === place.segment) last.rows.push(place.row)
      else inserted.push({ delta: place.segment, rows: [place.row] })
    } else {
      const place = state.locate(-change)!
      if (place.segment.beginOf(place.row) !== self) deleted.push(-change)
    }
  }
  encodeRowIds(inserted, writer)
  const { columns } = table.definition
  const count = inserted.reduce((sum, { rows }) => sum + rows.length, 0)
  writer.varint(count === 0 ? 0 : columns.length)
  if (count > 0) {
    for (let i = 0; i < columns.length; i++) {
      encodeColumn(inserted, count, i, columns[i].type, writer)
    }
  }
  writer.varint(deleted.length)
  let before = 0
  for (const rowId of deleted) {
    writer.zigzag(rowId - before)
    before = rowId
  }
}

function encodeRowIds(inserted: readonly RowRun[], writer: ByteWriter): void {
  const runs: number[] = []
  let end = 0
  for (const { delta, rows } of inserted) {
    for (const row of rows) {
      const rowId = delta.rowIdAt(row)
      if (runs.length > 0 && rowId === end) runs[runs.length - 1]++
      else runs.push(rowId - end, 1)
      end = rowId + 1
    }
  }
  writer.varint(runs.length / 2)
  for (const number of runs) writer.varint(number)
}

function encodeColumn(
  inserted: readonly RowRun[],
  count: number,
  ordinal: number,
  type: SqlType,
  writer: ByteWriter,
): void {
  const values: SqlValue[] = []
  let nulls = 0
  for (const { delta, rows } of inserted) {
    const column = delta.columns[ordinal]
    for (let i = 0; i < rows.length; i++) {
      const value = column.get(rows[i])
      if (value === null) nulls++
      values.push(value)
    }
  }
  const kind = physicalKind(type)
  writer.u8(kinds.indexOf(kind))
  writer.u8(nulls === 0 ? noNulls : nulls === count ? allNull : someNulls)
  if (nulls > 0 && nulls < count) writer.raw(validityOf(values))
  if (nulls === count) return
  encodeValues(kind, isTextual(type), values, writer)
}

function validityOf(values: readonly SqlValue[]): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3)
  for (let i = 0; i < values.length; i++) if (values[i] !== null) bits[i >> 3] |= 1 << (i & 7)
  return bits
}

function encodeValues(
  kind: PhysicalKind,
  textual: boolean,
  values: readonly SqlValue[],
  writer: ByteWriter,
): void {
  for (const value of values) {
    if (value === null) continue
    switch (kind) {
      case 'boolean':
        writer.u8(value as number)
        break
      case 'int32':
        writer.zigzag(value as number)
        break
      case 'int64':
      case 'wide':
        if (typeof value === 'number') {
          writer.u8(0)
          writer.zigzag(value)
        } else {
          writer.u8(1)
          writer.bigint(value as bigint)
        }
        break
      case 'float':
        writer.f32(value as number)
        break
      case 'double':
        writer.f64(value as number)
        break
      case 'bytes':
        if (textual) writer.text(value as string)
        else writer.bytes(value as Uint8Array)
    }
  }
}

export function encodeDefinitionChange(record: DdlRecord, writer: ByteWriter): void {
  writer.u8(ddlTag)
  writer.text(encodeDdl(record))
}

/**
 * Reads a payload.
 * @param columnTypes the types of a table's columns, as they were at that point of the log; `undefined`: no such table
 * @throws SqlError `corrupt` where the bytes are not what the encoder writes
 */
export function decodeRedo(
  payload: Uint8Array,
  columnTypes: (tableId: number) => readonly SqlType[] | undefined,
): Redo {
  const reader = new ByteReader(payload, 'a log frame')
  const tag = reader.u8()
  if (tag === ddlTag) {
    return { kind: 'ddl', record: decodeDdl(reader.text()) }
  }
  if (tag !== commitTag) throw reader.corrupt(`it has the unknown kind ${tag}`)
  const tables: TableRedo[] = []
  const count = reader.count()
  for (let i = 0; i < count; i++) tables.push(decodeTable(reader, columnTypes))
  if (!reader.done) throw reader.corrupt('bytes are left at its end')
  return { kind: 'commit', tables }
}

function decodeTable(
  reader: ByteReader,
  columnTypes: (tableId: number) => readonly SqlType[] | undefined,
): TableRedo {
  const tableId = reader.varint()
  const nextAutoIncrement = reader.varint()
  const rowIds = decodeRowIds(reader)
  const columnCount = reader.count()
  const types = columnTypes(tableId)
  if (types !== undefined && columnCount !== 0 && types.length !== columnCount) {
    throw reader.corrupt(`it has ${columnCount} columns for the ${types.length} of its table`)
  }
  const columns: SqlValue[][] = []
  for (let i = 0; i < columnCount; i++) {
    columns.push(decodeColumn(reader, rowIds.length, types?.[i]))
  }
  const deleted = new Float64Array(reader.count())
  let before = 0
  for (let i = 0; i < deleted.length; i++) {
    before += reader.zigzag()
    deleted[i] = before
  }
  return { tableId, nextAutoIncrement, rowIds, columns, deleted }
}

/** Rows of a commit; a frame is at most 1 GiB and a row takes a byte or more, but for tables of NULLs alone. */
const maxRows = 2 ** 28

function decodeRowIds(reader: ByteReader): Float64Array {
  const runs = reader.count(2)
  const starts: number[] = []
  let total = 0
  let end = 0
  for (let i = 0; i < runs; i++) {
    const first = end + reader.varint()
    const length = reader.varint()
    total += length
    end = first + length
    if (total > maxRows) throw reader.corrupt(`it declares ${total} rows`)
    starts.push(first, length)
  }
  const rowIds = new Float64Array(total)
  let at = 0
  for (let i = 0; i < starts.length; i += 2) {
    for (let k = 0; k < starts[i + 1]; k++) rowIds[at++] = starts[i] + k
  }
  return rowIds
}

function decodeColumn(reader: ByteReader, count: number, type: SqlType | undefined): SqlValue[] {
  const kind = kinds[reader.u8()]
  if (kind === undefined || (type !== undefined && kind !== physicalKind(type))) {
    throw reader.corrupt('a column is not of the type of its table')
  }
  const nulls = reader.u8()
  const values: SqlValue[] = new Array<SqlValue>(count).fill(null)
  if (nulls === allNull) return values
  const bits = nulls === someNulls ? reader.raw((count + 7) >> 3) : null
  const textual = type !== undefined && isTextual(type)
  for (let i = 0; i < count; i++) {
    if (bits !== null && (bits[i >> 3] & (1 << (i & 7))) === 0) continue
    values[i] = decodeValue(reader, kind, textual)
  }
  return values
}

function decodeValue(reader: ByteReader, kind: PhysicalKind, textual: boolean): SqlValue {
  switch (kind) {
    case 'boolean':
      return reader.u8()
    case 'int32':
      return reader.zigzag()
    case 'int64':
    case 'wide':
      return reader.u8() === 0 ? reader.zigzag() : normalizeInteger(reader.bigint())
    case 'float':
      return reader.f32()
    case 'double':
      return reader.f64()
    case 'bytes':
      return textual ? reader.text() : reader.lengthPrefixed().slice()
  }
}
