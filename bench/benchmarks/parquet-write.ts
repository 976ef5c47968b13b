import { closeSync, openSync, writeSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { Compression, readParquet, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm/node'
import type { Codec, ColumnData } from '../../packages/parquet/src/index.ts'
import type { Benchmark, Contender, MeasuredContender } from '../harness/benchmark.ts'
import { openDuckDB } from '../harness/peers.ts'
import { formatBytes } from '../harness/report.ts'
import { makeParquet } from '../tpch/make-parquet.ts'
import { loadParquet } from './parquet-peers.ts'

/** Rows that DuckDB's files have in a row group, and so ours. */
const rowGroupRows = 122_880
/** A fifth of the scale factor: 1.2 million rows, so that the slowest contender ends in seconds. */
const share = 0.2
const codecs = ['snappy', 'zstd'] as const
type CodecName = (typeof codecs)[number]

/**
 * TPC-H's lineitem from memory to a file, on one thread: ours from typed arrays, DuckDB's COPY from its own table, parquet-wasm from Arrow
 * in WebAssembly, hyparquet-writer from arrays of JavaScript values, and without zstd, which it does not have.
 */
export const parquetWriting: Benchmark = {
  name: 'parquet-write',
  async *tasks({ dataDirectory, scratchDirectory, scale }) {
    const directory = join(dataDirectory, `tpch-sf-${scale * share}`)
    const [source] = await makeParquet(directory, scale * share, ['lineitem'])
    const duckdb = await openDuckDB(1)
    await duckdb.connection.run(`CREATE TABLE lineitem AS FROM read_parquet('${source}')`)
    const [[rows]] = await duckdb.rows('SELECT count(*) FROM lineitem')
    for (const codec of codecs) {
      const paths = new Map<string, string>()
      const to = (name: string) => {
        const path = join(scratchDirectory, `${name}-${codec}.parquet`)
        paths.set(name, path)
        return path
      }
      const answer = async (path: string) => {
        const sql = `SELECT count(*), sum(l_extendedprice) FROM read_parquet('${path}')`
        // Prices are doubles by hyparquet-writer.
        return (await duckdb.rows(sql))[0].map((text) => Math.round(Number(text)))
      }
      const copy: Contender = {
        name: 'DuckDB, 1 thread',
        async round() {
          await duckdb.connection.run(`COPY lineitem TO '${to('DuckDB')}'
            (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE ${rowGroupRows})`)
        },
      }
      const contenders: (Contender | MeasuredContender)[] = [
        await ours(source, codec, to('sqlexec')),
        copy,
        await wasm(source, codec, to('parquet-wasm'), Number(rows)),
      ]
      if (codec === 'snappy') contenders.push(await hyparquetWriter(source, to('hyparquet-writer')))
      yield {
        name: `write lineitem, 16 columns, ${codec}`,
        operations: Number(rows),
        contenders: contenders.map((contender) =>
          verified(contender, () => answer(pathOf(contender, paths))),
        ),
        async notes() {
          const sizes = [...paths].map(
            async ([name, path]) => `${name} ${formatBytes((await stat(path)).size)}`,
          )
          return { files: (await Promise.all(sizes)).join(', ') }
        },
      }
    }
    duckdb.close()
  },
}

function pathOf({ name }: Pick<Contender, 'name'>, paths: ReadonlyMap<string, string>): string {
  return paths.get(name === 'DuckDB, 1 thread' ? 'DuckDB' : name)!
}

/** Answers with what DuckDB finds in the file that was written. */
function verified<T extends Contender | MeasuredContender>(
  contender: T,
  find: () => Promise<unknown>,
): T {
  return {
    ...contender,
    async answer() {
      await ('sample' in contender ? contender.sample() : contender.round())
      return find()
    },
  }
}

async function ours(source: string, codecName: CodecName, path: string): Promise<Contender> {
  const parquet = await loadParquet()
  const { columnSpecOf, openFile, ParquetWriter, readColumn, readMetadata } = parquet
  const codec: Codec = parquet.Codec[codecName === 'zstd' ? 'ZSTD' : 'SNAPPY']
  const file = await openFile(source)
  const metadata = await readMetadata(file)
  const groups: ColumnData[][] = []
  for (let group = 0; group < metadata.rowGroups.length; group++) {
    const columns: ColumnData[] = []
    for (const { index } of metadata.columns)
      columns.push(expanded(await readColumn(file, metadata, group, index)))
    groups.push(columns)
  }
  await file.close()
  return {
    name: 'sqlexec',
    async round() {
      const out = openSync(path, 'w')
      const sink = { write: (bytes: Uint8Array) => void writeSync(out, bytes) }
      const writer = new ParquetWriter(sink, { columns: metadata.columns.map(columnSpecOf), codec })
      for (const columns of groups) await writer.writeRowGroup(columns)
      await writer.finish()
      closeSync(out)
    },
  }
}

/** Without the dictionary that the source has: making one is part of the work. */
function expanded(data: ColumnData): ColumnData {
  if (data.kind !== 'dictionary') return data
  const { codes, dictionary, length, validity } = data
  const offsets = new Uint32Array(length + 1)
  for (let i = 0; i < length; i++) {
    offsets[i + 1] = offsets[i] + dictionary.offsets[codes[i] + 1] - dictionary.offsets[codes[i]]
  }
  const bytes = new Uint8Array(offsets[length])
  for (let i = 0; i < length; i++) {
    const entry = dictionary.bytes.subarray(
      dictionary.offsets[codes[i]],
      dictionary.offsets[codes[i] + 1],
    )
    bytes.set(entry, offsets[i])
  }
  return { kind: 'bytes', length, validity, offsets, bytes }
}

async function wasm(
  source: string,
  codec: CodecName,
  path: string,
  rows: number,
): Promise<MeasuredContender> {
  const bytes = new Uint8Array(await readFile(source))
  const compression = codec === 'zstd' ? Compression.ZSTD : Compression.SNAPPY
  return {
    name: 'parquet-wasm',
    async sample() {
      // Writing consumes the table.
      const table = readParquet(bytes)
      const properties = new WriterPropertiesBuilder()
        .setCompression(compression)
        .setMaxRowGroupSize(rowGroupRows)
        .build()
      const started = performance.now()
      await writeFile(path, writeParquet(table, properties))
      return (performance.now() - started) / 1000 / rows
    },
  }
}

async function hyparquetWriter(source: string, path: string): Promise<Contender> {
  const file = await asyncBufferFromFile(source)
  const metadata = await parquetMetadataAsync(file)
  const columns = new Map<string, unknown[]>()
  await parquetRead({
    file,
    metadata,
    compressors,
    onChunk({ columnName, columnData }) {
      const column = columns.get(columnName) ?? []
      for (let i = 0; i < columnData.length; i++) column.push(columnData[i])
      columns.set(columnName, column)
    },
  })
  const columnData = [...columns].map(([name, data]) => ({ name, data })) as ColumnSource[]
  return {
    name: 'hyparquet-writer',
    async round() {
      await writeFile(
        path,
        new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: rowGroupRows })),
      )
    },
  }
}
