import { isDeepStrictEqual } from 'node:util'
import {
  type ByteSource,
  bufferSource,
  type ColumnData,
  ParquetError,
  type ParquetFile,
  readColumn,
  readMetadata,
  rewriteFile,
} from '../../packages/parquet/src/index.ts'
import { MemorySink } from '../../packages/parquet/src/writer/testing/memory-sink.ts'
import { attempt } from './attempt.ts'
import { mostRowsToRepeat } from './query-everything.ts'

/**
 * Rewrites a file and reads what came of it: where the old file could be read the new one says the same, and where it could not
 * the new one does not either. Files of very many rows are left alone.
 *
 * @param chunks by row group and column what was read of the old file, or its error
 */
export async function rewriteAndCompare(
  source: ByteSource,
  file: ParquetFile,
  chunks: readonly (readonly (ColumnData | ParquetError)[])[],
): Promise<void> {
  if (file.rowCount > mostRowsToRepeat) return
  const sink = new MemorySink()
  const written = await attempt(() => rewriteFile(source, file, sink))
  if (written instanceof ParquetError) return
  const copy = bufferSource(sink.bytes())
  const copied = await readMetadata(copy)
  // Row groups without rows are not copied.
  const kept = chunks.filter((_, rowGroup) => file.rowGroups[rowGroup].rowCount > 0)
  if (copied.rowGroups.length !== kept.length) throw new Error('a copy has other row groups')
  for (let rowGroup = 0; rowGroup < kept.length; rowGroup++) {
    for (let column = 0; column < copied.columns.length; column++) {
      const before = kept[rowGroup][column]
      const after = await attempt(() => readColumn(copy, copied, rowGroup, column))
      const same =
        before instanceof ParquetError || after instanceof ParquetError
          ? before instanceof ParquetError && after instanceof ParquetError
          : isDeepStrictEqual(before, after)
      if (!same) throw new Error(`row group ${rowGroup}, column ${column} differs in the copy`)
    }
  }
}
