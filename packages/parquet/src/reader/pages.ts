import { crc32 } from '../codec/crc32.ts'
import { decompress } from '../codec/index.ts'
import { lengthPrefix, type ValueBytes } from '../decode/lane.ts'
import type { Levels } from '../decode/rows.ts'
import { bitWidth } from '../encode/bit-pack.ts'
import { corrupt, ParquetError, unsupported } from '../errors.ts'
import { Codec, Encoding, nameOf, PageType } from '../format/constants.ts'
import type { ColumnMetaData, PageHeader } from '../format/metadata.ts'
import { pageHeader } from '../format/structs.ts'
import { readStruct } from '../format/thrift-reader.ts'
import { mostPageBytes } from './limits.ts'

/** A page as it stands in the chunk: its header and its stored payload. */
export interface StoredPage {
  readonly header: PageHeader
  readonly payload: Uint8Array
}

export interface DataPage extends StoredPage {
  readonly encoding: Encoding
  /** Number of levels, NULLs included. */
  readonly levelCount: number
}

export interface ChunkPages {
  readonly dictionary: StoredPage | undefined
  readonly data: readonly DataPage[]
}

/**
 * Finds the pages of a chunk by walking its page headers, without looking at their payload. The pages of a sound
 * chunk hold exactly `meta.numValues` values.
 *
 * @throws {ParquetError} `corrupt` where headers and metadata disagree
 */
export function listPages(bytes: Uint8Array, meta: ColumnMetaData): ChunkPages {
  let dictionary: StoredPage | undefined
  const data: DataPage[] = []
  let position = 0
  let found = 0
  while (found < meta.numValues) {
    if (position >= bytes.length) {
      throw corrupt(`the pages hold ${found} values where ${meta.numValues} belong`)
    }
    const { page, end } = pageAt(bytes, position)
    position = end
    if (page.header.type === PageType.DICTIONARY_PAGE) {
      if (dictionary !== undefined || data.length > 0)
        throw corrupt('a dictionary page is not the first')
      dictionary = page
    } else {
      const dataPage = asDataPage(page)
      if (dataPage === undefined) continue
      found += dataPage.levelCount
      data.push(dataPage)
    }
  }
  if (found > meta.numValues) {
    throw corrupt(`the pages hold ${found} values where ${meta.numValues} belong`)
  }
  return { dictionary, data }
}

/**
 * Takes the pages of one column chunk apart that were read by an offset index.
 *
 * @param before the bytes between the chunk's beginning and its first data page: the dictionary page or nothing
 * @param bytes the bytes of the pages, of which the first begins at `places[0].offset` in the file
 * @param flat whether every value is a row
 * @throws {ParquetError} `corrupt` where the pages are not what the index says
 */
export function listIndexedPages(
  before: Uint8Array,
  bytes: Uint8Array,
  places: readonly PagePlace[],
  flat: boolean,
): ChunkPages {
  let dictionary: StoredPage | undefined
  // A data page among them would make every row number of the index wrong.
  for (let position = 0; position < before.length; ) {
    const { page, end } = pageAt(before, position)
    if (asDataPage(page) !== undefined) throw misplaced()
    if (page.header.type === PageType.DICTIONARY_PAGE) dictionary ??= page
    position = end
  }
  const data = places.map(({ offset, length, rowCount }) => {
    const start = offset - places[0].offset
    const { page, end } = pageAt(bytes, start)
    const dataPage = asDataPage(page)
    if (dataPage === undefined || end !== start + length) throw misplaced()
    if (flat && dataPage.levelCount !== rowCount) throw misplaced()
    return dataPage
  })
  return { dictionary, data }
}

interface PagePlace {
  readonly offset: number
  readonly length: number
  readonly rowCount: number
}

function misplaced(): ParquetError {
  return corrupt('its pages are not what the offset index says')
}

function pageAt(bytes: Uint8Array, start: number): { page: StoredPage; end: number } {
  const { value: header, end } = readStruct(pageHeader, bytes, start)
  const length = header.compressedPageSize
  if (length < 0 || length > bytes.length - end) throw corrupt('a page passes its chunk')
  checkUncompressedSize(header)
  return { page: { header, payload: bytes.subarray(end, end + length) }, end: end + length }
}

/** `undefined` where the page holds no data. */
function asDataPage(page: StoredPage): DataPage | undefined {
  const { header } = page
  if (header.type !== PageType.DATA_PAGE && header.type !== PageType.DATA_PAGE_V2) return undefined
  const body = header.type === PageType.DATA_PAGE ? header.dataPageHeader : header.dataPageHeaderV2
  if (body === undefined) throw corrupt('a data page has no header of its kind')
  if (body.numValues < 0) throw corrupt(`a page of ${body.numValues} values`)
  return { ...page, encoding: body.encoding, levelCount: body.numValues }
}

