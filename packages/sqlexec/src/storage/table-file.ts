import {
  type ByteSource,
  decodeColumnChunk,
  initCodecs,
  ParquetError,
  type ParquetFile,
  planRead,
} from '@sqlexec/parquet'
import { SqlError } from '../base/errors.ts'
import type { ColumnDefinition } from '../catalog/definition.ts'
import type { FileHandle } from '../io/file-system.ts'
import { sharedBuffer } from '../vector/column-builder.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { adaptColumn } from './adapt-column.ts'
import { type BufferPool, PooledColumn } from './buffer-pool.ts'
import { columnBounds } from './column-bounds.ts'
import type { RowGroupColumns } from './row-group.ts'
import type { ColumnBounds } from './table-access.ts'

/** The open Parquet file of a table. Stays open until the last state that reads it is gone. */
export class TableFile {
  /** Changes when the table gets another name. */
  path: string
  readonly handle: FileHandle
  readonly parquet: ParquetFile
  readonly source: ByteSource

  constructor(path: string, handle: FileHandle, parquet: ParquetFile) {
    this.path = path
    this.handle = handle
    this.parquet = parquet
    this.source = { size: parquet.size, read: (offset, length) => this.#read(offset, length) }
  }

  async #read(offset: number, length: number): Promise<Uint8Array> {
    try {
      return await this.handle.read(offset, length)
    } catch (error) {
      if (this.handle.stat().size === this.parquet.size) throw error
      throw new SqlError(
        'corrupt',
        `The table file ${JSON.stringify(this.path)} was changed from outside while the database was open`,
        { cause: error },
      )
    }
  }

  /** Columns that are not resident cannot be read any more. */
  close(): void {
    this.handle.close()
  }
}

/** A file as the Parquet reader asks for it. */
export function handleSource(handle: FileHandle, size: number): ByteSource {
  return { size, read: (offset, length) => handle.read(offset, length) }
}

/** The columns of one row group of a file, read through the buffer pool. */
export class FileColumns implements RowGroupColumns {
  readonly file: TableFile
  readonly rowGroup: number
  readonly #definitions: readonly ColumnDefinition[]
  /** Per column of the table the column of the file. */
  readonly #fileColumns: readonly number[]
  readonly #pool: BufferPool
  readonly #pooled: readonly PooledColumn[]
  readonly #bounds: ColumnBounds[] = []

  constructor(
    file: TableFile,
    rowGroup: number,
    definitions: readonly ColumnDefinition[],
    fileColumns: readonly number[],
    pool: BufferPool,
    pooled: readonly PooledColumn[] = definitions.map(() => new PooledColumn()),
  ) {
    this.file = file
    this.rowGroup = rowGroup
    this.#definitions = definitions
    this.#fileColumns = fileColumns
    this.#pool = pool
    this.#pooled = pooled
  }

  /** The same row group after its bytes were copied into another file; what is resident stays so. */
  movedTo(file: TableFile, rowGroup: number): FileColumns {
    const fileColumns = this.#definitions.map((_, i) => i)
    return new FileColumns(file, rowGroup, this.#definitions, fileColumns, this.#pool, this.#pooled)
  }

  load(ordinals: readonly number[]): Promise<void> | undefined {
    const missing: number[] = []
    const waits: Promise<void>[] = []
    for (const ordinal of ordinals) {
      const column = this.#pooled[ordinal]
      if (column.vector !== null) this.#pool.touch(column)
      else if (column.loading !== null) waits.push(column.loading)
      else missing.push(ordinal)
    }
    if (missing.length > 0) waits.push(this.#read(missing))
    if (waits.length === 0) return undefined
    // A column may have been evicted again while others were on their way.
    return Promise.all(waits).then(() => undefined)
  }

  column(ordinal: number): ColumnVector {
    const { vector } = this.#pooled[ordinal]
    if (vector === null) throw new SqlError('internal', 'a column was used that is not loaded')
    return vector
  }

  bounds(ordinal: number): ColumnBounds {
    const { type } = this.#definitions[ordinal]
    const column = this.#fileColumns[ordinal]
    this.#bounds[ordinal] ??= columnBounds(this.file.parquet, this.rowGroup, column, type)
    return this.#bounds[ordinal]
  }

  get cache(): object {
    return this.#pooled
  }

  discard(): void {
    for (const column of this.#pooled) this.#pool.drop(column)
  }

  #read(ordinals: readonly number[]): Promise<void> {
    const reading = this.#readChunks(ordinals).finally(() => {
      for (const ordinal of ordinals) this.#pooled[ordinal].loading = null
    })
    for (const ordinal of ordinals) this.#pooled[ordinal].loading = reading
    return reading
  }

  async #readChunks(ordinals: readonly number[]): Promise<void> {
    const { file, rowGroup } = this
    try {
      await initCodecs()
      const ordinalOf = new Map(ordinals.map((ordinal) => [this.#fileColumns[ordinal], ordinal]))
      const chunks = [...ordinalOf.keys()].map((column) => ({ rowGroup, column }))
      const reads = planRead(file.parquet, chunks)
      await Promise.all(
        reads.map(async (read) => {
          const bytes = await file.source.read(read.offset, read.length)
          for (const { column, start, length } of read.chunks) {
            const chunk = bytes.subarray(start, start + length)
            this.#decode(ordinalOf.get(column)!, column, chunk)
          }
        }),
      )
    } catch (error) {
      throw fileError(file.path, error)
    }
  }

  #decode(ordinal: number, column: number, bytes: Uint8Array): void {
    const { file, rowGroup } = this
    const data = decodeColumnChunk(file.parquet, rowGroup, column, bytes, {
      allocate: sharedBuffer,
    })
    const vector = adaptColumn(data, this.#definitions[ordinal].type)
    this.#pool.add(this.#pooled[ordinal], vector)
  }
}

/** What went wrong with a table's file, as the caller of a query sees it. */
export function fileError(path: string, error: unknown): SqlError {
  if (error instanceof SqlError && error.code !== 'corrupt') return error
  const reason = error instanceof Error ? error.message : String(error)
  const code = error instanceof ParquetError && error.code !== 'corrupt' ? 'unsupported' : 'corrupt'
  const notParquet = error instanceof ParquetError && error.code === 'not_parquet'
  return new SqlError(
    notParquet ? 'corrupt' : code,
    `The table file ${JSON.stringify(path)} cannot be read: ${reason}`,
    { cause: error },
  )
}
