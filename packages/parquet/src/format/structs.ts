import type * as meta from './metadata.ts'

/*
 * Every struct of parquet.thrift as a table: field id, name, type, and whether it is required.
 * The Thrift reader and writer are generic over these tables; nothing else knows a field id.
 */

export type FieldType =
  | 'bool'
  | 'i8'
  | 'i16'
  | 'i32'
  | 'i64'
  | 'double'
  | 'binary'
  | 'string'
  | StructTable
  | ListType
  | LazyType

/** A list of `list`. */
export interface ListType {
  readonly list: FieldType
}

/** A field that is decoded when it is first asked for; until then only its extent is known. */
export interface LazyType {
  readonly lazy: ListType
}

interface Field {
  readonly id: number
  readonly name: string
  readonly type: FieldType
  readonly required: boolean
}

export interface StructTable<T = unknown> {
  readonly name: string
  /** Ascending by id. */
  readonly fields: readonly Field[]
  /** The fields by id, with holes. */
  readonly byId: readonly (Field | undefined)[]
  /** Carries the type of the objects that the table describes; never set. */
  readonly phantom?: T
}

type FieldEntry<T> = readonly [
  id: number,
  name: keyof T & string,
  type: FieldType,
  required?: 'required',
]

function struct<T>(name: string, entries: readonly FieldEntry<T>[]): StructTable<T> {
  const fields: Field[] = entries.map(([id, fieldName, type, required]) => ({
    id,
    name: fieldName,
    type,
    required: required === 'required',
  }))
  const lastId = fields.length === 0 ? 0 : fields[fields.length - 1].id
  const byId = new Array<Field | undefined>(lastId + 1).fill(undefined)
  for (const field of fields) byId[field.id] = field
  return { name, fields, byId }
}

const list = (element: FieldType): ListType => ({ list: element })
const lazy = (type: ListType): LazyType => ({ lazy: type })

const empty = struct<meta.Empty>('empty struct', [])

const sizeStatistics = struct<meta.SizeStatistics>('SizeStatistics', [
  [1, 'unencodedByteArrayDataBytes', 'i64'],
  [2, 'repetitionLevelHistogram', list('i64')],
  [3, 'definitionLevelHistogram', list('i64')],
])

const boundingBox = struct<meta.BoundingBox>('BoundingBox', [
  [1, 'xmin', 'double', 'required'],
  [2, 'xmax', 'double', 'required'],
  [3, 'ymin', 'double', 'required'],
  [4, 'ymax', 'double', 'required'],
  [5, 'zmin', 'double'],
  [6, 'zmax', 'double'],
  [7, 'mmin', 'double'],
  [8, 'mmax', 'double'],
])

const geospatialStatistics = struct<meta.GeospatialStatistics>('GeospatialStatistics', [
  [1, 'bbox', boundingBox],
  [2, 'geospatialTypes', list('i32')],
])

export const statistics = struct<meta.Statistics>('Statistics', [
  [1, 'max', 'binary'],
  [2, 'min', 'binary'],
  [3, 'nullCount', 'i64'],
  [4, 'distinctCount', 'i64'],
  [5, 'maxValue', 'binary'],
  [6, 'minValue', 'binary'],
  [7, 'isMaxValueExact', 'bool'],
  [8, 'isMinValueExact', 'bool'],
  [9, 'nanCount', 'i64'],
])

const timeUnit = struct<meta.TimeUnit>('TimeUnit', [
  [1, 'MILLIS', empty],
  [2, 'MICROS', empty],
  [3, 'NANOS', empty],
])

const decimalType = struct<{ scale: number; precision: number }>('DecimalType', [
  [1, 'scale', 'i32', 'required'],
  [2, 'precision', 'i32', 'required'],
])

const timeType = struct<{ isAdjustedToUTC: boolean; unit: meta.TimeUnit }>('TimeType', [
  [1, 'isAdjustedToUTC', 'bool', 'required'],
  [2, 'unit', timeUnit, 'required'],
])

const intType = struct<{ bitWidth: number; isSigned: boolean }>('IntType', [
  [1, 'bitWidth', 'i8', 'required'],
  [2, 'isSigned', 'bool', 'required'],
])

const variantType = struct<{ specificationVersion?: number }>('VariantType', [
  [1, 'specificationVersion', 'i8'],
])

const geometryType = struct<{ crs?: string }>('GeometryType', [[1, 'crs', 'string']])

const geographyType = struct<{ crs?: string; algorithm?: number }>('GeographyType', [
  [1, 'crs', 'string'],
  [2, 'algorithm', 'i32'],
])

