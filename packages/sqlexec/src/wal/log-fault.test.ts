import { describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { FileSystem } from '../io/file-system.ts'
import { errnoCode } from '../io/io-error.ts'
import { type LogFrame, LogReader } from './log-reader.ts'
import { LogWriter } from './log-writer.ts'

const path = '.wal'
const header = { baseLsn: 0, databaseId: new Uint8Array(16) }
const payload = (text: string) => new TextEncoder().encode(text)
const textOf = (frame: LogFrame) => new TextDecoder().decode(frame.payload)

function reopen(fileSystem: FileSystem): { texts: string[]; writer: LogWriter } {
  const reader = LogReader.open(fileSystem, path)
  const texts = [...reader.frames()].map(textOf)
  const writer = LogWriter.open(fileSystem, reader)
  reader.close()
  return { texts, writer }
}

describe('a failed sync', () => {
  it('poisons the writer for good, on the direct path', () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    writer.append(1, payload('a'))
    fileSystem.fail({ call: 'sync', code: 'EIO' })
    expect(() => writer.append(2, payload('b'))).toThrow(/could not be made durable.*EIO/u)
    expect(errnoCode(writer.failure)).toBe('EIO')
    expect(() => writer.append(3, payload('c'))).toThrow(
      /takes no commits since an earlier failure/u,
    )
    expect(() => writer.syncSync()).toThrow(/earlier failure/u)
    writer.close()
    expect(reopen(fileSystem.crash(5)).texts).toEqual(['a'])
  })

  it('refuses every commit of the group and those behind it', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    fileSystem.fail({ call: 'sync', code: 'EIO' })
    const group = [writer.appendAsync(1, payload('a')), writer.appendAsync(2, payload('b'))]
    await Promise.resolve()
    const behind = writer.appendAsync(3, payload('c'))
    const outcomes = await Promise.allSettled([
      ...group,
      behind,
      writer.appendAsync(4, payload('d')),
    ])
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(4).fill('rejected'))
    await expect(writer.rotate(0)).rejects.toThrow(/earlier failure/u)
  })

  it('is not hidden from a direct append by the group sync that met it', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    fileSystem.fail({ call: 'sync', code: 'EIO' })
    const group = writer.appendAsync(1, payload('a')).catch((error: unknown) => error)
    await Promise.resolve()
    expect(() => writer.append(2, payload('b'))).toThrow(/durable/u)
    expect(await group).toBeInstanceOf(Error)
  })

  it('does not leave frames behind that only the page cache has', () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    writer.append(1, payload('a'))
    fileSystem.fail({ call: 'sync', code: 'EIO' })
    expect(() => writer.append(2, payload('b'))).toThrow()
    writer.close()
    // The next opening, without a reboot, still reads "b", and must make it durable before it goes on.
    const next = reopen(fileSystem)
    expect(next.texts).toEqual(['a', 'b'])
    next.writer.append(3, payload('c'))
    expect(reopen(fileSystem.crash(0)).texts).toEqual(['a', 'b', 'c'])
  })
})

describe('a full disk', () => {
  it('refuses the commit, cuts the log back, and goes on', () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    writer.append(1, payload('a'))
    fileSystem.fail({ call: 'write', code: 'ENOSPC', written: 35 })
    expect(() => writer.append(2, payload('refused'))).toThrow(/no space left/u)
    expect(writer.failure).toBeNull()
    expect(writer.append(3, payload('b'))).toBe(2)
    expect(reopen(fileSystem.crash(9)).texts).toEqual(['a', 'b'])
  })

  it('never lets a refused group come back after a power cut', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const fileSystem = new FaultFileSystem()
      const writer = LogWriter.create(fileSystem, path, header)
      writer.append(1, payload('a'))
      fileSystem.fail({ call: 'write', code: 'ENOSPC', written: 40 })
      const group = [writer.appendAsync(2, payload('x')), writer.appendAsync(3, payload('y'))]
      const outcomes = await Promise.allSettled(group)
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
      expect(reopen(fileSystem.crash(seed)).texts).toEqual(['a'])
    }
  })

  it('does without the room for frames to come', () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    fileSystem.fail({ call: 'preallocate', code: 'ENOSPC', times: Number.POSITIVE_INFINITY })
    for (let i = 0; i < 5; i++) writer.append(i, payload(`${i}`))
    expect(reopen(fileSystem.crash(3)).texts).toEqual(['0', '1', '2', '3', '4'])
  })

  it('poisons the writer where the log cannot be cut back', () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    fileSystem.fail({ call: 'write', code: 'ENOSPC' })
    fileSystem.fail({ call: 'truncate', code: 'EIO' })
    expect(() => writer.append(1, payload('a'))).toThrow(/durable/u)
    expect(writer.failure).not.toBeNull()
  })

  it('fails a rotation and leaves the old log in use', async () => {
    for (const call of ['open', 'write', 'sync', 'rename'] as const) {
      const fileSystem = new FaultFileSystem()
      const writer = LogWriter.create(fileSystem, path, header)
      writer.append(1, payload('a'))
      writer.append(2, payload('b'))
      fileSystem.fail({ call, code: 'ENOSPC', path: '.new' })
      await expect(writer.rotate(1)).rejects.toThrow(/ENOSPC/u)
      expect(fileSystem.exists('.wal.new')).toBe(false)
      writer.append(3, payload('c'))
      await writer.rotate(2)
      expect(writer.baseLsn).toBe(2)
      expect(reopen(fileSystem.crash(4)).texts).toEqual(['c'])
    }
  })
})

describe('rotation', () => {
  it('keeps the frames after the LSN, and those that come meanwhile', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    const large = 'x'.repeat(100_000)
    for (let i = 1; i <= 10; i++) writer.append(i, payload(`${i}${large}`))
    const rotation = writer.rotate(4)
    const meanwhile: Promise<number>[] = []
    for (let i = 11; i <= 20; i++) {
      if (i % 2 === 0) writer.append(i, payload(`${i}${large}`))
      else meanwhile.push(writer.appendAsync(i, payload(`${i}${large}`)))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all([rotation, ...meanwhile])
    expect(writer.baseLsn).toBe(4)
    expect(writer.bytes).toBeLessThan(17 * 100_100)
    await writer.rotate(15)
    writer.append(21, payload(`21${large}`))
    await expect(writer.rotate(14)).rejects.toThrow(/within the log/u)
    const { texts, writer: next } = reopen(fileSystem.crash(8))
    expect(texts.map((text) => Number.parseInt(text, 10))).toEqual([16, 17, 18, 19, 20, 21])
    await next.rotate(21)
    expect(reopen(fileSystem.crash(8)).texts).toHaveLength(6)
  })

  it('leaves a reader of the old log undisturbed', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    writer.append(1, payload('a'))
    const reader = LogReader.open(fileSystem, path)
    await writer.rotate(1)
    writer.append(2, payload('b'))
    expect([...reader.frames()].map(textOf)).toEqual(['a'])
    expect(reader.header?.baseLsn).toBe(0)
  })

  it('poisons the writer where the rename may not be durable', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = LogWriter.create(fileSystem, path, header)
    writer.append(1, payload('a'))
    fileSystem.fail({ call: 'syncDirectory', code: 'EIO' })
    await expect(writer.rotate(1)).rejects.toThrow(/EIO/u)
    expect(() => writer.append(2, payload('b'))).toThrow(/earlier failure/u)
  })
})
