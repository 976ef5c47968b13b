import type { IntegerRange } from '../../functions/code.ts'
import { typeRange } from '../../functions/integer-code.ts'
import type { ScanOperator } from '../../plan/logical-plan.ts'
import type { Segment } from '../../storage/table-access.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { type Chunk, type ChunkColumn, chunkColumn, vectorColumn } from '../chunk.ts'
import type { Source } from '../pipeline.ts'
import { mayMatch, pruningTests } from './prune.ts'

/** Reads a table segment by segment, leaving out those whose bounds show that no row can pass the filters. */
export function scanSource(scan: ScanOperator): Source {
  const stored = scan.ordinals.filter((ordinal) => ordinal >= 0)
  return {
    columns: scan.columns.map(({ id }) => id),
    *chunks(execution) {
      const table = execution.table(scan.table)
      const tests = pruningTests(scan, execution)
      for (const segment of table.snapshot(execution.transaction).segments) {
        if (!tests.every((test) => mayMatch(test, segment))) continue
        const loading = segment.load(stored)
        if (loading) yield loading
        yield segmentChunk(segment, scan)
      }
    },
  }
}

function segmentChunk(segment: Segment, scan: ScanOperator): Chunk {
  const columns = scan.ordinals.map((ordinal, i) => {
    if (ordinal < 0) return rowIdColumn(segment)
    const { type } = scan.columns[i]
    return vectorColumn(segment.column(ordinal), type, () => segmentRange(segment, ordinal, type))
  })
  return { rowCount: segment.rowCount, columns, visible: segment.visible() }
}

function segmentRange(segment: Segment, ordinal: number, type: SqlType): IntegerRange | null {
  if (typeRange(type) === null) return null
  const { min, max } = segment.bounds(ordinal)
  if (min === null || max === null) return typeRange(type)
  return { min: BigInt(min as number), max: BigInt(max as number) }
}

function rowIdColumn(segment: Segment): ChunkColumn {
  const ids = new Float64Array(segment.rowCount)
  for (let row = 0; row < ids.length; row++) ids[row] = segment.rowId(row)
  return chunkColumn({ layout: 'number', values: ids })
}
