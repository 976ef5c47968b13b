import {
  bufferSource,
  type ColumnData,
  columnStatistics,
  ParquetError,
  type ParquetFile,
  readColumn,
  readMetadata,
  readPageIndex,
  readRows,
} from '../../packages/parquet/src/index.ts'
import { attempt } from './attempt.ts'
import { checkColumn } from './check-column.ts'
import { queryEverything } from './query-everything.ts'
import { rewriteAndCompare } from './rewrite-and-compare.ts'

export interface Found {
  readonly file?: ParquetFile
  /** By row group and column what was read, or the error. */
  readonly chunks: readonly (readonly (ColumnData | ParquetError)[])[]
}

/**
 * Reads a file in every way there is.
 *
 * @throws what is neither a sound answer nor a ParquetError
 */
export async function readEverything(bytes: Uint8Array): Promise<Found> {
  const source = bufferSource(bytes)
  const file = await attempt(() => readMetadata(source))
  if (file instanceof ParquetError) return { chunks: [] }
  const chunks: (ColumnData | ParquetError)[][] = []
  for (let rowGroup = 0; rowGroup < file.rowGroups.length; rowGroup++) {
    const { rowCount } = file.rowGroups[rowGroup]
    const found: (ColumnData | ParquetError)[] = []
    for (let column = 0; column < file.columns.length; column++) {
      columnStatistics(file, rowGroup, column)
      const data = await attempt(() => readColumn(source, file, rowGroup, column))
      if (!(data instanceof ParquetError)) checkColumn(data, rowCount)
      found.push(data)
      await attempt(() => readByIndex(source, file, rowGroup, column))
    }
    chunks.push(found)
  }
  await queryEverything(source, file)
  await rewriteAndCompare(source, file, chunks)
  return { file, chunks }
}

async function readByIndex(
  source: ReturnType<typeof bufferSource>,
  file: ParquetFile,
  rowGroup: number,
  column: number,
): Promise<void> {
  const { rowCount } = file.rowGroups[rowGroup]
  const index = await readPageIndex(source, file, rowGroup, column)
  if (index === undefined || rowCount === 0) return
  const start = Math.floor(rowCount / 2)
  const rows = { start, end: Math.min(rowCount, start + 10) }
  checkColumn(await readRows(source, file, rowGroup, column, rows, index), rows.end - rows.start)
}
