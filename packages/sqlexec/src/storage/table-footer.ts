import type { ByteSource, ParquetFile, ParquetWriter } from '@sqlexec/parquet'
import { ByteReader, ByteWriter } from '../base/bytes.ts'
import { crc32c } from '../base/crc32c.ts'
import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import { definitionFromJson, definitionToJson } from '../catalog/definition-json.ts'
import { Fields } from '../catalog/json-fields.ts'
import { parseJson } from './ddl-record.ts'
import { contiguousRowIds, type RowIds, rowIdAt, rowIdsOf } from './row-ids.ts'
import { databaseIdOf } from './sidecar.ts'

/*
 * What the engine adds to a Parquet file, in the footer's key-value metadata. Other readers skip it.
 *
 *   sqlexec.version   version of all this
 *   sqlexec.lsn       the file holds every change of its table up to this LSN
 *   sqlexec.table     JSON: database and file identity, definition, counters, row ids per row group
 *
 * The row ids of a row group are a number, the first of a contiguous run, or the place of a block of bytes between the
 * column chunks: CRC-32C of the rest (u32), number of runs, per run the gap to the run before and its length (varints).
 */
const formatVersion = 1
const versionKey = 'sqlexec.version'
const lsnKey = 'sqlexec.lsn'
const tableKey = 'sqlexec.table'

/** What a file of ours says of itself. */
export interface TableFooter {
  readonly databaseId: string
  /** Random, new with every file written. */
  readonly fileId: string
  readonly lsn: number
  readonly definition: TableDefinition
  readonly nextRowId: number
  readonly nextAutoIncrement: number
}

/** Row ids of one row group: the first of a contiguous run, or where the block stands. */
export type RowIdsPlace = number | { readonly offset: number; readonly length: number }

export function setFooter(
  writer: ParquetWriter,
  footer: TableFooter,
  rowIds: readonly RowIdsPlace[],
): void {
  const { databaseId, fileId, nextRowId, nextAutoIncrement } = footer
  const definition = definitionToJson(footer.definition)
  writer.setKeyValue(versionKey, String(formatVersion))
  writer.setKeyValue(lsnKey, String(footer.lsn))
  writer.setKeyValue(
    tableKey,
    JSON.stringify({ databaseId, fileId, nextRowId, nextAutoIncrement, definition, rowIds }),
  )
}

/**
 * What a file says of itself; `undefined` where the engine did not write it.
 * @throws SqlError `corrupt`, or `unsupported` where a newer version wrote it
 */
export function footerOf(
  file: ParquetFile,
): (TableFooter & { readonly rowIds: readonly RowIdsPlace[] }) | undefined {
  const version = file.keyValue.get(versionKey)
  if (version === undefined) return undefined
  if (!(Number(version) <= formatVersion)) {
    throw new SqlError('unsupported', `version ${version} of SQLExec's metadata is a newer one`)
  }
  const fields = new Fields(parseJson(file.keyValue.get(tableKey) ?? ''), 'the table metadata')
  const lsn = Number(file.keyValue.get(lsnKey))
  const rowIds = fields.list('rowIds').map(placeFromJson)
  if (!Number.isSafeInteger(lsn) || lsn < 0 || rowIds.length !== file.rowGroups.length) {
    throw new SqlError('corrupt', 'the table metadata does not fit the file')
  }
  return {
    databaseId: databaseIdOf(fields.text('databaseId')),
    fileId: fields.text('fileId'),
    lsn,
    definition: definitionFromJson(fields.value('definition')),
    nextRowId: fields.integer('nextRowId'),
    nextAutoIncrement: fields.integer('nextAutoIncrement'),
    rowIds,
  }
}

function placeFromJson(json: unknown): RowIdsPlace {
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= 0) return json
  const fields = new Fields(json, 'the row ids')
  return { offset: fields.integer('offset'), length: fields.integer('length') }
}

/** The block of a list of row ids. */
export function encodeRowIds(ids: RowIds, length: number): Uint8Array {
  const runs: number[] = []
  let end = 0
  for (let row = 0; row < length; row++) {
    const rowId = rowIdAt(ids, row)
    if (row > 0 && rowId === end) runs[runs.length - 1]++
    else runs.push(rowId - end, 1)
    end = rowId + 1
  }
  const writer = new ByteWriter(runs.length * 2 + 16)
  writer.u32(0)
  writer.varint(runs.length / 2)
  for (const number of runs) writer.varint(number)
  const bytes = writer.toBytes()
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, crc32c(bytes, 4, bytes.length), true)
  return bytes
}

/** The row ids of every row group of a file. */
export async function readRowIds(
  source: ByteSource,
  file: ParquetFile,
  places: readonly RowIdsPlace[],
): Promise<RowIds[]> {
  return Promise.all(
    places.map(async (place, i) => {
      if (typeof place === 'number') return contiguousRowIds(place)
      if (place.offset + place.length > source.size || place.length < 5) {
        throw new SqlError('corrupt', 'the row ids lie outside the file')
      }
      const bytes = await source.read(place.offset, place.length)
      return decodeRowIds(bytes, file.rowGroups[i].rowCount)
    }),
  )
}

function decodeRowIds(bytes: Uint8Array, length: number): RowIds {
  const reader = new ByteReader(bytes, 'the row ids')
  if (reader.u32() !== crc32c(bytes, 4, bytes.length)) {
    throw reader.corrupt('their checksum does not match')
  }
  const list = new Float64Array(length)
  const runs = reader.count(2)
  let row = 0
  let rowId = 0
  for (let i = 0; i < runs; i++) {
    rowId += reader.varint()
    const count = reader.varint()
    if (count > length - row) throw reader.corrupt('there are more of them than rows')
    for (let k = 0; k < count; k++) list[row++] = rowId++
  }
  if (row !== length) throw reader.corrupt('there are fewer of them than rows')
  return rowIdsOf(list)
}
