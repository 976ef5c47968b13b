import { decodeHybrid } from '../decode/hybrid.ts'
import type { Allocate, ValueBytes } from '../decode/lane.ts'
import {
  type ListRows,
  type PageRows,
  takeFlatRows,
  takeListRows,
  type Validity,
} from '../decode/rows.ts'
import { corrupt } from '../errors.ts'
import { Encoding } from '../format/constants.ts'
import type { ColumnMetaData } from '../format/metadata.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { type ChunkPages, type DataPage, openPage, verifyChecksum } from './pages.ts'

/** A chunk on its way to column data. */
export interface ChunkDecoding {
  readonly schema: ColumnSchema
  readonly meta: ColumnMetaData
  readonly pages: ChunkPages
  readonly allocate: Allocate
  readonly checksums: boolean
  /** Validity of the values: of the rows, or of a list's elements. */
  readonly validity: Validity
  readonly list: ListRows | undefined
}

/** Whether the values of a page are codes of the chunk's dictionary. */
export function isDictionaryCoded({ encoding }: DataPage): boolean {
  return encoding === Encoding.RLE_DICTIONARY || encoding === Encoding.PLAIN_DICTIONARY
}

/** Opens a data page and takes its levels. */
export function takePage(
  chunk: ChunkDecoding,
  page: DataPage,
): { place: PageRows; values: ValueBytes } {
  const { schema, meta, validity, list } = chunk
  if (chunk.checksums) verifyChecksum(page)
  const open = openPage(page, meta.codec, schema.maxRepetition, schema.maxDefinition)
  const place =
    list === undefined
      ? takeFlatRows(validity, open.definition, page.levelCount)
      : takeListRows(list, open.repetition, open.definition, page.levelCount)
  const nulls = page.header.dataPageHeaderV2?.numNulls
  if (nulls !== undefined && list === undefined && nulls !== place.rows - place.valid) {
    throw corrupt(`a page has ${place.rows - place.valid} NULLs where its header says ${nulls}`)
  }
  return { place, values: open.values }
}

let scratch = new Int32Array(0)
/** A larger page gets memory of its own, which does not stay. */
const maxScratch = 1 << 20

/**
 * Decodes the dictionary codes of a page into scratch memory that holds until the next call. They are not checked
 * against the dictionary. A byte of bit width goes before the runs.
 *
 * @param room least length of the returned array
 */
export function decodeCodes(
  { bytes, start, end }: ValueBytes,
  count: number,
  room = count,
): Int32Array {
  if (start >= end) throw corrupt('a page of dictionary codes is empty')
  const out = room <= scratch.length ? scratch : new Int32Array(room)
  if (room <= maxScratch) scratch = out
  decodeHybrid(bytes, start + 1, end, bytes[start], out, 0, count)
  return out
}