/** That a codec cannot make so much of so little is seen when the page is decompressed. */
function checkUncompressedSize(header: PageHeader): void {
  const size = header.uncompressedPageSize
  if (size < 0) throw corrupt(`a page declares ${size} bytes`)
  if (size > mostPageBytes(header.compressedPageSize)) {
    throw new ParquetError(
      'limit',
      `a page of ${header.compressedPageSize} stored bytes declares ${size}`,
    )
  }
}

/** Compares the payload with the header's checksum, where there is one. */
export function verifyChecksum({ header, payload }: StoredPage): void {
  if (header.crc !== undefined && crc32(payload) !== header.crc) {
    throw corrupt('the checksum of a page does not match')
  }
}

/** The parts of a data page, decompressed. */
export interface OpenPage {
  /** `undefined` where the column's maximum is 0 and none are stored. */
  readonly repetition: Levels | undefined
  readonly definition: Levels | undefined
  readonly values: ValueBytes
}

/** Decompresses a dictionary page. */
export function openDictionary(
  page: StoredPage,
  codec: Codec,
): { count: number; values: ValueBytes } {
  const { header } = page
  const body = header.dictionaryPageHeader
  if (body === undefined) throw corrupt('a dictionary page has no dictionary header')
  if (body.encoding !== Encoding.PLAIN && body.encoding !== Encoding.PLAIN_DICTIONARY) {
    throw unsupported(`cannot read a dictionary of encoding ${nameOf(Encoding, body.encoding)}`)
  }
  const bytes = decompress(codec, page.payload, header.uncompressedPageSize)
  if (body.numValues < 0) throw corrupt(`a dictionary of ${body.numValues} values`)
  return { count: body.numValues, values: { bytes, start: 0, end: bytes.length } }
}

/** Decompresses a data page and finds its levels and values. */
export function openPage(
  page: DataPage,
  codec: Codec,
  maxRepetition: number,
  maxDefinition: number,
): OpenPage {
  return page.header.type === PageType.DATA_PAGE
    ? openPageV1(page, codec, maxRepetition, maxDefinition)
    : openPageV2(page, codec, maxRepetition, maxDefinition)
}

function openPageV1(
  { header, payload, levelCount }: DataPage,
  codec: Codec,
  maxRepetition: number,
  maxDefinition: number,
): OpenPage {
  const body = header.dataPageHeader!
  const bytes = decompress(codec, payload, header.uncompressedPageSize)
  let start = 0
  const take = (encoding: Encoding, max: number): Levels | undefined => {
    if (max === 0) return undefined
    let length: number
    if (encoding === Encoding.RLE) {
      length = lengthPrefix(bytes, start, bytes.length)
      start += 4
    } else if (encoding === Encoding.BIT_PACKED) {
      length = Math.ceil((levelCount * bitWidth(max)) / 8)
      if (length > bytes.length - start) throw corrupt('bit-packed levels end too early')
    } else {
      throw unsupported(`cannot read levels of encoding ${nameOf(Encoding, encoding)}`)
    }
    const levels = { bytes, start, end: start + length, encoding }
    start += length
    return levels
  }
  const repetition = take(body.repetitionLevelEncoding, maxRepetition)
  const definition = take(body.definitionLevelEncoding, maxDefinition)
  return { repetition, definition, values: { bytes, start, end: bytes.length } }
}

/** Levels of version 2 stand uncompressed before the values, always RLE, without a length of their own. */
function openPageV2(
  { header, payload }: DataPage,
  codec: Codec,
  maxRepetition: number,
  maxDefinition: number,
): OpenPage {
  const body = header.dataPageHeaderV2!
  const repetitionLength = body.repetitionLevelsByteLength
  const definitionLength = body.definitionLevelsByteLength
  const levelsLength = repetitionLength + definitionLength
  if (
    repetitionLength < 0 ||
    definitionLength < 0 ||
    levelsLength > payload.length ||
    levelsLength > header.uncompressedPageSize
  ) {
    throw corrupt('the levels of a page are longer than the page')
  }
  const levels = (start: number, end: number): Levels => ({
    bytes: payload,
    start,
    end,
    encoding: Encoding.RLE,
  })
  const stored = payload.subarray(levelsLength)
  const size = header.uncompressedPageSize - levelsLength
  // Writers leave an empty section uncompressed whatever the flag says.
  const isPlain = body.isCompressed === false || (stored.length === 0 && size === 0)
  const bytes = decompress(isPlain ? Codec.UNCOMPRESSED : codec, stored, size)
  return {
    repetition: maxRepetition === 0 ? undefined : levels(0, repetitionLength),
    definition: maxDefinition === 0 ? undefined : levels(repetitionLength, levelsLength),
    values: { bytes, start: 0, end: bytes.length },
  }
}
