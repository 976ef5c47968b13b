import type { ColumnData } from '../column-data.ts'
import { finishLane, isFinalLane } from '../decode/convert.ts'
import {
  type Allocate,
  allocatePrivate,
  decodeValues,
  gatherLane,
  type Lane,
  makeLane,
  spreadLane,
} from '../decode/lane.ts'
import { finishValidity, type ListRows, makeListRows, makeValidity } from '../decode/rows.ts'
import { corrupt, ParquetError } from '../errors.ts'
import { Encoding } from '../format/constants.ts'
import type { ColumnMetaData } from '../format/metadata.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { type ByteSource, readBytes } from '../source.ts'
import { finishWithCodes } from './codes.ts'
import { checkChunkSize, mostChunkBytes } from './limits.ts'
import type { ParquetFile } from './metadata.ts'
import { gatherNumbers } from './numeric-dictionary.ts'
import { type ChunkPages, listPages, openDictionary, verifyChecksum } from './pages.ts'
import { chunkMetadata, columnOf, planColumnChunk } from './plan.ts'
import { type ChunkDecoding, decodeCodes, isDictionaryCoded, takePage } from './take-page.ts'

export interface DecodeOptions {
  /** Gives the zeroed memory of the result; `(n) => new SharedArrayBuffer(n)` shares it with workers. */
  readonly allocate?: Allocate
  /** Whether to verify the checksums of pages that have one. Default true. */
  readonly checksums?: boolean
}

/** Rows per row group; damaged counts beyond it would only exhaust memory. */
const maxRows = 2 ** 28

/**
 * Decodes one column chunk from its bytes, all of them (`planColumnChunk`). Synchronous; the codecs must have been
 * loaded (`initCodecs`).
 *
 * A BYTE_ARRAY chunk all of whose pages are dictionary-coded comes as `DictionaryData`, otherwise as `BytesData`.
 *
 * @throws {ParquetError} with the column's name
 */
export function decodeColumnChunk(
  file: ParquetFile,
  rowGroup: number,
  column: number,
  bytes: Uint8Array,
  options: DecodeOptions = {},
): ColumnData {
  const schema = readableColumn(file, column)
  const meta = chunkMetadata(file, rowGroup, column)
  try {
    return decodeChunk(schema, meta, file.rowGroups[rowGroup].rowCount, bytes, options)
  } catch (cause) {
    throw inColumn(schema, cause)
  }
}

/** Reads and decodes one column chunk. */
export async function readColumn(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  column: number,
  options: DecodeOptions = {},
): Promise<ColumnData> {
  const { offset, length } = planColumnChunk(file, rowGroup, column)
  const bytes = await readBytes(source, offset, length)
  return decodeColumnChunk(file, rowGroup, column, bytes, options)
}

/** The schema of a column, which must be one that can be read. */
export function readableColumn(file: ParquetFile, column: number): ColumnSchema {
  const schema = columnOf(file, column)
  if (schema.unsupported === undefined) return schema
  throw new ParquetError(
    'unsupported',
    `column ${schema.name} cannot be read: ${schema.unsupported}`,
    { column: schema.name },
  )
}

/** An error of decoding with the column's name. */
export function inColumn(schema: ColumnSchema, cause: unknown): unknown {
  // A RangeError is a typed array that refused an offset or a length: damage that no check foresaw.
  const code =
    cause instanceof ParquetError ? cause.code : cause instanceof RangeError ? 'corrupt' : undefined
  if (code === undefined) return cause
  const message = `column ${schema.name}: ${(cause as Error).message}`
  return new ParquetError(code, message, { column: schema.name, cause })
}

function decodeChunk(
  schema: ColumnSchema,
  meta: ColumnMetaData,
  rowCount: number,
  bytes: Uint8Array,
  options: DecodeOptions,
): ColumnData {
  if (schema.list ? meta.numValues < rowCount : meta.numValues !== rowCount) {
    throw corrupt(`it has ${meta.numValues} values for ${rowCount} rows`)
  }
  return decodePages(schema, meta, listPages(plainBytes(bytes), meta), rowCount, options)
}

