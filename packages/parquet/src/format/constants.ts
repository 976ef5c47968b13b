/**
 * Numbers that the format fixes (parquet.thrift), shared by reader and writer.
 *
 *     file:   "PAR1"  row groups …  page indexes, bloom filters …  FileMetaData  length(4, LE)  "PAR1"
 *     chunk:  [dictionary page]  data page  data page …
 *     page:   PageHeader (Thrift compact)  payload (compressed_page_size bytes)
 */

/** `PAR1`, at both ends of a file. */
export const magic = new Uint8Array([0x50, 0x41, 0x52, 0x31])
/** `PARE`, in the place of `PAR1` where the footer is encrypted. */
export const encryptedMagic = new Uint8Array([0x50, 0x41, 0x52, 0x45])
/** The footer's length and the closing magic. */
export const footerTailBytes = 8

/** How values are stored (`Type` in parquet.thrift). */
export const PhysicalType = {
  BOOLEAN: 0,
  INT32: 1,
  INT64: 2,
  INT96: 3,
  FLOAT: 4,
  DOUBLE: 5,
  BYTE_ARRAY: 6,
  FIXED_LEN_BYTE_ARRAY: 7,
} as const
export type PhysicalType = (typeof PhysicalType)[keyof typeof PhysicalType]

/** What values mean, as files before the logical types say it. */
export const ConvertedType = {
  UTF8: 0,
  MAP: 1,
  MAP_KEY_VALUE: 2,
  LIST: 3,
  ENUM: 4,
  DECIMAL: 5,
  DATE: 6,
  TIME_MILLIS: 7,
  TIME_MICROS: 8,
  TIMESTAMP_MILLIS: 9,
  TIMESTAMP_MICROS: 10,
  UINT_8: 11,
  UINT_16: 12,
  UINT_32: 13,
  UINT_64: 14,
  INT_8: 15,
  INT_16: 16,
  INT_32: 17,
  INT_64: 18,
  JSON: 19,
  BSON: 20,
  INTERVAL: 21,
} as const
export type ConvertedType = (typeof ConvertedType)[keyof typeof ConvertedType]

/** Whether a field of the schema is always there, may be NULL, or repeats. */
export const Repetition = { REQUIRED: 0, OPTIONAL: 1, REPEATED: 2, VECTOR: 3 } as const
export type Repetition = (typeof Repetition)[keyof typeof Repetition]

/** How the values or levels of a page are laid out (Encodings.md). */
export const Encoding = {
  PLAIN: 0,
  PLAIN_DICTIONARY: 2,
  RLE: 3,
  BIT_PACKED: 4,
  DELTA_BINARY_PACKED: 5,
  DELTA_LENGTH_BYTE_ARRAY: 6,
  DELTA_BYTE_ARRAY: 7,
  RLE_DICTIONARY: 8,
  BYTE_STREAM_SPLIT: 9,
} as const
export type Encoding = (typeof Encoding)[keyof typeof Encoding]

/** How pages are compressed (Compression.md). */
export const Codec = {
  UNCOMPRESSED: 0,
  SNAPPY: 1,
  GZIP: 2,
  LZO: 3,
  BROTLI: 4,
  LZ4: 5,
  ZSTD: 6,
  LZ4_RAW: 7,
} as const
export type Codec = (typeof Codec)[keyof typeof Codec]

/** What a page holds. */
export const PageType = {
  DATA_PAGE: 0,
  INDEX_PAGE: 1,
  DICTIONARY_PAGE: 2,
  DATA_PAGE_V2: 3,
} as const
export type PageType = (typeof PageType)[keyof typeof PageType]

/** The order of the bounds of a chunk's pages. */
export const BoundaryOrder = { UNORDERED: 0, ASCENDING: 1, DESCENDING: 2 } as const
export type BoundaryOrder = (typeof BoundaryOrder)[keyof typeof BoundaryOrder]

/** Julian day number of 1970-01-01, for INT96 timestamps. */
export const julianUnixEpoch = 2440588

/** The name of a constant's value, for messages. */
export function nameOf(constants: Readonly<Record<string, number>>, value: number): string {
  for (const name in constants) if (constants[name] === value) return name
  return String(value)
}
