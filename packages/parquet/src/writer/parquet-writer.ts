import { initCodecs } from '../codec/index.ts'
import type { ColumnData } from '../column-data.ts'
import { ByteBuffer } from '../encode/byte-buffer.ts'
import { magic } from '../format/constants.ts'
import type { FileMetaData, RowGroup } from '../format/metadata.ts'
import { fileMetaData } from '../format/structs.ts'
import { writeStruct } from '../format/thrift-writer.ts'
import { type ParquetFile, parseMetadata } from '../reader/metadata.ts'
import type { ByteRange } from '../reader/plan.ts'
import { type ByteSource, readBytes } from '../source.ts'
import { checkSpec } from './check-spec.ts'
import {
  type CopiedChunk,
  copiedBloomFilter,
  copiedOrder,
  copiedRecord,
  planCopy,
  readIndexes,
} from './chunk-copy.ts'
import { type EncodedChunk, encodeColumnChunk } from './chunk-encoder.ts'
import { columnForm, formMismatch } from './column-form.ts'
import type { ColumnSpec } from './column-spec.ts'
import type { WriterOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'
import {
  type ChunkRecord,
  encodedRecord,
  finishRowGroup,
  type RowGroupRecord,
  withBloomFilter,
} from './row-group-record.ts'
import { schemaElements } from './schema-elements.ts'

/** Where a file goes. `bytes` are never changed after the call. */
export interface ByteSink {
  write(bytes: Uint8Array): void | Promise<void>
}

export interface WrittenFile {
  readonly bytesWritten: number
  readonly metadata: FileMetaData
  /** The file as a reader would find it, so that it need not be opened to be read. */
  readonly file: ParquetFile
}

/** Chunks are copied in steps of this size, so that memory stays bounded. */
const copyStepBytes = 8 * 1024 * 1024
/** Page indexes are collected to writes of about this size. */
const indexStepBytes = 1024 * 1024
/** The form `application version x (build y)` is what parquet-mr can parse. */
const defaultCreatedBy = 'sqlexec version 0.1.0 (build 0)'

/**
 * Writes one Parquet file strictly forward: row groups (and opaque blocks) as they come, then page
 * indexes and footer. At most one column chunk is held in memory, beside the page indexes.
 *
 * Calls must be awaited one after the other. When a call fails because of its arguments, nothing of
 * it is in the footer and the writer can go on (bytes already written stay as a gap); when the sink
 * fails, the file is lost.
 */
export class ParquetWriter {
  readonly #sink: ByteSink
  readonly #options: WriterOptions
  readonly #keyValue: Map<string, string>
  readonly #rowGroups: RowGroupRecord[] = []
  #position = 0
  #state: 'open' | 'busy' | 'finished' | 'failed' = 'open'

  /**
   * @throws RangeError for options out of range, a spec that does not fit together, or a column
   *   name that occurs twice; TypeError for a name that is no text
   * @throws ParquetError `unsupported` for a codec that cannot be written
   */
  constructor(sink: ByteSink, options: WriterOptions) {
    resolveOptions(options)
    options.columns.forEach(checkSpec)
    checkNames(options.columns)
    checkSorting(options)
    this.#sink = sink
    this.#options = options
    this.#keyValue = new Map(options.keyValue ?? [])
  }

  /** Bytes that went to the sink so far. */
  get bytesWritten(): number {
    return this.#position
  }

  /**
   * Encodes and writes one row group, a column after the other. Columns that were encoded before,
   * perhaps on another thread, are taken as they are. Without rows it does nothing: readers refuse
   * empty row groups.
   *
   * @throws TypeError where columns differ in length or do not fit their spec; see {@link
   *   encodeColumnChunk}
   */
  async writeRowGroup(columns: readonly (ColumnData | EncodedChunk)[]): Promise<void> {
    const rowCount = columns.length === 0 ? 0 : rowsOf(columns[0])
    await this.#exclusive(() => this.#rowGroup(rowCount, columns))
  }

  /**
   * Copies one row group of another file without decoding it. Page indexes and Bloom filters come
   * along.
   *
   * @param columns for each column of this file the source's column index, or new data for a column
   *   that the source lacks or that changed. Default: the source's columns in order.
   * @throws TypeError where a source column has another type or nullability
   * @throws ParquetError where the source's metadata is damaged, encrypted or points to other files
   */
  async copyRowGroup(
    source: ByteSource,
    file: ParquetFile,
    rowGroup: number,
    columns: readonly (number | ColumnData | EncodedChunk)[] = this.#options.columns.map(
      (_, i) => i,
    ),
  ): Promise<void> {
    const group = file.rowGroups[rowGroup]
    if (group === undefined) throw new RangeError(`the source has no row group ${rowGroup}`)
    const parts = columns.map((part, i) =>
      typeof part === 'number' ? planCopy(this.#spec(i), source, file, rowGroup, part) : part,
    )
    await this.#exclusive(() => this.#rowGroup(group.rowCount, parts))
  }

  /** Writes bytes that belong to no column; readers skip them. Returns where they are. */
  async writeBlock(bytes: Uint8Array): Promise<ByteRange> {
    return this.#exclusive(async () => {
      const offset = this.#position
      await this.#write(bytes)
      return { offset, length: bytes.length }
    })
  }

  /** Sets an entry of the footer's key-value metadata; the last value of a key counts. */
  setKeyValue(key: string, value: string): void {
    this.#keyValue.set(key, value)
  }

  /** Writes page indexes and footer. The sink is the caller's to flush and close. */
  async finish(): Promise<WrittenFile> {
    const written = await this.#exclusive(() => this.#finish())
    this.#state = 'finished'
    return written
  }

  async #finish(): Promise<WrittenFile> {
    const rowGroups = await this.#writeIndexes()
    const metadata = this.#metadata(rowGroups)
    const footer = writeStruct(fileMetaData, metadata)
    const tail = new ByteBuffer(footer.length + 8)
    tail.append(footer)
    tail.reserve(8)
    tail.setUint32(tail.length, footer.length)
    tail.length += 4
    tail.append(magic)
    await this.#write(tail.view())
    const file = parseMetadata(footer, this.#position)
    return { bytesWritten: this.#position, metadata, file }
  }

  #spec(index: number): ColumnSpec {
    const spec = this.#options.columns[index]
    if (spec === undefined) throw new TypeError(`there is no column ${index}`)
    return spec
  }

  async #rowGroup(
    rowCount: number,
    parts: readonly (ColumnData | EncodedChunk | CopiedChunk)[],
  ): Promise<void> {
    const { columns } = this.#options
    if (parts.length !== columns.length) {
      throw new TypeError(`${parts.length} columns of data for ${columns.length} columns`)
    }
    parts.forEach((part, i) => {
      if (part.kind !== 'copied' && rowsOf(part) !== rowCount) {
        throw new TypeError(`column ${columns[i].name} has ${rowsOf(part)} rows, not ${rowCount}`)
      }
    })
    if (rowCount === 0) return
    const indexes = await readIndexes(parts.filter((part) => part.kind === 'copied'))
    const chunks: ChunkRecord[] = []
    const bloomFilters: (Uint8Array | undefined)[] = []
    let nextIndex = 0
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]
      const offset = this.#position
      if (part.kind === 'copied') {
        await this.#copy(part)
        chunks.push(copiedRecord(columns[i], part, indexes[nextIndex++], offset))
        bloomFilters.push(await copiedBloomFilter(part))
      } else {
        const chunk = this.#encoded(columns[i], part)
        await this.#write(chunk.bytes)
        chunks.push(encodedRecord(columns[i], chunk, offset))
        bloomFilters.push(chunk.bloomFilter)
      }
    }
    await this.#writeBloomFilters(chunks, bloomFilters)
    this.#rowGroups.push({ rowCount, chunks, sortingColumns: copiedOrder(parts) })
  }

  /** Behind their row group rather than before the footer, so that they need not be kept. */
  async #writeBloomFilters(
    chunks: ChunkRecord[],
    bloomFilters: readonly (Uint8Array | undefined)[],
  ): Promise<void> {
    for (let i = 0; i < chunks.length; i++) {
      const bytes = bloomFilters[i]
      if (bytes === undefined) continue
      const place = { offset: this.#position, length: bytes.length }
      await this.#write(bytes)
      chunks[i] = withBloomFilter(chunks[i], place)
    }
  }

  #encoded(spec: ColumnSpec, part: ColumnData | EncodedChunk): EncodedChunk {
    if (part.kind !== 'encoded') return encodeColumnChunk(spec, part, this.#options)
    const reason = formMismatch(columnForm(spec), part.form)
    if (reason !== undefined) {
      throw new TypeError(`column ${spec.name} was encoded with another ${reason}`)
    }
    return part
  }

  async #copy({ source, range }: CopiedChunk): Promise<void> {
    const end = range.offset + range.length
    for (let at = range.offset; at < end; at += copyStepBytes) {
      await this.#write(await readBytes(source, at, Math.min(copyStepBytes, end - at)))
    }
  }

  async #writeIndexes(): Promise<RowGroup[]> {
    const rowGroups: RowGroup[] = []
    let pending = new ByteBuffer()
    for (const record of this.#rowGroups) {
      const ordinal = rowGroups.length
      const order = this.#options.sortingColumns ?? record.sortingColumns ?? []
      rowGroups.push(finishRowGroup(record, ordinal, order, pending, this.#position))
      if (pending.length < indexStepBytes) continue
      await this.#write(pending.view())
      pending = new ByteBuffer()
    }
    if (pending.length > 0) await this.#write(pending.view())
    return rowGroups
  }

  #metadata(rowGroups: RowGroup[]): FileMetaData {
    const { columns, createdBy = defaultCreatedBy } = this.#options
    const keyValueMetadata = [...this.#keyValue].map(([key, value]) => ({ key, value }))
    return {
      version: 2,
      schema: schemaElements(columns),
      numRows: rowGroups.reduce((sum, group) => sum + group.numRows, 0),
      rowGroups,
      ...(keyValueMetadata.length === 0 ? {} : { keyValueMetadata }),
      createdBy,
      columnOrders: columns.map(() => ({ TYPE_ORDER: {} })),
    }
  }

  /**
   * Runs one call at a time, before the first of them loads the codecs and writes the opening
   * magic. Two at once would mix their bytes.
   */
  async #exclusive<T>(call: () => Promise<T>): Promise<T> {
    if (this.#state === 'busy') throw new Error('calls of a ParquetWriter must be awaited')
    if (this.#state === 'finished') throw new Error('the Parquet file is finished already')
    if (this.#state === 'failed') throw new Error('an earlier write of the Parquet file failed')
    this.#state = 'busy'
    try {
      await initCodecs()
      if (this.#position === 0) await this.#write(magic.slice())
      return await call()
    } finally {
      if (this.#state === 'busy') this.#state = 'open'
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const position = this.#position + bytes.length
    try {
      await this.#sink.write(bytes)
    } catch (error) {
      this.#state = 'failed'
      throw error
    }
    this.#position = position
  }
}

function rowsOf(part: ColumnData | EncodedChunk | CopiedChunk): number {
  if (part?.kind === undefined) throw new TypeError('a row group has a column without data')
  if (part.kind === 'encoded') return part.rowCount
  if (part.kind === 'copied') return part.file.rowGroups[part.rowGroup].rowCount
  return part.length
}

function checkNames(columns: readonly ColumnSpec[]): void {
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) throw new RangeError(`two columns are named ${name}`)
    names.add(name)
  }
}

function checkSorting({ columns, sortingColumns = [] }: WriterOptions): void {
  for (const { columnIdx } of sortingColumns) {
    if (columns[columnIdx] === undefined) {
      throw new RangeError(`rows cannot be sorted by column ${columnIdx}: there is none`)
    }
  }
}