const logicalType = struct<meta.LogicalType>('LogicalType', [
  [1, 'STRING', empty],
  [2, 'MAP', empty],
  [3, 'LIST', empty],
  [4, 'ENUM', empty],
  [5, 'DECIMAL', decimalType],
  [6, 'DATE', empty],
  [7, 'TIME', timeType],
  [8, 'TIMESTAMP', timeType],
  [10, 'INTEGER', intType],
  [11, 'UNKNOWN', empty],
  [12, 'JSON', empty],
  [13, 'BSON', empty],
  [14, 'UUID', empty],
  [15, 'FLOAT16', empty],
  [16, 'VARIANT', variantType],
  [17, 'GEOMETRY', geometryType],
  [18, 'GEOGRAPHY', geographyType],
  [19, 'VECTOR', empty],
])

const schemaElement = struct<meta.SchemaElement>('SchemaElement', [
  [1, 'type', 'i32'],
  [2, 'typeLength', 'i32'],
  [3, 'repetitionType', 'i32'],
  [4, 'name', 'string', 'required'],
  [5, 'numChildren', 'i32'],
  [6, 'convertedType', 'i32'],
  [7, 'scale', 'i32'],
  [8, 'precision', 'i32'],
  [9, 'fieldId', 'i32'],
  [10, 'logicalType', logicalType],
  [11, 'vectorLength', 'i32'],
])

const keyValue = struct<meta.KeyValue>('KeyValue', [
  [1, 'key', 'string', 'required'],
  [2, 'value', 'string'],
])

const pageEncodingStats = struct<meta.PageEncodingStats>('PageEncodingStats', [
  [1, 'pageType', 'i32', 'required'],
  [2, 'encoding', 'i32', 'required'],
  [3, 'count', 'i32', 'required'],
])

const columnMetaData = struct<meta.ColumnMetaData>('ColumnMetaData', [
  [1, 'type', 'i32', 'required'],
  [2, 'encodings', list('i32'), 'required'],
  [3, 'pathInSchema', list('string'), 'required'],
  [4, 'codec', 'i32', 'required'],
  [5, 'numValues', 'i64', 'required'],
  [6, 'totalUncompressedSize', 'i64', 'required'],
  [7, 'totalCompressedSize', 'i64', 'required'],
  [8, 'keyValueMetadata', list(keyValue)],
  [9, 'dataPageOffset', 'i64', 'required'],
  [10, 'indexPageOffset', 'i64'],
  [11, 'dictionaryPageOffset', 'i64'],
  [12, 'statistics', statistics],
  [13, 'encodingStats', list(pageEncodingStats)],
  [14, 'bloomFilterOffset', 'i64'],
  [15, 'bloomFilterLength', 'i32'],
  [16, 'sizeStatistics', sizeStatistics],
  [17, 'geospatialStatistics', geospatialStatistics],
])

const columnKey = struct<{ pathInSchema: string[]; keyMetadata?: Uint8Array }>(
  'EncryptionWithColumnKey',
  [
    [1, 'pathInSchema', list('string'), 'required'],
    [2, 'keyMetadata', 'binary'],
  ],
)

const columnCryptoMetaData = struct<meta.ColumnCryptoMetaData>('ColumnCryptoMetaData', [
  [1, 'ENCRYPTION_WITH_FOOTER_KEY', empty],
  [2, 'ENCRYPTION_WITH_COLUMN_KEY', columnKey],
])

const columnChunk = struct<meta.ColumnChunk>('ColumnChunk', [
  [1, 'filePath', 'string'],
  [2, 'fileOffset', 'i64', 'required'],
  [3, 'metaData', columnMetaData],
  [4, 'offsetIndexOffset', 'i64'],
  [5, 'offsetIndexLength', 'i32'],
  [6, 'columnIndexOffset', 'i64'],
  [7, 'columnIndexLength', 'i32'],
  [8, 'cryptoMetadata', columnCryptoMetaData],
  [9, 'encryptedColumnMetadata', 'binary'],
])

const sortingColumn = struct<meta.SortingColumn>('SortingColumn', [
  [1, 'columnIdx', 'i32', 'required'],
  [2, 'descending', 'bool', 'required'],
  [3, 'nullsFirst', 'bool', 'required'],
])

const rowGroup = struct<meta.RowGroup>('RowGroup', [
  // Nearly all of a footer. Opening a directory needs none of it, and a query that of few row groups.
  [1, 'columns', lazy(list(columnChunk)), 'required'],
  [2, 'totalByteSize', 'i64', 'required'],
  [3, 'numRows', 'i64', 'required'],
  [4, 'sortingColumns', list(sortingColumn)],
  [5, 'fileOffset', 'i64'],
  [6, 'totalCompressedSize', 'i64'],
  [7, 'ordinal', 'i16'],
])

