import fc from 'fast-check'
import { readColumnIndex, readOffsetIndex } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { Codec } from '../format/constants.ts'
import { readMetadata } from '../reader/metadata.ts'
import { columnStatistics } from '../reader/statistics.ts'
import { bufferSource } from '../source.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { type ColumnSpec, columnSpec, columnSpecOf } from './column-spec.ts'
import type { WriterOptions } from './options.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { typeModels } from './testing/arbitraries.ts'
import { dataOf, type ModelValue } from './testing/column-model.ts'
import { DuckReader } from './testing/duckdb.ts'
import { MemorySink } from './testing/memory-sink.ts'

let duck: DuckReader

beforeAll(async () => {
  await initCodecs()
  duck = await DuckReader.open()
})

afterAll(() => duck.close())

async function written(options: WriterOptions, groups: readonly ModelValue[][][]) {
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, options)
  for (const group of groups) {
    await writer.writeRowGroup(options.columns.map((spec, i) => dataOf(spec, group[i])))
  }
  await writer.finish()
  return opened(sink.bytes())
}

async function opened(bytes: Uint8Array) {
  const source = bufferSource(bytes)
  return { bytes, source, file: await readMetadata(source) }
}

const id = columnSpec('id', { kind: 'int', bits: 64, signed: true }, { nullable: false })
const name = columnSpec('name', { kind: 'string' })
const score = columnSpec('score', { kind: 'double' })

const ids = Array.from({ length: 100 }, (_, i) => BigInt(i))
const names = ids.map((value) => `name ${value % 7n}`)
const scores = ids.map((value) => (value % 5n === 0n ? null : Number(value) / 4))

