import { SqlError } from '../base/errors.ts'
import type { ColumnDefinition, TableDefinition } from '../catalog/definition.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { keepsValues } from '../types/widening.ts'

/** Converts a value that is not NULL. Throws where it has none in the other type. */
export type Converter = (value: Exclude<SqlValue, null>) => SqlValue

/**
 * Makes the conversion between two types of a column. Given to the engine when it is opened, since storage stands beside the
 * functions. It must answer the same whenever it is asked, or a replay of the log would yield other rows.
 */
export type CreateConverter = (from: SqlType, to: SqlType, column: string) => Converter

/** Values of columns that were computed row by row, by row id. */
export interface GivenValues {
  /** Ascending. */
  readonly rowIds: Float64Array
  /** Per column id one value per row id. */
  readonly columns: ReadonlyMap<number, readonly SqlValue[]>
}

/** What rows that are there hold in the columns that an ALTER TABLE adds. A column that neither names is NULL. */
export interface NewValues {
  /** By column id. */
  readonly fill: ReadonlyMap<number, SqlValue>
  readonly given: GivenValues | null
}

/** Where a column of a table that was altered has its values from. */
export type ColumnSource =
  /** From a column of the table before, as it is or converted. */
  | { readonly kind: 'column'; readonly ordinal: number; readonly convert: Converter | null }
  | { readonly kind: 'constant'; readonly value: SqlValue }
  | {
      readonly kind: 'given'
      readonly rowIds: Float64Array
      readonly values: readonly SqlValue[]
    }

/** How rows of a table become rows of the table that it was altered to. Columns are the same where their ids are. */
export interface ShapeChange {
  readonly from: readonly ColumnDefinition[]
  readonly to: readonly ColumnDefinition[]
  /** Per column of `to`. */
  readonly sources: readonly ColumnSource[]
  /** Whether the columns stand where they stood, under their names, with the values that they had. */
  readonly identical: boolean
}

const nothing: ReadonlySet<number> = new Set()

/** @param computed columns whose values are to be given yet, by id */
export function shapeChange(
  { columns: from }: TableDefinition,
  { columns: to }: TableDefinition,
  values: NewValues,
  createConverter: CreateConverter | undefined,
  computed: { has(column: number): boolean } = nothing,
): ShapeChange {
  const sources = to.map((column): ColumnSource => {
    const ordinal = from.findIndex(({ id }) => id === column.id)
    const isNew = ordinal < 0 || computed.has(column.id)
    if (isNew || values.given?.columns.has(column.id)) return newSource(column, values)
    const { type } = from[ordinal]
    if (keepsValues(type, column.type)) return { kind: 'column', ordinal, convert: null }
    if (createConverter === undefined) {
      throw new SqlError('unsupported', 'This database was opened without conversions of columns')
    }
    return { kind: 'column', ordinal, convert: createConverter(type, column.type, column.name) }
  })
  const identical =
    from.length === to.length &&
    sources.every(
      (source, i) =>
        source.kind === 'column' &&
        source.ordinal === i &&
        source.convert === null &&
        from[i].name === to[i].name,
    )
  return { from, to, sources, identical }
}

function newSource({ id }: ColumnDefinition, { fill, given }: NewValues): ColumnSource {
  const values = given?.columns.get(id)
  if (given === null || values === undefined)
    return { kind: 'constant', value: fill.get(id) ?? null }
  return { kind: 'given', rowIds: given.rowIds, values }
}

/** The place of a row id in an ascending list, or where it would stand. */
export function placeOf(rowIds: Float64Array, rowId: number): number {
  let low = 0
  let high = rowIds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rowIds[middle] < rowId) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The value of a column in a row.
 * @param former the value of a column of the table before
 * @throws SqlError of the conversion, where a value has none in its new type
 */
export function valueOfSource(
  source: ColumnSource,
  rowId: number,
  former: (ordinal: number) => SqlValue,
): SqlValue {
  switch (source.kind) {
    case 'constant':
      return source.value
    case 'given': {
      const at = placeOf(source.rowIds, rowId)
      return source.rowIds[at] === rowId ? source.values[at] : null
    }
    case 'column': {
      const value = former(source.ordinal)
      return value === null || source.convert === null ? value : source.convert(value)
    }
  }
}

/**
 * A source that yields NULL for values that do not convert. Live rows are known to convert; of the others some may not, and
 * nobody sees what they hold.
 */
export function lenientSource(source: ColumnSource): ColumnSource {
  if (source.kind !== 'column' || source.convert === null) return source
  const { convert } = source
  return { ...source, convert: (value) => convertedOrNull(value, convert) }
}

function convertedOrNull(value: Exclude<SqlValue, null>, convert: Converter): SqlValue {
  try {
    return convert(value)
  } catch (error) {
    if (error instanceof SqlError) return null
    throw error
  }
}
