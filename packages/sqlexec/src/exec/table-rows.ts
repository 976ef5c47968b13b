import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import type { RowPlace, Segment, Table } from '../storage/table-access.ts'
import { isTextual } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { type ColumnVector, type DictionaryVector, isValid } from '../vector/column-vector.ts'
import { valueAt } from '../vector/value-at.ts'
import type { Stage } from './maybe-async.ts'

/** From so many rows on, a statement keeps indexes up at its end and not row by row. */
export const manyRows = 256

/** Makes ready what a change of a table needs. */
export function* prepareTable(table: Table): Stage<void> {
  if (table.damage) throw table.damage
  const preparing = table.prepareWrite()
  if (preparing) yield preparing
}

/** Reads whole rows one after the other, most of which stand beside the one before. */
export class RowReader {
  readonly #textual: readonly boolean[]
  readonly #ordinals: readonly number[]
  #segment: Segment | null = null
  #columns: ColumnVector[] = []
  /** Per column the entries of its dictionary that were met. */
  #entries: SqlValue[][] = []

  constructor({ columns }: TableDefinition) {
    this.#textual = columns.map(({ type }) => isTextual(type))
    this.#ordinals = columns.map((_, ordinal) => ordinal)
  }

  /** Makes the segment resident. `undefined`: it was. */
  load(segment: Segment): Promise<void> | undefined {
    return segment === this.#segment ? undefined : segment.load(this.#ordinals)
  }

  /** Puts the values of a row of a resident segment into `values`. */
  read(segment: Segment, row: number, values: SqlValue[]): void {
    if (segment !== this.#segment) {
      this.#segment = segment
      this.#columns = this.#ordinals.map((ordinal) => segment.column(ordinal))
      this.#entries = this.#ordinals.map(() => [])
    }
    const columns = this.#columns
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]
      values[i] =
        column.kind === 'dictionary'
          ? this.#entryAt(column, row, i)
          : valueAt(column, row, this.#textual[i])
    }
  }

  #entryAt(column: DictionaryVector, row: number, ordinal: number): SqlValue {
    if (!isValid(column.validity, row)) return null
    const entries = this.#entries[ordinal]
    const code = column.codes[row]
    let value = entries[code]
    if (value === undefined) {
      value = valueAt(column, row, this.#textual[ordinal])
      entries[code] = value
    }
    return value
  }
}

/** All values of a row version. */
export function* readRow(definition: TableDefinition, place: RowPlace): Stage<SqlValue[]> {
  const { segment, row } = place
  const loading = segment.load(definition.columns.map((_, ordinal) => ordinal))
  if (loading) yield loading
  return definition.columns.map(({ type }, ordinal) =>
    valueAt(segment.column(ordinal), row, isTextual(type)),
  )
}

export function checkNotNull({ columns }: TableDefinition, values: readonly SqlValue[]): void {
  for (let i = 0; i < columns.length; i++) {
    if (values[i] === null && !columns[i].nullable) {
      throw new SqlError('null_value', `Column '${columns[i].name}' cannot be null`)
    }
  }
}