describe('copied row groups', () => {
  test('of every type are read by DuckDB as before', async () => {
    const columns = typeModels.map(({ type }, i) => columnSpec(`c${i}`, type))
    const sample = (seed: number) =>
      typeModels.map((model) => fc.sample(fc.option(model.values), { seed, numRuns: 500 }))
    const groups = [sample(1), sample(2)]
    const from = await written({ columns, codec: Codec.ZSTD, pageRows: 100 }, groups)
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns: from.file.columns.map(columnSpecOf) })
    await writer.writeBlock(new Uint8Array(1234))
    // The second one first, so that every offset moves, back and forth.
    await writer.copyRowGroup(from.source, from.file, 1)
    await writer.writeRowGroup(columns.map((spec, i) => dataOf(spec, groups[0][i])))
    await writer.copyRowGroup(from.source, from.file, 0)
    await writer.finish()
    const expected = columns.map((_, i) => [...groups[1][i], ...groups[0][i], ...groups[0][i]])
    expect(await duck.columns(duck.save(sink.bytes()), columns)).toEqual(expected)
  })

  test('keep statistics and page indexes at their new places', async () => {
    const from = await written({ columns: [id, name, score], pageRows: 16 }, [[ids, names, scores]])
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns: [id, name, score] })
    await writer.writeBlock(new Uint8Array(777))
    await writer.copyRowGroup(from.source, from.file, 0)
    await writer.finish()
    const to = await opened(sink.bytes())
    const before = from.file.metadata.rowGroups[0].columns
    const after = to.file.metadata.rowGroups[0].columns
    expect(after.map((chunk) => chunk.metaData?.statistics)).toEqual(
      before.map((chunk) => chunk.metaData?.statistics),
    )
    for (let i = 0; i < 3; i++) {
      const [old, moved] = [indexes(from.bytes, before[i]), indexes(to.bytes, after[i])]
      expect(moved.column).toEqual(old.column)
      expect(moved.offset.page_locations).toEqual(
        old.offset.page_locations.map((page) => ({ ...page, offset: page.offset + 777n })),
      )
    }
  })

  function indexes(
    bytes: Uint8Array,
    chunk: { columnIndexOffset?: number; offsetIndexOffset?: number },
  ) {
    const reader = (offset = 0) => ({
      view: new DataView(bytes.buffer, bytes.byteOffset + offset),
      offset: 0,
    })
    const schema = { name: 'c', type: 'INT64' } as const
    return {
      column: readColumnIndex(reader(chunk.columnIndexOffset), schema),
      offset: readOffsetIndex(reader(chunk.offsetIndexOffset)),
    }
  }

  test('take, leave out, reorder, rename and add columns', async () => {
    const from = await written({ columns: [id, name, score] }, [[ids, names, scores]])
    const renamed = { ...score, name: 'points' }
    const added = columnSpec('added', { kind: 'int', bits: 32, signed: true })
    const columns = [renamed, added, id, name]
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns })
    const sevens = ids.map(() => 7)
    const upper = names.map((text) => text.toUpperCase())
    const parts = [2, dataOf(added, sevens), 0, encodeColumnChunk(name, dataOf(name, upper))]
    await writer.copyRowGroup(from.source, from.file, 0, parts)
    const { file } = await writer.finish()
    expect(file.columns.map((column) => column.name)).toEqual(['points', 'added', 'id', 'name'])
    const expected = [scores, sevens, ids, upper]
    expect(await duck.columns(duck.save(sink.bytes()), columns)).toEqual(expected)
  })

  test('of files by DuckDB are read as before, page indexes or none', async () => {
    const path = duck.save(new Uint8Array())
    await duck.rows(`COPY (
      SELECT i::INTEGER AS i, 'text ' || i % 10 AS t, i / 3 AS d, [i, i + 1] AS l
      FROM range(5000) r(i)) TO '${path}' (ROW_GROUP_SIZE 2048, COMPRESSION zstd)`)
    const { readFile } = await import('node:fs/promises')
    const from = await opened(new Uint8Array(await readFile(path)))
    const columns = from.file.columns.map(columnSpecOf)
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns })
    for (let group = from.file.rowGroups.length - 1; group >= 0; group--) {
      await writer.copyRowGroup(from.source, from.file, group)
    }
    await writer.finish()
    const { file: copied } = await opened(sink.bytes())
    const groups = [...from.file.rowGroups.keys()]
    for (const column of columns.keys()) {
      const boundsOf = (file: typeof copied, group: number) => columnStatistics(file, group, column)
      expect(groups.map((group) => boundsOf(copied, group))).toEqual(
        groups.map((group) => boundsOf(from.file, group)).reverse(),
      )
    }
    expect(columnStatistics(copied, 0, 1)?.min).toEqual(new TextEncoder().encode('text 0'))
    const copy = duck.save(sink.bytes())
    const difference = await duck.rows(
      `FROM read_parquet('${path}') EXCEPT ALL FROM read_parquet('${copy}')`,
    )
    expect(difference).toEqual([])
    expect(await duck.rows(`SELECT count(*) FROM read_parquet('${copy}')`)).toEqual([[5000n]])
  })

  test('keep the bounds and the column indexes that the reader trusts where there are no column orders', async () => {
    const uuid = columnSpec('uuid', { kind: 'uuid' })
    const columns = [id, name, score, uuid]
    const uuids = ids.map((value) => String.fromCharCode(Number(value)).repeat(16))
    const { bytes, source, file } = await written({ columns, pageRows: 16 }, [
      [ids, names, scores, uuids],
    ])
    const unordered = { ...file, metadata: { ...file.metadata, columnOrders: undefined } }
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns })
    await writer.copyRowGroup(source, unordered, 0)
    await writer.finish()
    const to = await opened(sink.bytes())
    const before = file.metadata.rowGroups[0].columns
    const after = to.file.metadata.rowGroups[0].columns
    for (const column of [0, 1, 2]) {
      expect(after[column].metaData?.statistics).toEqual(before[column].metaData?.statistics)
      expect(indexes(to.bytes, after[column]).column).toEqual(indexes(bytes, before[column]).column)
    }
    expect(columnStatistics(unordered, 0, 3)).toEqual(columnStatistics(to.file, 0, 3))
    expect(after[3].metaData?.statistics).toEqual({ nullCount: 0 })
    expect(after[3].columnIndexOffset).toBeUndefined()
  })

  test('keep no bounds that the reader would not trust', async () => {
    const { source, file } = await written({ columns: [score] }, [[scores]])
    const [group] = file.metadata.rowGroups
    const [chunk] = group.columns
    const nan = new Uint8Array(Float64Array.of(Number.NaN).buffer)
    const statistics = { ...chunk.metaData!.statistics, maxValue: nan }
    const columnsWithNaN = [{ ...chunk, metaData: { ...chunk.metaData!, statistics } }]
    const rowGroups = [{ ...group, columns: columnsWithNaN }]
    const damaged = { ...file, metadata: { ...file.metadata, rowGroups } }
    const writer = new ParquetWriter(new MemorySink(), { columns: [score] })
    await writer.copyRowGroup(source, damaged, 0)
    const { metadata } = await writer.finish()
    expect(metadata.rowGroups[0].columns[0].metaData?.statistics).toEqual({
      nullCount: 20,
      nanCount: 0,
    })
  })

  test('of another type, nullability or length are refused', async () => {
    const from = await written({ columns: [id, name] }, [[ids, names]])
    const attempt = async (columns: ColumnSpec[], parts: number[]) => {
      const writer = new ParquetWriter(new MemorySink(), { columns })
      await writer.copyRowGroup(from.source, from.file, 0, parts)
    }
    await expect(attempt([name], [0])).rejects.toThrow(/physical type/)
    await expect(attempt([{ ...id, nullable: true }], [0])).rejects.toThrow(/nullability/)
    const time = columnSpec('t', { kind: 'timestamp', unit: 'micros', utc: true })
    await expect(attempt([{ ...time, nullable: false }], [0])).rejects.toThrow(/logical type/)
    await expect(attempt([id], [9])).rejects.toThrow(RangeError)
    await expect(attempt([id, name], [0])).rejects.toThrow(TypeError)
    const short = dataOf(name, ['one'])
    const writer = new ParquetWriter(new MemorySink(), { columns: [id, name] })
    await expect(writer.copyRowGroup(from.source, from.file, 0, [0, short])).rejects.toThrow(
      /1 rows, not 100/,
    )
  })
})

test('blocks stand where the writer says, unseen by readers', async () => {
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, { columns: [id] })
  const block = new TextEncoder().encode('row ids')
  const first = await writer.writeBlock(block)
  await writer.writeRowGroup([dataOf(id, ids)])
  const second = await writer.writeBlock(block)
  writer.setKeyValue('blocks', JSON.stringify([first, second]))
  const { bytesWritten, file } = await writer.finish()
  const bytes = sink.bytes()
  expect(bytes.length).toBe(bytesWritten)
  for (const { offset, length } of JSON.parse(file.keyValue.get('blocks')!)) {
    expect(bytes.slice(offset, offset + length)).toEqual(block)
  }
  expect(await duck.columns(duck.save(bytes), [id])).toEqual([ids])
})

test('finish tells what a reader would find', async () => {
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, { columns: [id, name] })
  await writer.writeRowGroup([dataOf(id, ids), dataOf(name, names)])
  const { file } = await writer.finish()
  expect(file).toEqual((await opened(sink.bytes())).file)
  await expect(writer.finish()).rejects.toThrow(/finished/)
  await expect(writer.writeBlock(new Uint8Array(1))).rejects.toThrow(/finished/)
})
