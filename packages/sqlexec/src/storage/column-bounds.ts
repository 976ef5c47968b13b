import type { ParquetFile } from '@sqlexec/parquet'
import type { SqlType } from '../types/sql-type.ts'
import type { ColumnBounds } from './table-access.ts'
import { unknownBounds } from './version-segment.ts'

/** What the footer says of the values of a column chunk, in the domain of the column's type. */
export function columnBounds(
  _file: ParquetFile,
  _rowGroup: number,
  _column: number,
  _type: SqlType,
): ColumnBounds {
  return unknownBounds
}
