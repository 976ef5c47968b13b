import { corrupt, ParquetError } from '../errors.ts'
import { encryptedMagic, footerTailBytes, magic } from '../format/constants.ts'
import type { FileMetaData, RowGroup } from '../format/metadata.ts'
import { type ColumnSchema, schemaColumns } from '../format/schema.ts'
import { fileMetaData } from '../format/structs.ts'
import { readStruct } from '../format/thrift-reader.ts'
import { type ByteSource, readBytes } from '../source.ts'

/** What the footer says about a file. */
export interface ParquetFile {
  /** Size of the file in bytes. */
  readonly size: number
  /** Where the footer begins: no column chunk reaches beyond. */
  readonly footerOffset: number
  readonly metadata: FileMetaData
  /** The leaf columns in file order; a column chunk of a row group has the same index. */
  readonly columns: readonly ColumnSchema[]
  readonly rowGroups: readonly RowGroupInfo[]
  readonly rowCount: number
  /** The file's key-value metadata; of a repeated key the last value. */
  readonly keyValue: ReadonlyMap<string, string>
  readonly createdBy: string | undefined
}

export interface RowGroupInfo {
  readonly rowCount: number
  /** Number of rows in the row groups before. */
  readonly firstRow: number
  readonly metadata: RowGroup
}

/** A larger footer would not fit in memory once it is decoded. */
const maxFooterBytes = 128 * 1024 * 1024

/** The first read takes this much of the file's end; footers of most files fit in it. */
const tailReadBytes = 64 * 1024

/**
 * Reads the footer: one read, or two where the footer is larger than 64 KiB.
 *
 * @throws {ParquetError} `not_parquet`, `encrypted`, `corrupt` where footer or schema are damaged, or `limit` where they
 *   would take too much memory
 */
export async function readMetadata(source: ByteSource): Promise<ParquetFile> {
  const { size } = source
  if (size < magic.length + footerTailBytes) {
    throw new ParquetError('not_parquet', `a file of ${size} bytes is too short for Parquet`)
  }
  const tailLength = Math.min(size, tailReadBytes)
  const tail = await readBytes(source, size - tailLength, tailLength)
  const footerLength = checkTail(tail, size)
  const wanted = footerLength + footerTailBytes
  const end =
    wanted <= tailLength
      ? tail.subarray(tailLength - wanted)
      : await readBytes(source, size - wanted, wanted)
  return parseMetadata(end.subarray(0, footerLength), size)
}

/** The footer's length, from the last eight bytes. */
function checkTail(tail: Uint8Array, size: number): number {
  const closing = tail.subarray(tail.length - magic.length)
  if (sameBytes(closing, encryptedMagic)) {
    throw new ParquetError('encrypted', 'the file has an encrypted footer')
  }
  if (!sameBytes(closing, magic)) {
    throw new ParquetError('not_parquet', 'the file does not end with the magic of Parquet')
  }
  const at = tail.length - footerTailBytes
  const length = new DataView(tail.buffer, tail.byteOffset + at, 4).getUint32(0, true)
  if (length === 0 || length > size - magic.length - footerTailBytes) {
    throw corrupt(`the footer of a file of ${size} bytes declares a length of ${length}`)
  }
  if (length > maxFooterBytes) throw new ParquetError('limit', `a footer of ${length} bytes`)
  return length
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

/**
 * Decodes a footer.
 *
 * @param footer the FileMetaData struct, without its length and the magic behind it
 * @param size the size of the file in bytes
 */
export function parseMetadata(footer: Uint8Array, size: number): ParquetFile {
  const metadata = readStruct(fileMetaData, footer).value
  const keyValue = new Map<string, string>()
  for (const { key, value } of metadata.keyValueMetadata ?? []) keyValue.set(key, value ?? '')
  const columns = schemaColumns(metadata.schema, isFromSpark(keyValue) ? 'micros' : 'nanos')
  const rowGroups: RowGroupInfo[] = []
  let firstRow = 0
  for (const group of metadata.rowGroups) {
    const { numRows } = group
    if (numRows < 0) throw corrupt(`a row group of ${numRows} rows`)
    rowGroups.push({ rowCount: numRows, firstRow, metadata: group })
    firstRow += numRows
    if (!Number.isSafeInteger(firstRow)) throw corrupt(`row groups of ${firstRow} rows together`)
  }
  return {
    size,
    footerOffset: size - footer.length - footerTailBytes,
    metadata,
    columns,
    rowGroups,
    rowCount: firstRow,
    keyValue,
    createdBy: metadata.createdBy,
  }
}

/**
 * Spark's timestamps are microseconds, also where it writes them as INT96, and may lie far beyond what 64-bit
 * nanoseconds reach.
 */
function isFromSpark(keyValue: ReadonlyMap<string, string>): boolean {
  return (
    keyValue.has('org.apache.spark.version') ||
    keyValue.has('org.apache.spark.sql.parquet.row.metadata')
  )
}
