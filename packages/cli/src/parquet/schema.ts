import type { ParquetFile } from '@sqlexec/parquet'
import type { ResultSet } from '../format/result-set.ts'
import { countColumn, textColumn } from './result-columns.ts'
import { logicalText, physicalText } from './type-text.ts'

const columns = [
  textColumn('column'),
  textColumn('type'),
  textColumn('logical type'),
  textColumn('nullable'),
  textColumn('list of'),
  countColumn('field id'),
  textColumn('unreadable because'),
]

/** A row per leaf column. */
export function schemaResult(file: ParquetFile): ResultSet {
  const rows = file.columns.map((column) => [
    column.name,
    physicalText(column),
    logicalText(column),
    column.nullable ? 'yes' : 'no',
    column.list ? `${column.elementNullable ? 'nullable ' : ''}elements` : null,
    column.fieldId ?? null,
    column.unsupported ?? null,
  ])
  return { columns, rows }
}
