import { collation } from '../../types/collation.ts'
import { isTextual, type SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { Cursor, type EntryRange } from './cursor.ts'
import { gatherNumbers, gatherStrings, type NumberEntries } from './gather-keys.ts'
import type { KeyBatch, KeyRange, OrderedIndex, OrderedIndexDefinition } from './index-shape.ts'
import { integerKind, type KeyKind, numberKind, stringKind } from './key-kind.ts'
import { expectBytes, expectInteger, expectText, notInDomain } from './key-writer.ts'
import { sortIntegers, sortNumbers, sortStrings } from './sort-keys.ts'
import { BTree, type RowIdTest } from './tree.ts'

const noRows: readonly number[] = Object.freeze([])

/**
 * An index of one column. NULLs, and NaNs, whose place in the order comparisons do not know, stand in trees of their
 * own: NULLs come first, NaNs last. A descending index is an ascending one read backwards.
 */
abstract class SingleColumnIndex<K, Definition extends OrderedIndexDefinition> {
  readonly definition: Definition
  protected readonly tree: BTree<K>
  readonly #nulls = new BTree(numberKind)
  readonly #nans = new BTree(numberKind)
  readonly #descending: boolean

  constructor(definition: Definition, kind: KeyKind<K>) {
    this.definition = definition
    this.#descending = definition.columns[0].descending
    this.tree = new BTree(kind)
  }

  get size(): number {
    return this.#nulls.size + this.tree.size + this.#nans.size
  }

  /** The key of a value that is neither NULL nor NaN. */
  protected abstract keyOf(value: Exclude<SqlValue, null>): K

  /** Before a key goes in: the tree may have to change its kind for it. */
  protected accept(_key: K): void {}

  /** Whether a key cannot be in the tree because it is not of its kind. */
  protected isForeign(_key: K): boolean {
    return false
  }

  /** A key as a bound: one that is foreign becomes an end of the tree. */
  protected boundOf(key: K): K {
    return key
  }

  abstract addRows(batches: readonly KeyBatch[]): void

  insert([value]: readonly SqlValue[], rowId: number): void {
    if (value === null) this.#nulls.insert(0, rowId)
    else if (Number.isNaN(value)) this.#nans.insert(0, rowId)
    else {
      const key = this.keyOf(value)
      this.accept(key)
      this.tree.insert(key, rowId)
    }
  }

  remove([value]: readonly SqlValue[], rowId: number): boolean {
    if (value === null) return this.#nulls.remove(0, rowId)
    if (Number.isNaN(value)) return this.#nans.remove(0, rowId)
    const key = this.keyOf(value)
    return !this.isForeign(key) && this.tree.remove(key, rowId)
  }

  removeRows(rows: RowIdTest): void {
    this.#nulls.removeRows(rows)
    this.tree.removeRows(rows)
    this.#nans.removeRows(rows)
  }

  lookupEqual(key: readonly SqlValue[]): readonly number[] {
    const value = key[0]
    if (value === null) return this.#nulls.equal(0)
    if (Number.isNaN(value)) return this.#nans.equal(0)
    const own = this.keyOf(value)
    return this.isForeign(own) ? noRows : this.tree.equal(own)
  }

  protected addSpecial(nulls: Float64Array, nans: Float64Array): void {
    for (const rowId of nulls) this.#nulls.insert(0, rowId)
    for (const rowId of nans) this.#nans.insert(0, rowId)
  }

  lookup(range: KeyRange, reverse = false): Iterable<number> {
    const backwards = reverse !== this.#descending
    if (range.equal.length > 0) return this.#lookupValue(range.equal[0], backwards)
    const { lower, upper } = range
    if (lower?.value === null || upper?.value === null) return noRows
    const parts: Cursor<unknown>[] = []
    const unbounded = lower === undefined && upper === undefined
    if (unbounded && this.#nulls.size > 0) parts.push(allOf(this.#nulls, backwards))
    const values = this.#valueRange(range)
    if (values !== null) parts.push(new Cursor(this.tree, values, backwards) as Cursor<unknown>)
    if (this.#nans.size > 0 && nansWithin(range)) parts.push(allOf(this.#nans, backwards))
    if (parts.length === 1) return parts[0]
    return chain(backwards ? parts.reverse() : parts)
  }

  #lookupValue(value: SqlValue, backwards: boolean): Iterable<number> {
    if (value === null) return allOf(this.#nulls, backwards)
    if (Number.isNaN(value)) return allOf(this.#nans, backwards)
    const key = this.keyOf(value)
    if (this.isForeign(key)) return noRows
    const range = { low: key, lowRowId: -1, high: key, highRowId: Number.POSITIVE_INFINITY }
    return new Cursor(this.tree, range, backwards)
  }

  /** The range among keys that are neither NULL nor NaN; `null` where it is empty. */
  #valueRange({ lower, upper }: KeyRange): EntryRange<K> | null {
    if (Number.isNaN(lower?.value)) return null
    const low = lower === undefined ? undefined : this.boundOf(this.keyOf(lower.value!))
    const bounded = upper !== undefined && !Number.isNaN(upper.value)
    const high = bounded ? this.boundOf(this.keyOf(upper.value!)) : undefined
    return {
      low: low ?? this.tree.kind.lowest,
      lowRowId: lower === undefined || lower.inclusive ? -1 : Number.POSITIVE_INFINITY,
      high,
      highRowId: bounded && upper.inclusive ? Number.POSITIVE_INFINITY : -1,
    }
  }
}

function allOf(tree: BTree<number>, backwards: boolean): Cursor<unknown> {
  const range = { low: tree.kind.lowest, lowRowId: -1, high: undefined, highRowId: 0 }
  return new Cursor(tree, range, backwards) as Cursor<unknown>
}

/** NaN is above every number, so it lies in ranges open above, and at bounds of its own. */
function nansWithin({ lower, upper }: KeyRange): boolean {
  if (upper !== undefined && !(Number.isNaN(upper.value) && upper.inclusive)) return false
  return lower === undefined || !Number.isNaN(lower.value) || lower.inclusive
}

function* chain(parts: readonly Iterable<number>[]): Iterable<number> {
  for (const part of parts) yield* part
}

/**
 * Integers, decimals, dates and times. While all keys are safe integers they are doubles in typed arrays; the first bigint
 * turns the tree into one that compares both.
 */
export class IntegerIndex<Definition extends OrderedIndexDefinition>
  extends SingleColumnIndex<number | bigint, Definition>
  implements OrderedIndex<Definition>
{
  constructor(definition: Definition) {
    super(definition, numberKind as KeyKind<number | bigint>)
  }

  protected keyOf(value: SqlValue): number | bigint {
    const key = expectInteger(value)
    return typeof key === 'number' ? key + 0 : key
  }

  protected override accept(key: number | bigint): void {
    if (this.isForeign(key)) this.tree.convert(integerKind)
  }

  protected override isForeign(key: number | bigint): boolean {
    return typeof key === 'bigint' && this.tree.kind !== integerKind
  }

  protected override boundOf(key: number | bigint): number | bigint {
    if (!this.isForeign(key)) return key
    return key > 0n ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  }

  addRows(batches: readonly KeyBatch[]): void {
    const { keys, rowIds, bigints, nulls, nans } = gatherNumbers(batches)
    this.addSpecial(nulls, nans)
    if (bigints === null) this.tree.addAll(keys, rowIds, sortNumbers(keys, rowIds))
    else {
      const all = Array.from<number, number | bigint>(keys, (key, i) => bigints.get(i) ?? key)
      if (this.tree.kind !== integerKind) this.tree.convert(integerKind)
      this.tree.addAll(all, rowIds, sortIntegers(all, rowIds))
    }
  }
}

/** FLOAT and DOUBLE. */
export class DoubleIndex<Definition extends OrderedIndexDefinition>
  extends SingleColumnIndex<number, Definition>
  implements OrderedIndex<Definition>
{
  constructor(definition: Definition) {
    super(definition, numberKind)
  }

  protected keyOf(value: SqlValue): number {
    return Number(expectInteger(value)) + 0
  }

  addRows(batches: readonly KeyBatch[]): void {
    const { keys, rowIds, bigints, nulls, nans }: NumberEntries = gatherNumbers(batches)
    if (bigints !== null) throw notInDomain([...bigints.values()][0])
    this.addSpecial(nulls, nans)
    this.tree.addAll(keys, rowIds, sortNumbers(keys, rowIds))
  }
}

/** Text, by collation keys, and bytes, as strings of one unit per byte. */
export class StringIndex<Definition extends OrderedIndexDefinition>
  extends SingleColumnIndex<string, Definition>
  implements OrderedIndex<Definition>
{
  readonly #type: SqlType
  readonly #toKey: (value: SqlValue) => string

  constructor(definition: Definition, type: SqlType) {
    super(definition, stringKind)
    this.#type = type
    this.#toKey = stringKey(type)
  }

  protected keyOf(value: SqlValue): string {
    return this.#toKey(value)
  }

  addRows(batches: readonly KeyBatch[]): void {
    const { keys, rowIds, nulls } = gatherStrings(batches, this.#toKey, isTextual(this.#type))
    this.addSpecial(nulls, new Float64Array(0))
    this.tree.addAll(keys, rowIds, sortStrings(keys, rowIds))
  }
}

function stringKey(type: SqlType): (value: SqlValue) => string {
  if (type.kind === 'bytes') {
    return (value) => {
      const { buffer, byteOffset, byteLength } = expectBytes(value)
      return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
    }
  }
  const { key } = collation(type.kind === 'text' ? type.collation : 'utf8mb4_bin')
  return (value) => key(expectText(value))
}
