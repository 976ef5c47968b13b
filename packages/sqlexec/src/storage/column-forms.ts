import {
  type ColumnData,
  type ColumnSchema,
  type ColumnSpec,
  columnSpecOf,
  PhysicalType,
} from '@sqlexec/parquet'
import type { ColumnDefinition } from '../catalog/definition.ts'
import { hasMembers, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { ArrayVector } from '../vector/gather.ts'
import { AlteredColumns } from './altered-columns.ts'
import type { Delta } from './delta.ts'
import { textsOfMembers } from './member-columns.ts'
import { parquetColumn, sqlTypeOf } from './parquet-schema.ts'
import type { TableFile } from './table-file.ts'
import type { TableState } from './table-state.ts'

/*
 * The form of a column in its table's files: physical type, annotation, field id. A table that the engine made has the engine's own
 * (parquet-schema.ts). A file that another program wrote keeps its own, from one file of the table to the next, as long
 * as the values fit: TIME holds no −10:00:00, and a half float no 0.1. Values come first, then the form.
 */

/** The columns of a table's next file. What stands in the deltas of `state` goes into it. */
export function nextColumnForms(
  columns: readonly ColumnDefinition[],
  { file, groups, frozen, active }: TableState,
): ColumnSpec[] {
  // What an altered table holds need not be what stands under that name in its file.
  if (groups.some((group) => group.columns instanceof AlteredColumns)) {
    return columns.map(parquetColumn)
  }
  const deltas = [...frozen, active]
  return columns.map((column, ordinal) => {
    const schema = file === null ? undefined : schemaOf(file, column, ordinal)
    const kept = schema === undefined ? undefined : keptForm(schema, column)
    if (kept === undefined) return parquetColumn(column)
    const holds = valueCheck(kept)
    return holds === null || deltas.every((delta) => allHold(delta, ordinal, holds))
      ? kept
      : parquetColumn(column)
  })
}

/** Whether a column of a file is of a column's type, in whatever form. */
export function isFormOf(schema: ColumnSchema, column: ColumnDefinition): boolean {
  if (schema.unsupported !== undefined || schema.list) return false
  if (sameFields(sqlTypeOf(schema), column.type)) return true
  const own = parquetColumn(column)
  return schema.physicalType === own.physicalType && sameFields(schema.logical, own.logical)
}

function schemaOf(
  { parquet }: TableFile,
  { name }: ColumnDefinition,
  ordinal: number,
): ColumnSchema | undefined {
  const { columns } = parquet
  return columns[ordinal]?.name === name ? columns[ordinal] : columns.find((c) => c.name === name)
}

/** The form that a column of a file goes on with; `undefined`: the engine's own. */
function keptForm(schema: ColumnSchema, column: ColumnDefinition): ColumnSpec | undefined {
  if (schema.unsupported !== undefined || schema.list) return undefined
  if (!sameFields(sqlTypeOf(schema), column.type) || !isEncodable(schema)) return undefined
  return { ...columnSpecOf(schema), name: column.name, nullable: column.nullable }
}

/** There is no encoder for INT96 and for decimals of any length; nor for digits that the bytes have no room for. */
function isEncodable({ physicalType, typeLength, logical }: ColumnSchema): boolean {
  if (physicalType === PhysicalType.INT96) return false
  if (logical.kind !== 'decimal') return true
  const bits = Math.ceil(logical.precision * Math.log2(10)) + 1
  switch (physicalType) {
    case PhysicalType.INT32:
      return bits <= 32
    case PhysicalType.INT64:
      return bits <= 64
    default:
      return physicalType === PhysicalType.FIXED_LEN_BYTE_ARRAY && bits <= typeLength * 8
  }
}

type ValueCheck = (value: SqlValue) => boolean

const unitsPerDay = { millis: 86_400e3, micros: 86_400e6, nanos: 86_400e9 } as const

/** Whether a value of the column's SQL type can stand in a form; `null`: every one can. */
function valueCheck({ logical, physicalType, typeLength }: ColumnSpec): ValueCheck | null {
  switch (logical.kind) {
    case 'time': {
      const end = unitsPerDay[logical.unit]
      return (value) => Number(value) >= 0 && Number(value) < end
    }
    case 'float16':
      return (value) => isHalf(value as number)
    case 'unknown':
      return () => false
    case 'decimal':
      return null
    default:
      return physicalType === PhysicalType.FIXED_LEN_BYTE_ARRAY
        ? (value) => (value as Uint8Array).length === typeLength
        : null
  }
}

/** Whether a number is that of a half float (IEEE 754-2019): 11 significant bits, steps of 2^−24 at least, below 65,520. */
function isHalf(value: number): boolean {
  if (!Number.isFinite(value) || value === 0) return true
  const magnitude = Math.abs(value)
  if (magnitude > 65_504) return false
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)))
  return Number.isInteger(magnitude * 2 ** (10 - exponent))
}

function allHold(delta: Delta, ordinal: number, holds: ValueCheck): boolean {
  const column = delta.columns[ordinal]
  for (let row = 0; row < delta.length; row++) {
    const value = column.get(row)
    if (value !== null && !holds(value)) return false
  }
  return true
}

/** The values of a column as the writer takes them for a form: decimals on FIXED_LEN_BYTE_ARRAY are 64-bit integers or wider. */
export function dataOfForm(data: ArrayVector, spec: ColumnSpec, type: SqlType): ColumnData {
  if (hasMembers(type)) return textsOfMembers(data, type)
  if (data.kind !== 'int32' || spec.physicalType !== PhysicalType.FIXED_LEN_BYTE_ARRAY) return data
  const { length, validity } = data
  return { kind: 'int64', length, validity, values: Float64Array.from(data.values) }
}

/** Whether two plain objects, such as SQL types, have the same fields. */
function sameFields(a: SqlType | ColumnSchema['logical'], b: typeof a): boolean {
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort())
  return sorted(a) === sorted(b)
}

/** Whether the chunks of a file's column can be copied into a column of such a form as they are. */
export function sameForm(schema: ColumnSchema, spec: ColumnSpec): boolean {
  return (
    schema.unsupported === undefined &&
    !schema.list &&
    schema.name === spec.name &&
    schema.physicalType === spec.physicalType &&
    schema.typeLength === (spec.typeLength ?? 0) &&
    schema.nullable === spec.nullable &&
    sameFields(schema.logical, spec.logical)
  )
}
