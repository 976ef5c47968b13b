import { SqlError } from '../base/errors.ts'
import { isUncommitted, never } from '../txn/timestamp.ts'
import { isTextual } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { valueAt } from '../vector/value-at.ts'
import type { TableAlteration } from './alter-table.ts'
import { PinnedColumns } from './pinned-columns.ts'
import type { RowGroup } from './row-group.ts'
import { type GivenValues, type ShapeChange, valueOfSource } from './shape-change.ts'

/** Looks at the rows of a table as an ALTER TABLE makes them, and keeps the values that it computes for them. */
export class AlterationRows {
  readonly #shape: ShapeChange
  readonly #alteration: TableAlteration
  /** Ordinals of columns that a NULL must not stand in any more. */
  readonly #tightened: readonly number[]
  readonly #computed: readonly { id: number; ordinal: number; values: SqlValue[] }[]
  readonly #rowIds: number[] = []
  readonly #autoIncrement: number
  #largest = 0

  constructor(shape: ShapeChange, alteration: TableAlteration) {
    const { from, to, sources } = shape
    this.#shape = shape
    this.#alteration = alteration
    this.#tightened = to.flatMap((column, i) => {
      const source = sources[i]
      const was = source.kind === 'column' && source.convert === null ? from[source.ordinal] : null
      return column.nullable || was?.nullable === false ? [] : [i]
    })
    this.#computed = [...(alteration.compute?.keys() ?? [])].map((id) => ({
      id,
      ordinal: to.findIndex((column) => column.id === id),
      values: [],
    }))
    this.#autoIncrement =
      alteration.autoIncrement === undefined ? -1 : to.findIndex((column) => column.autoIncrement)
  }

  /** Whether values differ from what the shape says. */
  get computes(): boolean {
    return this.#computed.length > 0
  }

  /** Columns of the table before that have to be looked at; none: rows need no look. */
  get #former(): number[] {
    const { sources } = this.#shape
    const { check } = this.#alteration
    const all = check !== undefined || this.computes
    const wanted = sources.filter(
      (source, i) =>
        all ||
        i === this.#autoIncrement ||
        this.#tightened.includes(i) ||
        (source.kind === 'column' && source.convert !== null),
    )
    return wanted.flatMap((source) => (source.kind === 'column' ? [source.ordinal] : []))
  }

  /** Whether rows have to be looked at. */
  get looks(): boolean {
    return this.computes || this.#alteration.check !== undefined || this.#former.length > 0
  }

  /**
   * Looks at every row of a row group that lives, or may yet.
   * @throws SqlError where a row has no place in the altered table
   */
  async lookAt(group: RowGroup): Promise<void> {
    if (!this.looks) return
    const former = this.#former
    const pinned = new PinnedColumns(group)
    await pinned.load(former)
    const { from } = this.#shape
    const columns = from.map((_, i) => (former.includes(i) ? pinned.column(i) : null))
    for (let row = 0; row < group.length; row++) {
      const end = group.endOf(row)
      if (end !== never && !isUncommitted(end)) continue
      this.row(group.rowIdAt(row), (ordinal) => {
        const column = columns[ordinal]
        return column === null ? null : valueAt(column, row, isTextual(from[ordinal].type))
      })
    }
  }

  /**
   * A row as the altered table has it.
   * @param former the value of a column of the table before
   * @throws SqlError where the row has no place there
   */
  row(rowId: number, former: (ordinal: number) => SqlValue): SqlValue[] {
    const row = this.#shape.sources.map((source) => valueOfSource(source, rowId, former))
    const { compute, check, definition } = this.#alteration
    if (this.#computed.length > 0) this.#rowIds.push(rowId)
    for (const { id, ordinal, values } of this.#computed) {
      row[ordinal] = compute!.get(id)!(row)
      values.push(row[ordinal])
    }
    for (const ordinal of this.#tightened) {
      if (row[ordinal] !== null) continue
      const { name } = definition.columns[ordinal]
      throw new SqlError('invalid_null', `Invalid use of NULL value: column '${name}' holds NULL`)
    }
    check?.(row)
    if (this.#autoIncrement >= 0) this.#noteLargest(row[this.#autoIncrement])
    return row
  }

  #noteLargest(value: SqlValue): void {
    const number = Number(value ?? 0)
    if (number > this.#largest) this.#largest = number
  }

  /** The next AUTO_INCREMENT value; `undefined`: as it was. */
  get nextAutoIncrement(): number | undefined {
    const { autoIncrement } = this.#alteration
    if (autoIncrement === undefined) return undefined
    return Math.min(Math.max(autoIncrement, this.#largest + 1), Number.MAX_SAFE_INTEGER + 1)
  }

  /** What was computed for the rows that were looked at. */
  given(): GivenValues | null {
    if (!this.computes) return null
    const order = Int32Array.from(this.#rowIds, (_, i) => i)
    order.sort((a, b) => this.#rowIds[a] - this.#rowIds[b])
    const rowIds = Float64Array.from(order, (i) => this.#rowIds[i])
    const columns = new Map<number, readonly SqlValue[]>()
    for (const { id, values } of this.#computed) {
      columns.set(
        id,
        Array.from(order, (i) => values[i]),
      )
    }
    return { rowIds, columns }
  }
}
