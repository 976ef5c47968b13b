import {
  ParquetError,
  type ParquetFile,
  readMetadata,
  readTable,
  type TableBatch,
} from '@sqlexec/parquet'
import { SqlError } from '../../base/errors.ts'
import type { FileHandle } from '../../io/file-system.ts'
import { adaptColumn } from '../../storage/adapt-column.ts'
import { sqlTypeOf } from '../../storage/parquet-schema.ts'
import { handleSource } from '../../storage/table-file.ts'
import { isTextual, type SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import type { ColumnVector } from '../../vector/column-vector.ts'
import { valueAt } from '../../vector/value-at.ts'
import type { Stage } from '../maybe-async.ts'
import { columnCast } from './field-decoder.ts'
import { timesOf } from './parquet-times.ts'
import { atLine, batchRows, type RowBatch, type RowReader, type RowShapeOf } from './row-reader.ts'

/** Reads rows of a Parquet file, whose columns go to those of their names. */
export class ParquetRowReader implements RowReader {
  readonly unit = 'row'
  readonly #shape: RowShapeOf
  readonly #handle: FileHandle
  #columns: readonly FileColumn[] = []
  #batches: AsyncGenerator<TableBatch, void, undefined> | null = null
  #batch: ReadBatch | null = null

  constructor(handle: FileHandle, shape: RowShapeOf) {
    this.#handle = handle
    this.#shape = shape
  }

  *next(): Stage<RowBatch | null> {
    if (this.#batches === null) yield this.#begin()
    if (this.#batch === null || this.#batch.at === this.#batch.rowCount) {
      yield this.#readBatch()
      if (this.#batch === null) return null
    }
    const batch = this.#batch
    const rows: SqlValue[][] = []
    const lines: number[] = []
    const end = Math.min(batch.rowCount, batch.at + batchRows)
    for (; batch.at < end; batch.at++) {
      lines.push(batch.firstRow + batch.at + 1)
      rows.push(this.#row(batch, batch.at))
    }
    return { rows, lines }
  }

  #row(batch: ReadBatch, at: number): SqlValue[] {
    const row = new Array<SqlValue>(this.#shape.targets.length).fill(null)
    try {
      for (let i = 0; i < this.#columns.length; i++) {
        const { place, textual, cast } = this.#columns[i]
        row[place] = cast(valueAt(batch.vectors[i], at, textual))
      }
    } catch (error) {
      throw atLine(error, this.#shape.path, 'row', batch.firstRow + at + 1)
    }
    return row
  }

  async #begin(): Promise<void> {
    const { fields, targets, execution, path } = this.#shape
    const source = handleSource(this.#handle, this.#handle.size())
    const file = await readable(path, () => readMetadata(source))
    this.#columns = fields.map(({ name, place }) => {
      const { index, type } = columnNamed(file, name, path)
      return {
        index,
        type,
        place,
        textual: isTextual(type),
        cast: columnCast(type, targets[place], execution),
      }
    })
    const columns = this.#columns.map(({ index }) => index)
    this.#batches = readTable(source, { file, columns })
  }

  async #readBatch(): Promise<void> {
    const { path } = this.#shape
    const next = await readable(path, () => this.#batches!.next())
    if (next.done) {
      this.#batch = null
      return
    }
    const { rowCount, firstRow, columns } = next.value
    const vectors = columns.map(({ data }, i) => adaptColumn(data, this.#columns[i].type))
    this.#batch = { rowCount, firstRow, vectors, at: 0 }
  }
}

interface FileColumn {
  readonly index: number
  readonly type: SqlType
  readonly place: number
  readonly textual: boolean
  readonly cast: (value: SqlValue) => SqlValue
}

interface ReadBatch {
  readonly rowCount: number
  readonly firstRow: number
  readonly vectors: readonly ColumnVector[]
  /** The row that comes next. */
  at: number
}

function columnNamed(file: ParquetFile, name: string, path: string) {
  const found =
    file.columns.find((column) => column.name === name) ??
    file.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) {
    const reason = found.unsupported ?? (found.list ? 'it is a list' : undefined)
    if (reason === undefined) return { index: found.index, type: typeOf(file, found) }
    throw new SqlError('unsupported', `Column '${name}' of '${path}' cannot be read: ${reason}`)
  }
  const known = file.columns.map((column) => column.name).join(', ')
  throw new SqlError('unknown_column', `The file '${path}' has no column '${name}', but ${known}`)
}

function typeOf({ keyValue }: ParquetFile, column: ParquetFile['columns'][number]): SqlType {
  const type = sqlTypeOf(column)
  const isTime = type.kind === 'datetime' && timesOf(keyValue).has(column.name)
  return isTime ? { ...type, kind: 'time' } : type
}

async function readable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ParquetError)) throw error
    const code = error.code === 'unsupported' ? 'unsupported' : 'malformed_file'
    throw new SqlError(code, `'${path}' cannot be read: ${error.message}`, { cause: error })
  }
}
