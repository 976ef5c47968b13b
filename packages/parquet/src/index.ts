export { initCodecs, registerDecompressor } from './codec/index.ts'
export type * from './column-data.ts'
export { ParquetError, type ParquetErrorCode } from './errors.ts'
export * from './format/constants.ts'
export type { LogicalKind, Unit } from './format/logical.ts'
export type * from './format/metadata.ts'
export { type ColumnSchema, dataKind, schemaColumns } from './format/schema.ts'
export { type HttpOptions, httpSource } from './http-source.ts'
export { openFile } from './platform/node.ts'
export { type DecodeOptions, decodeColumnChunk, readColumn } from './reader/chunk.ts'
export {
  type ParquetFile,
  parseMetadata,
  type RowGroupInfo,
  readMetadata,
} from './reader/metadata.ts'
export {
  type IndexedPage,
  type PageIndex,
  type PageStatistics,
  type PlannedPageIndex,
  parsePageIndex,
  planPageIndex,
  readPageIndex,
} from './reader/page-index.ts'
export {
  type ByteRange,
  type ChunkId,
  type PlannedChunk,
  type PlannedRead,
  type PlanOptions,
  planColumnChunk,
  planRead,
} from './reader/plan.ts'
export type { ColumnReference, Predicate, PredicateValue } from './reader/predicate.ts'
export { prunePages, pruneRowGroups } from './reader/prune.ts'
export {
  type ReadTableOptions,
  readTable,
  type TableBatch,
  type TableColumn,
} from './reader/read-table.ts'
export type { RowRange } from './reader/row-ranges.ts'
export { decodeRows, type PlannedRows, planRows, readRows } from './reader/rows.ts'
export { type Row, type RowValue, rowsOf } from './reader/rows-of.ts'
export { selectRows } from './reader/select-rows.ts'
export {
  type ColumnStatistics,
  columnStatistics,
  type StatisticsValue,
} from './reader/statistics.ts'
export { type ByteSource, bufferSource } from './source.ts'
export * from './writer/index.ts'
