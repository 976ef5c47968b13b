import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

/** Rows with values that compare as texts: every reader has classes of its own for dates and decimals. */
export type PlainRow = Record<string, string | null>

/** A Parquet file as DuckDB reads it. */
export async function readWithDuckDb(path: string): Promise<PlainRow[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const quoted = path.replaceAll("'", "''")
    const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${quoted}')`)
    return reader.getRowObjects().map(plainRow)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** A Parquet file as hyparquet reads it. */
export async function readWithHyparquet(path: string): Promise<PlainRow[]> {
  const bytes = readFileSync(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const rows = await parquetReadObjects({ file: file as ArrayBuffer, compressors })
  return rows.map(plainRow)
}

function plainRow(row: Record<string, unknown>): PlainRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]))
}

function plainValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('.000Z', '')
  return String(value)
}
