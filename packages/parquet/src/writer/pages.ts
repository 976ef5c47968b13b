import { crc32 } from '../codec/crc32.ts'
import { compress } from '../codec/index.ts'
import { ByteBuffer } from '../encode/byte-buffer.ts'
import type { Values } from '../encode/values.ts'
import { Codec, Encoding, PageType } from '../format/constants.ts'
import type { PageHeader } from '../format/metadata.ts'
import { pageHeader } from '../format/structs.ts'
import { writeStruct } from '../format/thrift-writer.ts'
import type { Content } from './content.ts'
import type { ResolvedOptions } from './options.ts'
import type { RowShape } from './row-shape.ts'

/** Where a page went, counted from the start of its chunk. */
export interface WrittenPage {
  readonly offset: number
  /** Header included. */
  readonly size: number
}

/** A range of rows and the range of non-NULL values that they hold. */
export interface PageRange {
  readonly firstRow: number
  readonly endRow: number
  readonly firstValue: number
  readonly endValue: number
}

/** The pages of one column chunk, one behind the other. */
export class PageBuffer {
  readonly #out: ByteBuffer
  /** Size of all pages before compression, headers included. */
  uncompressedSize = 0
  readonly #options: ResolvedOptions
  readonly #payload: ByteBuffer

  /** @param plainBytes about the size of all values before compression */
  constructor(options: ResolvedOptions, plainBytes: number) {
    this.#options = options
    const packed = options.codec === Codec.UNCOMPRESSED ? plainBytes : plainBytes / 2
    this.#out = new ByteBuffer(Math.ceil(packed * 1.02) + 256)
    this.#payload = new ByteBuffer(Math.min(plainBytes + 64, 1 << 17))
  }

  /** The chunk's bytes; nothing may be added any more. */
  finish(): Uint8Array {
    const { bytes, length } = this.#out
    // Not a view of a much larger buffer, which would be kept alive and posted to other threads
    // with it.
    return length > bytes.length * 0.75 ? bytes.subarray(0, length) : bytes.slice(0, length)
  }

  dictionaryPage(entries: Values): WrittenPage {
    const payload = this.#payload
    payload.length = 0
    entries.writePlain(0, entries.count, payload)
    return this.#write(payload.view(), {
      type: PageType.DICTIONARY_PAGE,
      dictionaryPageHeader: { numValues: entries.count, encoding: Encoding.PLAIN },
    })
  }

  dataPage(shape: RowShape, content: Content, range: PageRange): WrittenPage {
    return this.#options.pageVersion === 1
      ? this.#dataPageV1(shape, content, range)
      : this.#dataPageV2(shape, content, range)
  }

  #dataPageV1(shape: RowShape, content: Content, range: PageRange): WrittenPage {
    const { firstRow, endRow, firstValue, endValue } = range
    const payload = this.#payload
    payload.length = 0
    if (shape.maxRepetition > 0) {
      withLength(payload, () => shape.writeRepetition(firstRow, endRow, payload))
    }
    if (shape.maxDefinition > 0) {
      withLength(payload, () => shape.writeDefinition(firstRow, endRow, payload))
    }
    content.write(firstValue, endValue, payload)
    return this.#write(payload.view(), {
      type: PageType.DATA_PAGE,
      dataPageHeader: {
        numValues: shape.levelCount(firstRow, endRow),
        encoding: content.encoding,
        definitionLevelEncoding: Encoding.RLE,
        repetitionLevelEncoding: Encoding.RLE,
      },
    })
  }

  #dataPageV2(shape: RowShape, content: Content, range: PageRange): WrittenPage {
    const { firstRow, endRow, firstValue, endValue } = range
    const payload = this.#payload
    payload.length = 0
    if (shape.maxRepetition > 0) shape.writeRepetition(firstRow, endRow, payload)
    const repetitionSize = payload.length
    if (shape.maxDefinition > 0) shape.writeDefinition(firstRow, endRow, payload)
    const levelSize = payload.length
    content.write(firstValue, endValue, payload)
    const numValues = shape.levelCount(firstRow, endRow)
    return this.#writeV2(payload.view(), levelSize, {
      numValues,
      numNulls: numValues - (endValue - firstValue),
      numRows: endRow - firstRow,
      encoding: content.encoding,
      definitionLevelsByteLength: levelSize - repetitionSize,
      repetitionLevelsByteLength: repetitionSize,
    })
  }

  #writeV2(
    payload: Uint8Array,
    levelSize: number,
    header: NonNullable<PageHeader['dataPageHeaderV2']>,
  ): WrittenPage {
    const { codec, level } = this.#options
    const values = payload.subarray(levelSize)
    const packed = compress(codec, values, level)
    const isCompressed = codec !== Codec.UNCOMPRESSED && packed.length < values.length
    const stored = new Uint8Array(levelSize + (isCompressed ? packed.length : values.length))
    stored.set(payload.subarray(0, levelSize))
    stored.set(isCompressed ? packed : values, levelSize)
    return this.#append(stored, payload.length, {
      type: PageType.DATA_PAGE_V2,
      dataPageHeaderV2: { ...header, isCompressed },
    })
  }

  #write(payload: Uint8Array, header: PartialHeader): WrittenPage {
    const { codec, level } = this.#options
    return this.#append(compress(codec, payload, level), payload.length, header)
  }

  #append(stored: Uint8Array, uncompressedPageSize: number, header: PartialHeader): WrittenPage {
    const headerBytes = writeStruct<PageHeader>(pageHeader, {
      ...header,
      uncompressedPageSize,
      compressedPageSize: stored.length,
      ...(this.#options.checksums ? { crc: crc32(stored) } : {}),
    })
    const out = this.#out
    const offset = out.length
    out.append(headerBytes)
    out.append(stored)
    this.uncompressedSize += headerBytes.length + uncompressedPageSize
    return { offset, size: out.length - offset }
  }
}

type PartialHeader = Omit<PageHeader, 'uncompressedPageSize' | 'compressedPageSize' | 'crc'>

/** Version 1 puts the length of the levels, four bytes, before them. */
function withLength(out: ByteBuffer, write: () => void): void {
  const at = out.reserve(4)
  out.length = at + 4
  write()
  out.setUint32(at, out.length - at - 4)
}