const columnOrder = struct<meta.ColumnOrder>('ColumnOrder', [
  [1, 'TYPE_ORDER', empty],
  [2, 'IEEE_754_TOTAL_ORDER', empty],
  [3, 'INT96_TIMESTAMP_ORDER', empty],
])

const encryptionAlgorithm = struct<meta.EncryptionAlgorithm>('EncryptionAlgorithm', [
  [1, 'AES_GCM_V1', empty],
  [2, 'AES_GCM_CTR_V1', empty],
])

export const fileMetaData = struct<meta.FileMetaData>('FileMetaData', [
  [1, 'version', 'i32', 'required'],
  [2, 'schema', list(schemaElement), 'required'],
  [3, 'numRows', 'i64', 'required'],
  [4, 'rowGroups', list(rowGroup), 'required'],
  [5, 'keyValueMetadata', list(keyValue)],
  [6, 'createdBy', 'string'],
  [7, 'columnOrders', list(columnOrder)],
  [8, 'encryptionAlgorithm', encryptionAlgorithm],
  [9, 'footerSigningKeyMetadata', 'binary'],
])

const dataPageHeader = struct<meta.DataPageHeader>('DataPageHeader', [
  [1, 'numValues', 'i32', 'required'],
  [2, 'encoding', 'i32', 'required'],
  [3, 'definitionLevelEncoding', 'i32', 'required'],
  [4, 'repetitionLevelEncoding', 'i32', 'required'],
  [5, 'statistics', statistics],
])

const dictionaryPageHeader = struct<meta.DictionaryPageHeader>('DictionaryPageHeader', [
  [1, 'numValues', 'i32', 'required'],
  [2, 'encoding', 'i32', 'required'],
  [3, 'isSorted', 'bool'],
])

const dataPageHeaderV2 = struct<meta.DataPageHeaderV2>('DataPageHeaderV2', [
  [1, 'numValues', 'i32', 'required'],
  [2, 'numNulls', 'i32', 'required'],
  [3, 'numRows', 'i32', 'required'],
  [4, 'encoding', 'i32', 'required'],
  [5, 'definitionLevelsByteLength', 'i32', 'required'],
  [6, 'repetitionLevelsByteLength', 'i32', 'required'],
  [7, 'isCompressed', 'bool'],
  [8, 'statistics', statistics],
])

export const pageHeader = struct<meta.PageHeader>('PageHeader', [
  [1, 'type', 'i32', 'required'],
  [2, 'uncompressedPageSize', 'i32', 'required'],
  [3, 'compressedPageSize', 'i32', 'required'],
  [4, 'crc', 'i32'],
  [5, 'dataPageHeader', dataPageHeader],
  [6, 'indexPageHeader', empty],
  [7, 'dictionaryPageHeader', dictionaryPageHeader],
  [8, 'dataPageHeaderV2', dataPageHeaderV2],
])

const pageLocation = struct<meta.PageLocation>('PageLocation', [
  [1, 'offset', 'i64', 'required'],
  [2, 'compressedPageSize', 'i32', 'required'],
  [3, 'firstRowIndex', 'i64', 'required'],
])

export const offsetIndex = struct<meta.OffsetIndex>('OffsetIndex', [
  [1, 'pageLocations', list(pageLocation), 'required'],
  [2, 'unencodedByteArrayDataBytes', list('i64')],
])

export const columnIndex = struct<meta.ColumnIndex>('ColumnIndex', [
  [1, 'nullPages', list('bool'), 'required'],
  [2, 'minValues', list('binary'), 'required'],
  [3, 'maxValues', list('binary'), 'required'],
  [4, 'boundaryOrder', 'i32', 'required'],
  [5, 'nullCounts', list('i64')],
  [6, 'repetitionLevelHistograms', list('i64')],
  [7, 'definitionLevelHistograms', list('i64')],
  [8, 'nanCounts', list('i64')],
])

const bloomFilterAlgorithm = struct<{ BLOCK?: meta.Empty }>('BloomFilterAlgorithm', [
  [1, 'BLOCK', empty],
])

const bloomFilterHash = struct<{ XXHASH?: meta.Empty }>('BloomFilterHash', [[1, 'XXHASH', empty]])

const bloomFilterCompression = struct<{ UNCOMPRESSED?: meta.Empty }>('BloomFilterCompression', [
  [1, 'UNCOMPRESSED', empty],
])

export const bloomFilterHeader = struct<meta.BloomFilterHeader>('BloomFilterHeader', [
  [1, 'numBytes', 'i32', 'required'],
  [2, 'algorithm', bloomFilterAlgorithm, 'required'],
  [3, 'hash', bloomFilterHash, 'required'],
  [4, 'compression', bloomFilterCompression, 'required'],
])