/** Decodes pages of a chunk that hold exactly `rowCount` rows; of flat columns the caller has checked that. */
export function decodePages(
  schema: ColumnSchema,
  meta: ColumnMetaData,
  pages: ChunkPages,
  rowCount: number,
  options: DecodeOptions,
): ColumnData {
  const { allocate = allocatePrivate, checksums = true } = options
  let slots = 0
  for (const { levelCount } of pages.data) slots += levelCount
  if (rowCount > maxRows || slots > maxRows) {
    throw new ParquetError('limit', `a row group of ${rowCount} rows, ${slots} values`)
  }
  let stored = 0
  for (const { payload } of pages.data) stored += payload.length
  checkChunkSize(schema, rowCount, slots, stored)
  const list = schema.list ? makeListRows(schema, rowCount, slots, allocate) : undefined
  const validity = list?.elements ?? makeValidity(rowCount, allocate)
  const chunk: ChunkDecoding = { schema, meta, pages, allocate, checksums, validity, list }
  const values = decodeAllPages(chunk)
  return list === undefined ? values : finishList(list, rowCount, values)
}

/** A `Buffer` as what it derives from: some of its methods differ, and kernels stay monomorphic. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array
    ? bytes
    : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

function finishList(list: ListRows, rowCount: number, elements: ColumnData): ColumnData {
  if (list.lists.length !== rowCount) {
    throw corrupt(`the pages hold ${list.lists.length} rows where ${rowCount} belong`)
  }
  list.offsets[rowCount] = elements.length
  const validity = finishValidity(list.lists)
  return { kind: 'list', length: rowCount, validity, offsets: list.offsets, elements }
}

/** Three ways: codes kept, numbers looked up in a converted dictionary, or values decoded page by page. */
function decodeAllPages(chunk: ChunkDecoding): ColumnData {
  const dictionary = decodeDictionary(chunk)
  if (dictionary !== undefined && chunk.pages.data.every(isDictionaryCoded)) {
    const { schema } = chunk
    const entries = finishLane(dictionary.lane, schema, dictionary.count, null, allocatePrivate)
    if (entries.kind !== 'bytes') return gatherNumbers(chunk, entries)
    if (entries.length > 0) return finishWithCodes(chunk, entries)
  }
  return decodeLane(chunk, dictionary)
}

interface DictionaryLane {
  readonly lane: Lane
  readonly count: number
}

function decodeDictionary({
  schema,
  meta,
  pages,
  checksums,
}: ChunkDecoding): DictionaryLane | undefined {
  if (pages.dictionary === undefined) return undefined
  if (checksums) verifyChecksum(pages.dictionary)
  const { count, values } = openDictionary(pages.dictionary, meta.codec)
  // This bounds the allocation: an entry takes a byte at least.
  if (count * Math.max(1, schema.typeLength) > values.end) {
    throw corrupt(`a dictionary of ${count} entries in ${values.end} bytes`)
  }
  const lane = makeLane(schema.physicalType, schema.typeLength, count, allocatePrivate)
  decodeValues(lane, Encoding.PLAIN, values, 0, count)
  return { lane, count }
}

function decodeLane(chunk: ChunkDecoding, dictionary: DictionaryLane | undefined): ColumnData {
  const { schema, validity, allocate } = chunk
  const laneAllocate = isFinalLane(schema) ? allocate : allocatePrivate
  const { physicalType, typeLength } = schema
  let stored = 0
  for (const { payload } of chunk.pages.data) stored += payload.length
  const maxBytes = mostChunkBytes(stored)
  const lane = makeLane(physicalType, typeLength, validity.capacity, laneAllocate, maxBytes)
  for (const page of chunk.pages.data) {
    const { place, values } = takePage(chunk, page)
    const { at, rows, valid } = place
    if (valid > 0) {
      if (!isDictionaryCoded(page)) decodeValues(lane, page.encoding, values, at, valid)
      else {
        if (dictionary === undefined) throw corrupt('a page needs a dictionary and there is none')
        const codes = decodeCodes(values, valid)
        gatherLane(lane, dictionary.lane, codes, at, valid)
      }
    }
    if (valid < rows) {
      spreadLane(lane, validity.bitmap!, at, rows, valid)
    }
  }
  return finishLane(lane, schema, validity.length, finishValidity(validity), allocate)
}
