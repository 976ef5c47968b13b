import { isTextual, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { columnBuilder } from '../vector/column-builder.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { valueAt } from '../vector/value-at.ts'
import { RowGroup, type RowGroupColumns } from './row-group.ts'
import {
  type ColumnSource,
  type Converter,
  lenientSource,
  placeOf,
  type ShapeChange,
} from './shape-change.ts'
import type { ColumnBounds } from './table-access.ts'
import { unknownBounds } from './version-segment.ts'

/** A row group in the shape that its table was altered to. It shares rows, ids and delete marks with the one before. */
export function alteredGroup(group: RowGroup, change: ShapeChange): RowGroup {
  const types = change.to.map(({ type }) => type)
  const columns = new AlteredColumns(group, change)
  return new RowGroup(types, group.length, group.rowIds, columns, group.marks)
}

/**
 * The columns of a row group whose table was altered since the row group was made. What did not change is read from where it
 * was; the next checkpoint puts the new shape into the file.
 */
export class AlteredColumns implements RowGroupColumns {
  readonly group: RowGroup
  readonly change: ShapeChange
  /** Of columns that no former one holds, by ordinal. */
  readonly #made: ColumnVector[] = []
  /** Converted columns by what they were converted from, so that they go when that does. */
  readonly #converted = new WeakMap<ColumnVector, ColumnVector[]>()

  constructor(group: RowGroup, change: ShapeChange) {
    this.group = group
    this.change = { ...change, sources: change.sources.map(lenientSource) }
  }

  load(ordinals: readonly number[]): Promise<void> | undefined {
    const { sources } = this.change
    const former = ordinals.flatMap((ordinal) => {
      const source = sources[ordinal]
      return source.kind === 'column' ? [source.ordinal] : []
    })
    return former.length === 0 ? undefined : this.group.load(former)
  }

  column(ordinal: number): ColumnVector {
    const source = this.change.sources[ordinal]
    if (source.kind !== 'column') {
      this.#made[ordinal] ??= madeVector(source, this.group, this.change.to[ordinal].type)
      return this.#made[ordinal]
    }
    const former = this.group.column(source.ordinal)
    return source.convert === null ? former : this.#convert(former, ordinal, source)
  }

  #convert(
    former: ColumnVector,
    ordinal: number,
    { ordinal: from, convert }: ColumnSource & { kind: 'column' },
  ): ColumnVector {
    let known = this.#converted.get(former)
    if (known === undefined) this.#converted.set(former, (known = []))
    const { change, group } = this
    const textual = isTextual(change.from[from].type)
    const { type } = change.to[ordinal]
    known[ordinal] ??= convertedVector(former, group.length, textual, type, convert!)
    return known[ordinal]
  }

  bounds(ordinal: number): ColumnBounds {
    const source = this.change.sources[ordinal]
    switch (source.kind) {
      case 'column':
        return source.convert === null ? this.group.bounds(source.ordinal) : unknownBounds
      case 'constant':
        return constantBounds(source.value)
      case 'given':
        return unknownBounds
    }
  }

  get cache(): object {
    return this.group.columns.cache
  }

  discard(): void {
    this.group.columns.discard()
  }
}

function constantBounds(value: SqlValue): ColumnBounds {
  if (Number.isNaN(value)) return unknownBounds
  return { min: value, max: value, hasNull: value === null, allNull: value === null }
}

function madeVector(
  source: Exclude<ColumnSource, { kind: 'column' }>,
  group: RowGroup,
  type: SqlType,
): ColumnVector {
  const { length } = group
  if (source.kind === 'constant') return constantVector(source.value, length, type)
  const builder = columnBuilder(type)
  const { rowIds, values } = source
  let at = length === 0 ? 0 : placeOf(rowIds, group.rowIdAt(0))
  for (let row = 0; row < length; row++) {
    const rowId = group.rowIdAt(row)
    while (at < rowIds.length && rowIds[at] < rowId) at++
    builder.set(row, at < rowIds.length && rowIds[at] === rowId ? values[at] : null)
  }
  return builder.vector(length)
}

function constantVector(value: SqlValue, length: number, type: SqlType): ColumnVector {
  const builder = columnBuilder(type)
  for (let row = 0; row < length; row++) builder.set(row, value)
  return builder.vector(length)
}

function convertedVector(
  former: ColumnVector,
  length: number,
  textual: boolean,
  type: SqlType,
  convert: Converter,
): ColumnVector {
  const builder = columnBuilder(type)
  for (let row = 0; row < length; row++) {
    const value = valueAt(former, row, textual)
    builder.set(row, value === null ? null : convert(value))
  }
  return builder.vector(length)
}
