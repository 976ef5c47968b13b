import { Codec, type ColumnData, ParquetWriter } from '@sqlexec/parquet'
import { SqlError } from '../../base/errors.ts'
import type { ParquetFormat } from '../../plan/file-format.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import { storedType } from '../../plan/stored-type.ts'
import { parquetColumn } from '../../storage/parquet-schema.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { type ColumnBuilder, columnBuilder } from '../../vector/column-builder.ts'
import { gather } from '../../vector/gather.ts'
import type { Stage } from '../maybe-async.ts'
import { timesKey } from './parquet-times.ts'
import type { ByteOutput, RowEncoder, Rows } from './row-encoder.ts'

const codecs: Record<ParquetFormat['compression'], Codec> = {
  snappy: Codec.SNAPPY,
  gzip: Codec.GZIP,
  zstd: Codec.ZSTD,
  lz4: Codec.LZ4_RAW,
  none: Codec.UNCOMPRESSED,
}

/** Writes a Parquet file, a row group at a time. */
export class ParquetRowWriter implements RowEncoder {
  readonly #writer: ParquetWriter
  readonly #types: readonly SqlType[]
  readonly #rowGroupRows: number
  #builders: ColumnBuilder[]
  #rowCount = 0

  constructor(format: ParquetFormat, columns: readonly OutputColumn[], output: ByteOutput) {
    requireNames(columns)
    this.#types = columns.map(({ type }) => storedType(type))
    this.#rowGroupRows = format.rowGroupRows
    const specs = columns.map(({ name, nullable }, i) =>
      parquetColumn({ name, type: this.#types[i], nullable }),
    )
    this.#writer = new ParquetWriter(output, { columns: specs, codec: codecs[format.compression] })
    const times = columns.filter(({ type }) => type.kind === 'time').map(({ name }) => name)
    if (times.length > 0) this.#writer.setKeyValue(timesKey, JSON.stringify(times))
    this.#builders = this.#types.map(columnBuilder)
  }

  *write(rows: Rows): Stage<void> {
    for (const row of rows) {
      for (let i = 0; i < row.length; i++) this.#builders[i].set(this.#rowCount, row[i])
      if (++this.#rowCount === this.#rowGroupRows) yield this.#endRowGroup()
    }
  }

  *finish(): Stage<void> {
    if (this.#rowCount > 0) yield this.#endRowGroup()
    yield this.#writer.finish()
  }

  async #endRowGroup(): Promise<void> {
    const count = this.#rowCount
    const columns = this.#builders.map(
      (builder, i) =>
        gather(
          [{ vector: builder.vector(count), rows: null, count }],
          this.#types[i],
        ) as ColumnData,
    )
    await this.#writer.writeRowGroup(columns)
    this.#builders = this.#types.map(columnBuilder)
    this.#rowCount = 0
  }
}

function requireNames(columns: readonly OutputColumn[]): void {
  const names = new Set<string>()
  for (const { name } of columns) {
    const key = name.toLowerCase()
    if (names.has(key)) {
      const message = `Duplicate column name '${name}': the columns of a Parquet file need names of their own`
      throw new SqlError('duplicate_column', message)
    }
    names.add(key)
  }
}
