import type { IndexDefinition } from '../../catalog/definition.ts'
import { isTextual, type SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { valueAt } from '../../vector/value-at.ts'
import type { IndexRange } from '../table-access.ts'
import type { IndexBatch, RowIdSet, TableIndex } from '../table-index.ts'

interface Entry {
  readonly key: readonly SqlValue[]
  readonly rowId: number
}

/** The simplest index that keeps the contract: a sorted array. For tests of storage alone. */
export class SortedIndex implements TableIndex {
  readonly definition: IndexDefinition
  readonly #types: readonly SqlType[]
  #entries: Entry[] = []

  constructor(definition: IndexDefinition, types: readonly SqlType[]) {
    this.definition = definition
    this.#types = types
  }

  get size(): number {
    return this.#entries.length
  }

  insert(key: readonly SqlValue[], rowId: number): void {
    const entry = { key: [...key], rowId }
    const at = this.#place(entry)
    const there = this.#entries[at]
    if (there !== undefined && compareEntries(there, entry) === 0) return
    this.#entries.splice(at, 0, entry)
  }

  remove(key: readonly SqlValue[], rowId: number): boolean {
    const entry = { key, rowId }
    const at = this.#place(entry)
    const there = this.#entries[at]
    if (there === undefined || compareEntries(there, entry) !== 0) return false
    this.#entries.splice(at, 1)
    return true
  }

  addRows(batches: readonly IndexBatch[]): void {
    for (const batch of batches) {
      for (let row = 0; row < batch.rowCount; row++) {
        const { selected, rowIds } = batch
        if (selected !== null && (selected[row >> 3] & (1 << (row & 7))) === 0) continue
        const key = batch.columns.map((column, i) =>
          valueAt(column, row, isTextual(this.#types[i])),
        )
        this.insert(key, rowIds === null ? batch.firstRowId + row : rowIds[row])
      }
    }
  }

  removeRows(rows: RowIdSet): void {
    this.#entries = this.#entries.filter(({ rowId }) => !rows.has(rowId))
  }

  lookupEqual(key: readonly SqlValue[]): readonly number[] {
    const found: number[] = []
    for (let at = this.#place({ key, rowId: -1 }); at < this.#entries.length; at++) {
      if (compareKeys(this.#entries[at].key, key) !== 0) break
      found.push(this.#entries[at].rowId)
    }
    return found
  }

  *lookup(range: IndexRange, reverse = false): Iterable<number> {
    const entries = reverse ? [...this.#entries].reverse() : [...this.#entries]
    const { equal, lower, upper } = range
    for (const { key, rowId } of entries) {
      if (!equal.every((value, i) => compareValues(value, key[i]) === 0)) continue
      const next = key[equal.length] ?? null
      if ((lower !== undefined || upper !== undefined) && next === null) continue
      if (lower && compareValues(next, lower.value) < (lower.inclusive ? 0 : 1)) continue
      if (upper && compareValues(next, upper.value) > (upper.inclusive ? 0 : -1)) continue
      yield rowId
    }
  }

  #place(entry: Entry): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareEntries(this.#entries[middle], entry) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

function compareEntries(a: Entry, b: Entry): number {
  return compareKeys(a.key, b.key) || a.rowId - b.rowId
}

function compareKeys(a: readonly SqlValue[], b: readonly SqlValue[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareValues(a[i], b[i])
    if (order !== 0) return order
  }
  return 0
}

function compareValues(a: SqlValue, b: SqlValue): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  return a < b ? -1 : a > b ? 1 : 0
}
