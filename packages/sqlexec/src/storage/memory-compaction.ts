import { dictionaryEncoded } from '../vector/dictionary-encode.ts'
import type { ArrayVector } from '../vector/gather.ts'
import { checkpointTable, type RowGroupMaker } from './checkpoint.ts'
import type { MadeGroup } from './checkpoint-install.ts'
import { type PlannedGroup, rowGroupRows } from './checkpoint-plan.ts'
import type { DroppedRows, GarbageQueue } from './garbage-queue.ts'
import { gatherRows } from './gather-rows.ts'
import type { Mutex } from './mutex.ts'
import { ResidentColumns, RowGroup } from './row-group.ts'
import type { StoredTable } from './stored-table.ts'

/** A delta shorter than this is not worth the work. */
const leastRows = 4096
/** Row groups in memory are rewritten when they have lost more than this share of their rows. */
const toleratedShare = 0.25

/** What the compaction needs of the engine. */
export interface CompactionHost {
  readonly exclusive: Mutex
  readonly garbage: GarbageQueue
  readonly transactions: { readonly visible: number }
  watch(table: StoredTable): void
  settle(): void
  warn(message: string): void
}

const waiting = new WeakSet<StoredTable>()

/**
 * In memory no checkpoint ever empties a delta. Where one has grown long, or is mostly dead, its live rows become row groups in
 * memory, soon but not at once.
 */
export function compactLater(host: CompactionHost, table: StoredTable): void {
  const { active } = table.state
  const long = active.length >= 2 * rowGroupRows
  const dead = active.length >= leastRows && active.liveCount * 2 < active.length
  if (!(long || dead) || waiting.has(table)) return
  waiting.add(table)
  const run = () => {
    host.exclusive
      .run(() => compactTable(host, table))
      .catch((error: unknown) => host.warn(`A compaction failed: ${String(error)}`))
      .finally(() => waiting.delete(table))
  }
  setImmediate(run).unref()
}

/** Turns what is committed in the deltas of a table into row groups in memory. Not while definitions change. */
export async function compactTable(host: CompactionHost, table: StoredTable): Promise<void> {
  const timestamp = host.transactions.visible
  const dropped = (rows: DroppedRows) => host.garbage.addDropped(timestamp, rows)
  await checkpointTable(table, new MemoryMaker(table), { timestamp, dropped })
  host.watch(table)
  host.settle()
}

/** Makes row groups that are in memory for good. */
class MemoryMaker implements RowGroupMaker {
  readonly copies: boolean
  readonly toleratedShare = toleratedShare
  readonly #table: StoredTable

  constructor(table: StoredTable) {
    this.#table = table
    this.copies = !table.mustJoin
  }

  async make(planned: readonly PlannedGroup[]): Promise<{ groups: MadeGroup[]; file: null }> {
    const groups: MadeGroup[] = []
    const { columns } = this.#table.definition
    const types = columns.map((column) => column.type)
    for (const plan of planned) {
      if (plan.kind === 'copy') {
        groups.push({ planned: plan, group: plan.group, order: null })
        continue
      }
      const gathered = await gatherRows(plan.parts, columns)
      const resident = new ResidentColumns(gathered.columns.map(compressed))
      const group = new RowGroup(types, gathered.count, gathered.rowIds, resident)
      groups.push({ planned: plan, group, order: gathered.order })
    }
    return { groups, file: null }
  }
}

function compressed(vector: ArrayVector): ArrayVector {
  return vector.kind === 'bytes' ? dictionaryEncoded(vector) : vector
}
