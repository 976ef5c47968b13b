import { ParquetError } from '../errors.ts'
import { PhysicalType } from '../format/constants.ts'
import type { ColumnSchema } from '../format/schema.ts'
import type { ChunkPages, StoredPage } from './pages.ts'

/** Bytes that one value takes once it is decoded, without what its pages hold of byte strings. */
function bytesPerValue({ physicalType, typeLength }: ColumnSchema): number {
  switch (physicalType) {
    case PhysicalType.BOOLEAN:
      return 1
    case PhysicalType.INT32:
    case PhysicalType.FLOAT:
    case PhysicalType.BYTE_ARRAY:
      return 4
    case PhysicalType.FIXED_LEN_BYTE_ARRAY:
      return typeLength
    default:
      return 8
  }
}

/**
 * Refuses a chunk before anything of it is allocated where it would take more than `maxBytes`: its values, and the pages that
 * are in memory with them, which are all of them where they hold byte strings. Both sizes are only declared: a few bytes can
 * claim millions of values or a gigabyte of zeros.
 *
 * @param slots the number of values, NULLs included
 * @throws {ParquetError} `limit`
 */
export function checkMemory(
  schema: ColumnSchema,
  pages: ChunkPages,
  slots: number,
  maxBytes: number,
): void {
  const sizes = pages.data.map(uncompressedSize)
  const dictionary = pages.dictionary === undefined ? 0 : uncompressedSize(pages.dictionary)
  const isText = schema.physicalType === PhysicalType.BYTE_ARRAY
  const held = sizes.reduce((most, size) => (isText ? most + size : Math.max(most, size)), 0)
  const bytes = slots * bytesPerValue(schema) + held + dictionary
  if (bytes <= maxBytes) return
  throw new ParquetError(
    'limit',
    `its chunk takes ${bytes} bytes in memory, of ${maxBytes} allowed`,
  )
}

function uncompressedSize({ header }: StoredPage): number {
  return header.uncompressedPageSize
}
