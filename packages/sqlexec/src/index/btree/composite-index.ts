import { assert } from '../../base/errors.ts'
import { isTextual, type SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { Cursor } from './cursor.ts'
import { valueReader } from './gather-keys.ts'
import {
  isSelected,
  type KeyBatch,
  type KeyRange,
  type OrderedIndex,
  type OrderedIndexDefinition,
  rowIdOf,
} from './index-shape.ts'
import { stringKind } from './key-kind.ts'
import { KeyWriter, type PartEncoder, partEncoder } from './key-writer.ts'
import { sortStrings } from './sort-keys.ts'
import { BTree, type RowIdTest } from './tree.ts'

/** Begins no part of a key, so it follows every key that begins with what stands before it. */
const afterAll = '\xff'

const noRows: readonly number[] = Object.freeze([])

/** An index of several columns, on the keys that `KeyWriter` makes. */
export class CompositeIndex<Definition extends OrderedIndexDefinition>
  implements OrderedIndex<Definition>
{
  readonly definition: Definition
  readonly #types: readonly SqlType[]
  readonly #encoders: readonly PartEncoder[]
  readonly #writer = new KeyWriter()
  readonly #tree = new BTree(stringKind)

  constructor(definition: Definition, types: readonly SqlType[]) {
    this.definition = definition
    this.#types = types
    this.#encoders = types.map(partEncoder)
  }

  get size(): number {
    return this.#tree.size
  }

  insert(key: readonly SqlValue[], rowId: number): void {
    this.#tree.insert(this.#encode(key), rowId)
  }

  remove(key: readonly SqlValue[], rowId: number): boolean {
    return this.#tree.remove(this.#encode(key), rowId)
  }

  removeRows(rows: RowIdTest): void {
    this.#tree.removeRows(rows)
  }

  lookupEqual(key: readonly SqlValue[]): readonly number[] {
    return this.#tree.equal(this.#encode(key))
  }

  lookup(range: KeyRange, reverse = false): Iterable<number> {
    const { equal, lower, upper } = range
    if (lower?.value === null || upper?.value === null) return noRows
    const prefix = this.#encode(equal)
    let low = prefix
    let high = prefix + afterAll
    if (lower !== undefined || upper !== undefined) {
      assert(equal.length < this.#types.length, 'bounds speak of a column behind the equal ones')
      const { descending } = this.definition.columns[equal.length]
      const [first, last] = descending ? [upper, lower] : [lower, upper]
      // NULLs lie outside: at the beginning, or at the end where the column descends.
      low = prefix + (descending ? '' : '\x02')
      if (descending) high = prefix + '\xfe'
      if (first !== undefined) low = this.#bound(equal, first.value, !first.inclusive)
      if (last !== undefined) high = this.#bound(equal, last.value, last.inclusive)
    }
    return new Cursor(this.#tree, { low, lowRowId: -1, high, highRowId: -1 }, reverse)
  }

  addRows(batches: readonly KeyBatch[]): void {
    const keys: string[] = []
    const rowIds = new Float64Array(batches.reduce((sum, batch) => sum + batch.rowCount, 0))
    for (const batch of batches) {
      const readers = batch.columns.map((column, i) =>
        valueReader(column, isTextual(this.#types[i]), (value) => value),
      )
      const key: SqlValue[] = readers.map(() => null)
      for (let row = 0; row < batch.rowCount; row++) {
        if (!isSelected(batch, row)) continue
        for (let i = 0; i < readers.length; i++) key[i] = readers[i](row)
        rowIds[keys.length] = rowIdOf(batch, row)
        keys.push(this.#encode(key))
      }
    }
    const used = rowIds.subarray(0, keys.length)
    this.#tree.addAll(keys, used, sortStrings(keys, used))
  }

  /** The key of values for the first columns. */
  #encode(values: readonly SqlValue[]): string {
    this.#writer.reset()
    this.#write(values)
    return this.#writer.finish()
  }

  /** Where keys begin, or end (`after`), that have this value behind `equal`. */
  #bound(equal: readonly SqlValue[], value: SqlValue, after: boolean): string {
    this.#writer.reset()
    this.#write(equal)
    const column = equal.length
    const { descending } = this.definition.columns[column]
    this.#writer.part(this.#encoders[column], value, descending)
    return after ? this.#writer.finish() + afterAll : this.#writer.finish()
  }

  #write(values: readonly SqlValue[]): void {
    const { columns } = this.definition
    for (let i = 0; i < values.length; i++) {
      this.#writer.part(this.#encoders[i], values[i], columns[i].descending)
    }
  }
}
