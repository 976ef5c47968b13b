import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type ByteSource,
  bufferSource,
  columnSpec,
  openFile,
  ParquetWriter,
  readColumn,
  readMetadata,
  readTable,
} from './index.ts'
import { MemorySink } from './writer/testing/memory-sink.ts'

let directory: string
let bytes: Uint8Array

const values = Int32Array.from({ length: 1000 }, (_, i) => i)

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'source-'))
  const sink = new MemorySink()
  const columns = [columnSpec('c', { kind: 'int', bits: 32, signed: true })]
  const writer = new ParquetWriter(sink, { columns, pageRows: 100 })
  const column = { kind: 'int32', length: values.length, validity: null, values } as const
  for (let i = 0; i < 3; i++) await writer.writeRowGroup([column])
  await writer.finish()
  bytes = sink.bytes()
})

afterAll(() => rm(directory, { recursive: true }))

const ioError = expect.objectContaining({ name: 'ParquetError', code: 'io' })

test('a file that is closed, no file, or cut short while it is open', async () => {
  const path = join(directory, 'file.parquet')
  await writeFile(path, bytes)
  const closed = await openFile(path)
  await closed.close()
  await expect(readMetadata(closed)).rejects.toEqual(ioError)
  const folder = await openFile(directory)
  await expect(readMetadata({ ...folder, size: 4096 })).rejects.toEqual(ioError)
  await folder.close()
  const cut = await openFile(path)
  await truncate(path, 10)
  await expect(readMetadata(cut)).rejects.toEqual(ioError)
  await cut.close()
})

test('a source that gives fewer bytes or more than it was asked for', async () => {
  const sound = bufferSource(bytes)
  const file = await readMetadata(sound)
  for (const wrong of [-1, 1]) {
    const source: ByteSource = {
      size: bytes.length,
      read: async (offset, length) => bytes.slice(offset - 1, offset + length + wrong - 1),
    }
    await expect(readMetadata(source)).rejects.toEqual(ioError)
    await expect(readColumn(source, file, 0, 0)).rejects.toEqual(ioError)
    const copy = new ParquetWriter(new MemorySink(), {
      columns: [columnSpec('c', { kind: 'int', bits: 32, signed: true })],
    })
    await expect(copy.copyRowGroup(source, file, 0)).rejects.toEqual(ioError)
  }
})

test('what is no source at all', async () => {
  const buffer = bytes.slice().buffer as unknown as Uint8Array
  expect(() => bufferSource(buffer)).toThrow(TypeError)
  const source = bufferSource(Buffer.from(bytes))
  expect((await readMetadata(source)).rowCount).toBe(3000)
})

test('many readers of one file at once', async () => {
  const path = join(directory, 'shared.parquet')
  await writeFile(path, bytes)
  const source = await openFile(path)
  const readAll = async () => {
    const found: number[] = []
    for await (const { columns } of readTable(source, { maxReadBytes: 300 })) {
      found.push(...(columns[0].data as { values: Int32Array }).values)
    }
    return found
  }
  const results = await Promise.all(Array.from({ length: 8 }, readAll))
  await source.close()
  for (const found of results) expect(found).toEqual([...values, ...values, ...values])
})
