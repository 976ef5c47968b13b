import {
  type ByteSource,
  type ColumnData,
  type ColumnSchema,
  columnStatistics,
  type ParquetFile,
  type Predicate,
  type PredicateValue,
  prunePages,
  pruneRowGroups,
  type RowRange,
  readPageIndex,
  readTable,
  rowsOf,
  selectRows,
} from '../../packages/parquet/src/index.ts'
import { attempt } from './attempt.ts'
import { checkColumn } from './check-column.ts'

/** Hostile files have many; their readers are the same. */
const columnsToQuery = 12
const rowGroupsToQuery = 4
const rowsToShow = 20
/** Reading more than this several times over would break the limit of time that is meant for once. */
export const mostRowsToRepeat = 1_000_000

/**
 * Asks a file questions, as engines do: tables in small parts, with and without predicates, and what each prunes.
 *
 * @throws what is neither a sound answer nor a ParquetError
 */
export async function queryEverything(source: ByteSource, file: ParquetFile): Promise<void> {
  const readable = file.columns.filter(({ unsupported }) => unsupported === undefined)
  const columns = readable.slice(0, columnsToQuery)
  const rowGroups = [...file.rowGroups.keys()]
    .filter((rowGroup) => file.rowGroups[rowGroup].rowCount <= mostRowsToRepeat)
    .slice(0, rowGroupsToQuery)
  await attempt(() => readTables(source, file, columns, rowGroups, undefined))
  for (const schema of columns) {
    if (schema.list) continue
    for (const predicate of predicatesOf(file, schema)) {
      await attempt(async () => pruneRowGroups(file, predicate))
      for (const rowGroup of rowGroups) {
        await attempt(async () => {
          const ranges = await selectRows(source, file, rowGroup, predicate)
          checkRanges(ranges, file.rowGroups[rowGroup].rowCount)
        })
        await attempt(async () => {
          const index = await readPageIndex(source, file, rowGroup, schema.index)
          const indexes = new Map(index === undefined ? [] : [[schema.index, index]])
          const ranges = prunePages(file, rowGroup, predicate, indexes)
          checkRanges(ranges, file.rowGroups[rowGroup].rowCount)
        })
      }
      await attempt(() => readTables(source, file, [schema], rowGroups, predicate))
    }
  }
}

async function readTables(
  source: ByteSource,
  file: ParquetFile,
  columns: readonly ColumnSchema[],
  rowGroups: readonly number[],
  predicate: Predicate | undefined,
): Promise<void> {
  const options = { file, columns: columns.map(({ index }) => index), rowGroups, predicate }
  for await (const batch of readTable(source, { ...options, maxReadBytes: 200 })) {
    for (const { data } of batch.columns) checkColumn(data, batch.rowCount)
    let shown = 0
    for (const _ of rowsOf(batch)) if (++shown === rowsToShow) break
  }
}

function predicatesOf(file: ParquetFile, { index: column, dataKind }: ColumnSchema): Predicate[] {
  const values = [someValue(dataKind)]
  if (file.rowGroups.length > 0) {
    // Bounds of the file's own are where pruning has to decide closely.
    const { min, max } = columnStatistics(file, 0, column) ?? {}
    values.push(...[min, max].filter((value) => value !== undefined))
  }
  const one = values[values.length - 1]
  return [
    { op: 'eq', column, value: one },
    { op: 'in', column, values },
    { op: 'lt', column, value: one },
    {
      op: 'or',
      predicates: [
        { op: 'isNull', column },
        { op: 'ge', column, value: one },
        { op: 'ne', column, value: one },
      ],
    },
  ]
}

function someValue(kind: ColumnData['kind']): PredicateValue {
  if (kind === 'boolean') return true
  return kind === 'bytes' ? 'ab' : 7
}

function checkRanges(ranges: readonly RowRange[], rowCount: number): void {
  let free = 0
  for (const { start, end } of ranges) {
    if (!(start >= free && start < end && end <= rowCount)) {
      throw new Error(`unsound range of rows ${start} to ${end} behind ${free} of ${rowCount}`)
    }
    free = end
  }
}
