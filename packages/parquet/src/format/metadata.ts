import type {
  BoundaryOrder,
  Codec,
  ConvertedType,
  Encoding,
  PageType,
  PhysicalType,
  Repetition,
} from './constants.ts'

/*
 * The Thrift structs of the format as objects. Field names are those of parquet.thrift in camel case,
 * unions are objects with one member, 64-bit integers are numbers (a value past 2^53 is refused when read).
 */

/** A struct without fields. */
export type Empty = Record<never, never>

export interface TimeUnit {
  MILLIS?: Empty
  MICROS?: Empty
  NANOS?: Empty
}

export interface LogicalType {
  STRING?: Empty
  MAP?: Empty
  LIST?: Empty
  ENUM?: Empty
  DECIMAL?: { scale: number; precision: number }
  DATE?: Empty
  TIME?: { isAdjustedToUTC: boolean; unit: TimeUnit }
  TIMESTAMP?: { isAdjustedToUTC: boolean; unit: TimeUnit }
  INTEGER?: { bitWidth: number; isSigned: boolean }
  UNKNOWN?: Empty
  JSON?: Empty
  BSON?: Empty
  UUID?: Empty
  FLOAT16?: Empty
  VARIANT?: { specificationVersion?: number }
  GEOMETRY?: { crs?: string }
  GEOGRAPHY?: { crs?: string; algorithm?: number }
  VECTOR?: Empty
}

export interface SchemaElement {
  /** Absent for a group. */
  type?: PhysicalType
  typeLength?: number
  repetitionType?: Repetition
  name: string
  numChildren?: number
  convertedType?: ConvertedType
  scale?: number
  precision?: number
  fieldId?: number
  logicalType?: LogicalType
  vectorLength?: number
}

export interface Statistics {
  /** Deprecated: ordered by signed comparison whatever the type. */
  max?: Uint8Array
  /** Deprecated: ordered by signed comparison whatever the type. */
  min?: Uint8Array
  nullCount?: number
  distinctCount?: number
  maxValue?: Uint8Array
  minValue?: Uint8Array
  isMaxValueExact?: boolean
  isMinValueExact?: boolean
  nanCount?: number
}

export interface SizeStatistics {
  unencodedByteArrayDataBytes?: number
  repetitionLevelHistogram?: number[]
  definitionLevelHistogram?: number[]
}

export interface BoundingBox {
  xmin: number
  xmax: number
  ymin: number
  ymax: number
  zmin?: number
  zmax?: number
  mmin?: number
  mmax?: number
}

export interface GeospatialStatistics {
  bbox?: BoundingBox
  geospatialTypes?: number[]
}

export interface KeyValue {
  key: string
  value?: string
}

export interface PageEncodingStats {
  pageType: PageType
  encoding: Encoding
  count: number
}

export interface ColumnMetaData {
  type: PhysicalType
  encodings: Encoding[]
  pathInSchema: string[]
  codec: Codec
  numValues: number
  totalUncompressedSize: number
  totalCompressedSize: number
  keyValueMetadata?: KeyValue[]
  dataPageOffset: number
  indexPageOffset?: number
  dictionaryPageOffset?: number
  statistics?: Statistics
  encodingStats?: PageEncodingStats[]
  bloomFilterOffset?: number
  bloomFilterLength?: number
  sizeStatistics?: SizeStatistics
  geospatialStatistics?: GeospatialStatistics
}

export interface ColumnCryptoMetaData {
  ENCRYPTION_WITH_FOOTER_KEY?: Empty
  ENCRYPTION_WITH_COLUMN_KEY?: { pathInSchema: string[]; keyMetadata?: Uint8Array }
}

export interface ColumnChunk {
  filePath?: string
  fileOffset: number
  metaData?: ColumnMetaData
  offsetIndexOffset?: number
  offsetIndexLength?: number
  columnIndexOffset?: number
  columnIndexLength?: number
  cryptoMetadata?: ColumnCryptoMetaData
  encryptedColumnMetadata?: Uint8Array
}

export interface SortingColumn {
  columnIdx: number
  descending: boolean
  nullsFirst: boolean
}

export interface RowGroup {
  columns: ColumnChunk[]
  totalByteSize: number
  numRows: number
  sortingColumns?: SortingColumn[]
  fileOffset?: number
  totalCompressedSize?: number
  ordinal?: number
}

export interface ColumnOrder {
  TYPE_ORDER?: Empty
  IEEE_754_TOTAL_ORDER?: Empty
  INT96_TIMESTAMP_ORDER?: Empty
}

export interface EncryptionAlgorithm {
  AES_GCM_V1?: Empty
  AES_GCM_CTR_V1?: Empty
}

export interface FileMetaData {
  version: number
  schema: SchemaElement[]
  numRows: number
  rowGroups: RowGroup[]
  keyValueMetadata?: KeyValue[]
  createdBy?: string
  columnOrders?: ColumnOrder[]
  encryptionAlgorithm?: EncryptionAlgorithm
  footerSigningKeyMetadata?: Uint8Array
}

export interface DataPageHeader {
  numValues: number
  encoding: Encoding
  definitionLevelEncoding: Encoding
  repetitionLevelEncoding: Encoding
  statistics?: Statistics
}

export interface DictionaryPageHeader {
  numValues: number
  encoding: Encoding
  isSorted?: boolean
}

export interface DataPageHeaderV2 {
  numValues: number
  numNulls: number
  numRows: number
  encoding: Encoding
  definitionLevelsByteLength: number
  repetitionLevelsByteLength: number
  /** Absent means true. */
  isCompressed?: boolean
  statistics?: Statistics
}

export interface PageHeader {
  type: PageType
  uncompressedPageSize: number
  compressedPageSize: number
  /** CRC-32 of the payload as it stands in the file, as a signed 32-bit integer. */
  crc?: number
  dataPageHeader?: DataPageHeader
  indexPageHeader?: Empty
  dictionaryPageHeader?: DictionaryPageHeader
  dataPageHeaderV2?: DataPageHeaderV2
}

export interface PageLocation {
  offset: number
  compressedPageSize: number
  firstRowIndex: number
}

export interface OffsetIndex {
  pageLocations: PageLocation[]
  unencodedByteArrayDataBytes?: number[]
}

export interface ColumnIndex {
  nullPages: boolean[]
  minValues: Uint8Array[]
  maxValues: Uint8Array[]
  boundaryOrder: BoundaryOrder
  nullCounts?: number[]
  repetitionLevelHistograms?: number[]
  definitionLevelHistograms?: number[]
  nanCounts?: number[]
}

export interface BloomFilterHeader {
  /** Size of the bitset that follows, in bytes. */
  numBytes: number
  algorithm: { BLOCK?: Empty }
  hash: { XXHASH?: Empty }
  compression: { UNCOMPRESSED?: Empty }
}
