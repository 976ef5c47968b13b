import type { Codec } from '../format/constants.ts'
import type { SortingColumn } from '../format/metadata.ts'
import type { ColumnSpec } from './column-spec.ts'

/** How column chunks are laid out. Every member has a default. */
export interface EncodeOptions {
  /** Default: SNAPPY. LZ4 and LZO cannot be written. */
  readonly codec?: Codec
  /** The codec's own scale (gzip 1–9, brotli 0–11, zstd 1–22). Default: a fast one. */
  readonly level?: number
  /** Whether columns with encoding `auto` may get a dictionary. Default: true. */
  readonly dictionary?: boolean
  /** Greatest size of the entries of a dictionary that the writer builds itself. Default: 1 MiB. */
  readonly dictionaryBytes?: number
  /** Greatest number of rows in a data page. Default: 20,480. */
  readonly pageRows?: number
  /**
   * A data page ends before it passes this size uncompressed, unless one row alone does. Default: 1
   * MiB.
   */
  readonly pageBytes?: number
  /** Version 2 keeps levels uncompressed; some readers know version 1 only. Default: 1. */
  readonly pageVersion?: 1 | 2
  /** Whether pages carry a CRC-32. Default: true. */
  readonly checksums?: boolean
  /** Whether column and offset indexes are written. Default: true. */
  readonly pageIndex?: boolean
}

export interface WriterOptions extends EncodeOptions {
  readonly columns: readonly ColumnSpec[]
  readonly keyValue?: Iterable<readonly [key: string, value: string]>
  readonly createdBy?: string
  /** The order of rows within every row group, as the caller guarantees it. */
  readonly sortingColumns?: readonly SortingColumn[]
}

export interface ResolvedOptions extends Required<Omit<EncodeOptions, 'level'>> {
  readonly level: number | undefined
}
