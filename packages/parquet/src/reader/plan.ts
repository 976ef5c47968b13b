import { corrupt, ParquetError } from '../errors.ts'
import { magic } from '../format/constants.ts'
import type { ColumnMetaData } from '../format/metadata.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { type ByteSource, readBytes } from '../source.ts'
import type { ParquetFile } from './metadata.ts'

/** A range of bytes of a file. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** One column chunk to read, by the indexes of its row group and column. */
export interface ChunkId {
  readonly rowGroup: number
  readonly column: number
}

/** A chunk and where its bytes are: `bytes[start, start + length)` of the read that holds it. */
export interface PlannedChunk extends ChunkId {
  readonly start: number
  readonly length: number
}

/** One read of the file and the chunks in it. */
export interface PlannedRead extends ByteRange {
  readonly chunks: readonly PlannedChunk[]
}

export interface PlanOptions {
  /** Chunks with a gap of at most this many bytes between them share a read. Default 64 KiB. */
  readonly maxGap?: number
  /** No read is made longer than this by sharing. Default 16 MiB. */
  readonly maxRead?: number
}

/** Early parquet-mr left the dictionary page's header out of the chunk's size (PARQUET-816). */
const oldWriterSlack = 100

/** Where the pages of a column chunk are. */
export function planColumnChunk(file: ParquetFile, rowGroup: number, column: number): ByteRange {
  const schema = columnOf(file, column)
  const meta = chunkMetadata(file, rowGroup, column)
  const { dataPageOffset, dictionaryPageOffset } = meta
  // Nothing is read of a chunk without values, so its offsets may be anything.
  if (meta.numValues === 0) return { offset: magic.length, length: 0 }
  // Some writers put 0 for "no dictionary page".
  const hasDictionary =
    dictionaryPageOffset !== undefined &&
    dictionaryPageOffset > 0 &&
    dictionaryPageOffset < dataPageOffset
  const offset = hasDictionary ? dictionaryPageOffset : dataPageOffset
  let length = meta.totalCompressedSize
  if (offset < magic.length || length < 0 || offset + length > file.footerOffset) {
    throw damaged(schema, `its chunk (${length} bytes at ${offset}) lies outside the file's data`)
  }
  if (isOldParquetMr(file.createdBy)) {
    length = Math.min(length + oldWriterSlack, file.footerOffset - offset)
  }
  return { offset, length }
}

function isOldParquetMr(createdBy: string | undefined): boolean {
  const version = /^parquet-mr version 1\.(\d+)\.(\d+)/.exec(createdBy ?? '')
  if (version === null) return createdBy === 'parquet-mr'
  const minor = Number(version[1])
  return minor < 2 || (minor === 2 && Number(version[2]) < 9)
}

/**
 * Plans the reads for several chunks: sorted by offset, with neighbours joined. A chunk that is asked for
 * twice is planned twice.
 */
export function planRead(
  file: ParquetFile,
  chunks: readonly ChunkId[],
  options: PlanOptions = {},
): PlannedRead[] {
  const ranges = chunks.map((id) => planColumnChunk(file, id.rowGroup, id.column))
  return joinRanges(ranges, options).map(({ offset, length, parts }) => ({
    offset,
    length,
    chunks: parts.map((part) => ({
      ...chunks[part],
      start: ranges[part].offset - offset,
      length: ranges[part].length,
    })),
  }))
}

/** One read of the file, and the indexes of the ranges in it, in ascending order of their offsets. */
interface JoinedRange extends ByteRange {
  readonly parts: readonly number[]
}

/** Plans the reads for several ranges: sorted by offset, with neighbours joined. */
export function joinRanges(ranges: readonly ByteRange[], options: PlanOptions = {}): JoinedRange[] {
  const { maxGap = 64 * 1024, maxRead = 16 * 1024 * 1024 } = options
  const order = [...ranges.keys()].sort((a, b) => ranges[a].offset - ranges[b].offset)
  const reads: { offset: number; length: number; parts: number[] }[] = []
  for (const part of order) {
    const { offset, length } = ranges[part]
    const last = reads.at(-1)
    const end = offset + length
    if (
      last !== undefined &&
      offset <= last.offset + last.length + maxGap &&
      end - last.offset <= maxRead
    ) {
      last.length = Math.max(last.length, end - last.offset)
      last.parts.push(part)
    } else {
      reads.push({ offset, length, parts: [part] })
    }
  }
  return reads
}

/** Reads several ranges with as few reads as {@link joinRanges} plans, at once. The results are in the order of `ranges`. */
export async function readRanges(
  source: ByteSource,
  ranges: readonly ByteRange[],
  options: PlanOptions = {},
): Promise<Uint8Array[]> {
  const results = new Array<Uint8Array>(ranges.length)
  await Promise.all(
    joinRanges(ranges, options).map(async ({ offset, length, parts }) => {
      const bytes = await readBytes(source, offset, length)
      for (const part of parts) {
        const start = ranges[part].offset - offset
        results[part] = bytes.subarray(start, start + ranges[part].length)
      }
    }),
  )
  return results
}

/** The schema of a column by its index. @throws RangeError where there is none */
export function columnOf(file: ParquetFile, column: number): ColumnSchema {
  const schema = file.columns[column]
  if (schema === undefined) throw new RangeError(`there is no column ${column}`)
  return schema
}

/** The metadata of a chunk that can be read; throws where it is encrypted, elsewhere or of another type. */
export function chunkMetadata(file: ParquetFile, rowGroup: number, column: number): ColumnMetaData {
  const schema = columnOf(file, column)
  const group = file.metadata.rowGroups[rowGroup]
  if (group === undefined) throw new RangeError(`there is no row group ${rowGroup}`)
  const chunks = group.columns
  if (chunks.length !== file.columns.length) {
    throw damaged(schema, `a row group of ${chunks.length} columns in ${file.columns.length}`)
  }
  const chunk = chunks[column]
  if (chunk.cryptoMetadata !== undefined || chunk.encryptedColumnMetadata !== undefined) {
    throw new ParquetError('encrypted', `column ${schema.name} is encrypted`, {
      column: schema.name,
    })
  }
  if (chunk.filePath !== undefined && chunk.filePath !== '') {
    throw new ParquetError(
      'unsupported',
      `column ${schema.name} is in the file ${chunk.filePath}`,
      {
        column: schema.name,
      },
    )
  }
  const meta = chunk.metaData
  if (meta === undefined) throw damaged(schema, 'its chunk has no metadata')
  if (meta.type !== schema.physicalType) throw damaged(schema, 'its chunk is of another type')
  if (meta.numValues < 0) throw damaged(schema, `its chunk has ${meta.numValues} values`)
  return meta
}

/** As {@link chunkMetadata}, but `undefined` instead of an error: for what only helps to skip the chunk. */
export function readableChunk(
  file: ParquetFile,
  rowGroup: number,
  column: number,
): ColumnMetaData | undefined {
  try {
    const meta = chunkMetadata(file, rowGroup, column)
    planColumnChunk(file, rowGroup, column)
    return meta
  } catch (error) {
    if (error instanceof ParquetError) return undefined
    throw error
  }
}

function damaged(schema: ColumnSchema, reason: string): ParquetError {
  return new ParquetError('corrupt', `column ${schema.name} is damaged: ${reason}`, {
    column: schema.name,
    cause: corrupt(reason),
  })
}
