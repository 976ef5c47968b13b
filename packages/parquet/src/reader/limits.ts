import { isFinalLane } from '../decode/convert.ts'
import { ParquetError } from '../errors.ts'
import { PhysicalType } from '../format/constants.ts'
import type { ColumnSchema } from '../format/schema.ts'

/*
 * Encodings and codecs turn a few bytes into many: one run stands for millions of rows, a page of zeros compresses ten thousand
 * times. So what a file may make a reader allocate is bounded by what is stored of it: by 64 times that, or by amounts that do no
 * harm.
 */

const mostExpansion = 64
const harmlessChunkBytes = 256 * 1024 * 1024
const harmlessPageBytes = 128 * 1024 * 1024

/** The most bytes that the values of a chunk may take. */
export function mostChunkBytes(storedBytes: number): number {
  return Math.max(harmlessChunkBytes, storedBytes * mostExpansion)
}

/** The most bytes that a page may have uncompressed. */
export function mostPageBytes(storedBytes: number): number {
  return Math.max(harmlessPageBytes, storedBytes * mostExpansion)
}

/**
 * Throws where the rows of a chunk would take too much memory, before any is allocated.
 *
 * @param slots number of levels: rows, or of a list its elements and empty rows
 * @param storedBytes of the pages that hold them
 */
export function checkChunkSize(
  schema: ColumnSchema,
  rowCount: number,
  slots: number,
  storedBytes: number,
): void {
  // Of a list: two levels per slot, and an offset per row.
  const listBytes = schema.list ? slots * 8 + rowCount * 4 : 0
  const bytes = slots * valueBytes(schema) + listBytes
  if (bytes > mostChunkBytes(storedBytes)) {
    throw new ParquetError(
      'limit',
      `${rowCount} rows, of which ${storedBytes} bytes are stored, would take ${bytes} bytes`,
    )
  }
}

/** What a value takes while it is decoded and converted, the bytes of byte strings aside. */
function valueBytes(schema: ColumnSchema): number {
  const { physicalType, typeLength } = schema
  const converted = isFinalLane(schema) ? 0 : convertedBytes(schema)
  switch (physicalType) {
    case PhysicalType.BOOLEAN:
      return 1
    case PhysicalType.INT32:
    case PhysicalType.FLOAT:
      return 4 + converted
    case PhysicalType.INT64:
    case PhysicalType.DOUBLE:
      return 8
    case PhysicalType.INT96:
      return 12 + converted
    case PhysicalType.FIXED_LEN_BYTE_ARRAY:
      return typeLength + 4 + converted
    default:
      return 4 + converted
  }
}

function convertedBytes({ dataKind }: ColumnSchema): number {
  if (dataKind === 'wide') return 16
  return dataKind === 'float' ? 4 : 8
}
