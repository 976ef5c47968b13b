export { type EncodedChunk, encodeColumnChunk } from './chunk-encoder.ts'
export type { ColumnForm } from './column-form.ts'
export {
  type BloomFilterOption,
  type ColumnEncoding,
  type ColumnOptions,
  type ColumnSpec,
  type ColumnType,
  columnSpec,
  columnSpecOf,
} from './column-spec.ts'
export type { EncodeOptions, WriterOptions } from './options.ts'
export { type ByteSink, ParquetWriter, type WrittenFile } from './parquet-writer.ts'
export { type RewriteOptions, type RowGroupColumns, rewriteFile } from './rewrite.ts'
