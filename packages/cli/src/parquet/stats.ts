import {
  type ColumnSchema,
  columnStatistics,
  type LogicalKind,
  type ParquetFile,
  type StatisticsValue,
} from '@sqlexec/parquet'
import type { ResultSet } from '../format/result-set.ts'
import { countColumn, textColumn } from './result-columns.ts'
import { isTemporal, temporalText } from './value-text.ts'

const columns = [
  countColumn('row group'),
  countColumn('rows'),
  textColumn('column'),
  textColumn('minimum'),
  textColumn('maximum'),
  textColumn('bounds'),
  countColumn('nulls'),
  countColumn('nans'),
  countColumn('distinct'),
]

/** A row per column chunk, with NULL for what the file does not say or what is not to be trusted. */
export function statisticsResult(file: ParquetFile): ResultSet {
  const rows = file.rowGroups.flatMap(({ rowCount }, rowGroup) =>
    file.columns.map((schema, column) => {
      const found = columnStatistics(file, rowGroup, column)
      const { min, max } = found ?? {}
      const exact = found?.minExact && found.maxExact
      return [
        rowGroup,
        rowCount,
        schema.name,
        min === undefined ? null : boundText(schema, min),
        max === undefined ? null : boundText(schema, max),
        min === undefined && max === undefined ? null : exact ? 'exact' : 'wider',
        found?.nullCount ?? null,
        found?.nanCount ?? null,
        found?.distinctCount ?? null,
      ]
    }),
  )
  return { columns, rows }
}

function boundText({ logical, dataKind }: ColumnSchema, value: StatisticsValue): string {
  if (value instanceof Uint8Array) return bytesText(logical, value)
  if (isTemporal(logical)) return temporalText(logical, value)
  if (logical.kind === 'decimal') return decimalText(BigInt(value), logical.scale)
  if (dataKind === 'boolean') return value === 0 ? 'false' : 'true'
  return Object.is(value, -0) ? '-0' : String(value)
}

function bytesText({ kind }: LogicalKind, value: Uint8Array): string {
  const bytes = Buffer.from(value)
  const isText = kind === 'string' || kind === 'json' || kind === 'enum'
  return isText ? bytes.toString('utf8') : `0x${bytes.toString('hex').toUpperCase()}`
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled)
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
