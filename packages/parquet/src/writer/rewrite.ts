import { hasBloomHash } from '../bloom-filter.ts'
import type { ColumnData } from '../column-data.ts'
import { ParquetError } from '../errors.ts'
import type { ColumnSchema } from '../format/schema.ts'
import type { ParquetFile } from '../reader/metadata.ts'
import { chunkMetadata } from '../reader/plan.ts'
import type { ByteSource } from '../source.ts'
import type { EncodedChunk } from './chunk-encoder.ts'
import { type ColumnSpec, columnSpecOf } from './column-spec.ts'
import type { EncodeOptions } from './options.ts'
import { type ByteSink, ParquetWriter, type WrittenFile } from './parquet-writer.ts'

/** The columns of a new row group, in the order of the file's. */
export type RowGroupColumns = readonly (ColumnData | EncodedChunk)[]

/** What changes between a file and its successor; everything else stays. */
export interface RewriteOptions extends EncodeOptions {
  /** The row groups to keep, in this order. Default: all of them. */
  readonly keep?: readonly number[]
  /** New content of row groups, by their number in the old file. Those that are not kept count for nothing. */
  readonly replace?: ReadonlyMap<number, RowGroupColumns>
  /** Row groups to append. They are taken one by one, so that a generator needs memory for one. */
  readonly add?: Iterable<RowGroupColumns> | AsyncIterable<RowGroupColumns>
  /** Key-value metadata to set, or with `null` to remove. Entries that are not named stay. */
  readonly keyValue?: Iterable<readonly [key: string, value: string | null]>
  readonly createdBy?: string
}

/**
 * Writes the successor of a file: unchanged row groups are copied as bytes, never decoded, with their statistics and
 * column indexes as far as `columnStatistics` trusts them, their offset indexes and Bloom filters; then come new ones under a new
 * footer. The cost follows the size of the file only as far as its
 * bytes are copied.
 *
 * The old file is not touched, so the new one must go elsewhere, to be renamed over the old once it is complete. A column
 * that has Bloom filters in a row group that is kept gets them in new row groups too.
 *
 * @param file what `readMetadata` says of `source`
 * @throws RangeError where the file has no such row group
 * @throws TypeError, RangeError where new columns do not fit the file's; see `encodeColumnChunk`
 * @throws ParquetError `unsupported` where the file has columns that cannot be written (structs, maps, deeper lists) or
 *   share a name, others where its metadata is damaged
 */
export async function rewriteFile(
  source: ByteSource,
  file: ParquetFile,
  sink: ByteSink,
  options: RewriteOptions = {},
): Promise<WrittenFile> {
  const { keep = file.rowGroups.keys(), replace, add = [], keyValue = [], ...rest } = options
  const kept = [...keep]
  for (const rowGroup of kept) {
    if (file.rowGroups[rowGroup] === undefined) {
      throw new RangeError(`the file has no row group ${rowGroup}`)
    }
  }
  checkNames(file)
  const writer = new ParquetWriter(sink, {
    ...rest,
    columns: file.columns.map((_, column) => successor(file, column, kept)),
    keyValue: mergedKeyValue(file, keyValue),
  })
  for (const rowGroup of kept) {
    const columns = replace?.get(rowGroup)
    if (columns === undefined) await writer.copyRowGroup(source, file, rowGroup)
    else await writer.writeRowGroup(columns)
  }
  for await (const columns of add) await writer.writeRowGroup(columns)
  return writer.finish()
}

function checkNames({ columns }: ParquetFile): void {
  const names = new Set<string>()
  for (const { name } of columns) {
    if (names.has(name)) throw new ParquetError('unsupported', `two columns are named ${name}`)
    names.add(name)
  }
}

function successor(file: ParquetFile, column: number, kept: readonly number[]): ColumnSpec {
  const spec = writableSpec(file.columns[column])
  if (!hasBloomHash(spec.physicalType)) return spec
  const bloomFilter = kept.some(
    (rowGroup) => chunkMetadata(file, rowGroup, column).bloomFilterOffset !== undefined,
  )
  return bloomFilter ? { ...spec, bloomFilter } : spec
}

function writableSpec(schema: ColumnSchema): ColumnSpec {
  try {
    return columnSpecOf(schema)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new ParquetError('unsupported', cause.message, { column: schema.name, cause })
  }
}

function mergedKeyValue(
  file: ParquetFile,
  changes: NonNullable<RewriteOptions['keyValue']>,
): Map<string, string> {
  const merged = new Map(file.keyValue)
  for (const [key, value] of changes) {
    if (value === null) merged.delete(key)
    else merged.set(key, value)
  }
  return merged
}
