import { columnStatistics, type ParquetFile, type StatisticsValue } from '@sqlexec/parquet'
import { hasMembers, isTextual, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { ColumnBounds } from './table-access.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** What the footer says of the values of a column chunk, in the domain of the column's type: nothing of ENUM and SET, which it orders as texts. */
export function columnBounds(
  file: ParquetFile,
  rowGroup: number,
  column: number,
  type: SqlType,
): ColumnBounds {
  const statistics = columnStatistics(file, rowGroup, column)
  const bounded = !hasMembers(type)
  const nullCount = statistics?.nullCount
  return {
    min: bounded ? boundOf(statistics?.min, type) : null,
    max: bounded ? boundOf(statistics?.max, type) : null,
    hasNull: nullCount !== 0,
    allNull: nullCount === file.rowGroups[rowGroup].rowCount,
  }
}

function boundOf(value: StatisticsValue | undefined, type: SqlType): SqlValue {
  if (value === undefined) return null
  if (!isTextual(type)) return value
  try {
    // A bound may have been cut in the midst of a character.
    const text = decoder.decode(value as Uint8Array)
    // The file orders by code points and JavaScript by UTF-16 units, which agree below the surrogates.
    return /[\ud800-\uffff]/.test(text) ? null : text
  } catch {
    return null
  }
}
