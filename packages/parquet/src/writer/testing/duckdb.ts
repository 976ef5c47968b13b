import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { ColumnSpec } from '../column-spec.ts'
import { latin1, type ModelValue } from './column-model.ts'

/** DuckDB as an independent reader of files that a test has in memory. */
export class DuckReader {
  readonly #connection: DuckDBConnection
  readonly #directory = mkdtempSync(join(tmpdir(), 'parquet-writer-'))
  #files = 0

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  static async open(): Promise<DuckReader> {
    return new DuckReader(await (await DuckDBInstance.create()).connect())
  }

  close(): void {
    this.#connection.closeSync()
    rmSync(this.#directory, { recursive: true })
  }

  /** Stores a file and returns its path. */
  save(bytes: Uint8Array): string {
    const path = join(this.#directory, `${this.#files++}.parquet`)
    writeFileSync(path, bytes)
    return path
  }

  async rows(sql: string): Promise<DuckDBValue[][]> {
    return (await this.#connection.runAndReadAll(sql)).getRows()
  }

  /** All columns of a file. */
  async columns(path: string, specs: readonly ColumnSpec[]): Promise<ModelValue[][]> {
    const result = await this.#connection.runAndReadAll(`FROM read_parquet('${path}')`)
    const columns = result.getColumns()
    return specs.map((spec, i) => (columns[i] ?? []).map((value) => modelValue(spec, value)))
  }
}

function modelValue(spec: ColumnSpec, value: DuckDBValue): ModelValue {
  const { logical } = spec
  if (value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string') return latin1(value)
  if (typeof value === 'number') {
    const wide = logical.kind === 'int' && logical.bits === 32 && !logical.signed
    return wide ? BigInt(value) : value
  }
  if (typeof value === 'bigint') return value
  if (value instanceof DuckDBListValue) return value.items.map((item) => modelValue(spec, item))
  if (value instanceof DuckDBDecimalValue) {
    const small = logical.kind === 'decimal' && logical.precision <= 9
    return small ? Number(value.value) : value.value
  }
  if (value instanceof DuckDBDateValue) return value.days
  if (value instanceof DuckDBTimeValue) return value.micros
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return logical.kind === 'timestamp' && logical.unit === 'millis'
      ? value.micros / 1000n
      : value.micros
  }
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('latin1')
  if (value instanceof DuckDBUUIDValue) {
    return Buffer.from(value.toString().replaceAll('-', ''), 'hex').toString('latin1')
  }
  throw new Error(`no model for ${value}`)
}
