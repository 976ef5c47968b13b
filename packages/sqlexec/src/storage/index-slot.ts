import { SqlError } from '../base/errors.ts'
import { columnOrdinal, type IndexDefinition, type TableDefinition } from '../catalog/definition.ts'
import { isTextual, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { valueAt } from '../vector/value-at.ts'
import { keyPrefix, prefixVector } from './key-prefix.ts'
import type { PinnedColumns } from './pinned-columns.ts'
import type { CreateIndex, IndexBatch, TableIndex } from './table-index.ts'
import type { VersionSegment } from './version-segment.ts'

/** An index of a table: its definition, and the index itself once something has needed it. */
export class IndexSlot {
  readonly definition: IndexDefinition
  /** Ordinals of the key columns in the table. */
  readonly ordinals: readonly number[]
  readonly types: readonly SqlType[]
  /** Per key column how much of a value counts; `null`: all of each. */
  readonly #prefixes: readonly (number | null)[] | null
  /** `null` until built. An index that is built is complete: every version of the newest state, and of older ones in use. */
  index: TableIndex | null = null
  readonly #createIndex: CreateIndex | undefined
  readonly #key: SqlValue[]

  constructor(
    table: TableDefinition,
    definition: IndexDefinition,
    createIndex: CreateIndex | undefined,
  ) {
    this.definition = definition
    this.#createIndex = createIndex
    this.ordinals = definition.columns.map(({ column }) => columnOrdinal(table, column))
    this.types = this.ordinals.map((ordinal) => table.columns[ordinal]?.type)
    const prefixes = definition.columns.map(({ prefix }) => prefix)
    this.#prefixes = prefixes.some((prefix) => prefix !== null) ? prefixes : null
    this.#key = new Array<SqlValue>(this.ordinals.length).fill(null)
    if (this.ordinals.includes(-1)) {
      throw new SqlError(
        'bad_definition',
        `Index '${definition.name}' of table '${table.name}' names a column that does not exist`,
      )
    }
  }

  /** Makes the index of all rows that `batches` select. */
  build(batches: readonly IndexBatch[]): TableIndex {
    if (this.#createIndex === undefined) {
      throw new SqlError('unsupported', 'This database was opened without indexes')
    }
    const index = this.#createIndex(this.definition, this.types)
    index.addRows(batches)
    return index
  }

  /** The key of a row given as its values. The array is used again by the next call. */
  keyOf(values: readonly SqlValue[]): readonly SqlValue[] {
    const { ordinals } = this
    const key = this.#key
    for (let i = 0; i < ordinals.length; i++) key[i] = values[ordinals[i]]
    return this.#shorten(key)
  }

  /** The key of a stored row whose key columns are resident. The array is used again by the next call. */
  keyAt(segment: VersionSegment, row: number): readonly SqlValue[] {
    const { ordinals } = this
    const key = this.#key
    for (let i = 0; i < ordinals.length; i++) key[i] = segment.valueAt(row, ordinals[i])
    return this.#shorten(key)
  }

  /** The key of a row whose key columns are pinned, in an array of its own. */
  keyOfColumns(columns: PinnedColumns, row: number): SqlValue[] {
    const key = this.ordinals.map((ordinal, i) =>
      valueAt(columns.column(ordinal), row, isTextual(this.types[i])),
    )
    return this.#shorten(key)
  }

  /** The key columns of a segment, as the index takes them. */
  keyColumns(source: { column(ordinal: number): ColumnVector }, rowCount: number): ColumnVector[] {
    return this.ordinals.map((ordinal, i) => {
      const column = source.column(ordinal)
      const prefix = this.#prefixes?.[i] ?? null
      return prefix === null
        ? column
        : prefixVector(column, rowCount, prefix, isTextual(this.types[i]))
    })
  }

  /** Leaves of the values of a key what counts. */
  #shorten(key: SqlValue[]): SqlValue[] {
    const prefixes = this.#prefixes
    if (prefixes === null) return key
    for (let i = 0; i < prefixes.length; i++) {
      const prefix = prefixes[i]
      if (prefix !== null) key[i] = keyPrefix(key[i], prefix)
    }
    return key
  }
}

export function hasNull(key: readonly SqlValue[]): boolean {
  for (let i = 0; i < key.length; i++) if (key[i] === null) return true
  return false
}
