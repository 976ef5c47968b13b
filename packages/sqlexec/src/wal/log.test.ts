import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FaultFileSystem } from '../io/fault-file-system.ts'
import type { FileSystem } from '../io/file-system.ts'
import { MemoryFileSystem } from '../io/memory-file-system.ts'
import { encodeHeader, frameBytes, headerBytes, putU64 } from './log-format.ts'
import { type LogEnd, type LogFrame, LogReader } from './log-reader.ts'
import { LogWriter } from './log-writer.ts'

const path = '.wal'
const databaseId = Uint8Array.from({ length: 16 }, (_, i) => i)

function create(fileSystem: FileSystem, baseLsn = 0, durability?: 'interval' | 'off'): LogWriter {
  return LogWriter.create(fileSystem, path, { baseLsn, databaseId }, { durability })
}

function read(fileSystem: FileSystem): { frames: LogFrame[]; end: LogEnd; reader: LogReader } {
  const reader = LogReader.open(fileSystem, path)
  const frames = [...reader.frames()]
  reader.close()
  return { frames, end: reader.end, reader }
}

function contentOf(fileSystem: FileSystem): Uint8Array {
  const handle = fileSystem.open(path, 'read')
  const bytes = handle.readSync(0, handle.size())
  handle.close()
  return bytes
}

/** A file system whose log holds `bytes`. */
function fileOf(bytes: Uint8Array): FileSystem {
  const fileSystem = new MemoryFileSystem()
  const handle = fileSystem.open(path, 'create')
  handle.writeSync(0, bytes)
  handle.close()
  return fileSystem
}

const payload = (text: string) => new TextEncoder().encode(text)
const textOf = (frame: LogFrame) => new TextDecoder().decode(frame.payload)

describe('LogWriter and LogReader', () => {
  it('read back what was appended, in order, and go on after reopening', async () => {
    const fileSystem = new MemoryFileSystem()
    const first = create(fileSystem, 41)
    expect(first.append(100, payload('one'))).toBe(42)
    expect(await first.appendAsync(101, payload(''))).toBe(43)
    expect(first.durableLsn).toBe(43)
    first.close()
    const { reader, frames } = read(fileSystem)
    expect(reader.header).toEqual({ baseLsn: 41, databaseId })
    expect(frames).toMatchObject([
      { lsn: 42, commitTimestamp: 100, offset: headerBytes },
      { lsn: 43, commitTimestamp: 101, offset: headerBytes + frameBytes(3) },
    ])
    expect(reader.end).toMatchObject({ kind: 'clean', lastLsn: 43, problem: '', next: null })
    expect(fileSystem.stat(path)?.size).toBe(reader.end.offset)

    const second = LogWriter.open(fileSystem, reader)
    expect(second.append(Number.MAX_SAFE_INTEGER, payload('three'))).toBe(44)
    // Not closed, as after a crash: room for frames to come is behind the last one.
    const again = read(fileSystem)
    expect(again.frames.map(textOf)).toEqual(['one', '', 'three'])
    expect(again.frames[2].commitTimestamp).toBe(Number.MAX_SAFE_INTEGER)
    expect(again.end.kind).toBe('clean')
    expect(fileSystem.stat(path)!.size).toBeGreaterThan(again.end.offset)
  })

  it('reads frames longer than a window, in both ways', async () => {
    const fileSystem = new MemoryFileSystem()
    const writer = create(fileSystem)
    const lengths = [10, 1 << 20, 3_000_001, 0, (1 << 20) - 32, 5, 7_000_000]
    lengths.forEach((length, i) => {
      writer.append(i, new Uint8Array(length).fill(i + 1))
    })
    const reader = LogReader.open(fileSystem, path)
    const batched: LogFrame[] = []
    for await (const batch of reader.batches()) batched.push(...batch)
    const { frames } = read(fileSystem)
    for (const list of [frames, batched]) {
      expect(list.map((frame) => frame.payload.length)).toEqual(lengths)
      expect(list.every((frame, i) => frame.payload.every((byte) => byte === i + 1))).toBe(true)
    }
    expect(reader.end.lastLsn).toBe(7)
  })

  it('drops a tail that is torn at any byte, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (payloads, zeros) => {
          const fileSystem = new MemoryFileSystem()
          const writer = create(fileSystem)
          payloads.forEach((bytes, i) => {
            writer.append(i, bytes)
          })
          writer.close()
          const whole = contentOf(fileSystem)
          for (let cut = headerBytes; cut <= whole.length; cut++) {
            const torn = zeros ? whole.slice() : whole.slice(0, cut)
            torn.fill(0, cut)
            const { frames, end } = read(fileOf(torn))
            const kept = frames.length
            expect(frames.map((frame) => frame.payload)).toEqual(payloads.slice(0, kept))
            const size = (count: number) =>
              payloads.slice(0, count).reduce((sum, p) => sum + frameBytes(p.length), headerBytes)
            expect(end.offset).toBe(size(kept))
            // Zeros at the end of the last frame may be its own.
            if (!zeros) expect(kept === payloads.length || size(kept + 1) > cut).toBe(true)
            expect(end.kind === 'damaged').toBe(false)
            if (cut === size(kept)) expect(end.kind).toBe('clean')
          }
        },
      ),
      { seed: 1, numRuns: 25 },
    )
  })

  it('tells damage of any durable byte from a torn tail', () => {
    const fileSystem = new MemoryFileSystem()
    const writer = create(fileSystem)
    const texts = ['a', 'bcdefghij', '', 'last']
    texts.forEach((text, i) => {
      writer.append(i, payload(text))
    })
    writer.close()
    const whole = contentOf(fileSystem)
    const { frames } = read(fileSystem)
    for (let at = headerBytes; at < whole.length; at++) {
      const damaged = whole.slice()
      damaged[at] ^= 0x40
      const result = read(fileOf(damaged))
      const hit = frames.findLastIndex((frame) => frame.offset <= at)
      const payloadEnd = frames[hit].offset + 32 + texts[hit].length
      if (at >= payloadEnd) {
        // Padding carries nothing.
        expect(result.frames.map(textOf)).toEqual(texts)
        continue
      }
      expect(result.frames.map(textOf)).toEqual(texts.slice(0, hit))
      const last = hit === texts.length - 1
      expect(result.end).toMatchObject({
        kind: last ? 'torn' : 'damaged',
        offset: frames[hit].offset,
        lastLsn: hit,
        next: last ? null : { lsn: hit + 2, offset: frames[hit + 1].offset },
      })
      expect(result.end.problem).not.toBe('')
    }
  })

  it('refuses to go on behind damage, and reads on behind it when asked', () => {
    const fileSystem = new MemoryFileSystem()
    const writer = create(fileSystem)
    for (const text of ['a', 'b', 'c', 'd']) writer.append(1, payload(text))
    writer.close()
    const bytes = contentOf(fileSystem)
    bytes[read(fileSystem).frames[1].offset + 32] ^= 1
    const damaged = fileOf(bytes)
    const reader = LogReader.open(damaged, path)
    expect([...reader.frames()].map(textOf)).toEqual(['a'])
    expect(() => LogWriter.open(damaged, reader)).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('checksum') }),
    )
    reader.resumeAt(reader.end.next!.offset)
    expect([...reader.frames()].map(textOf)).toEqual(['c', 'd'])
    expect(reader.end.kind).toBe('clean')
  })

  it('takes frames of one unsynced group for a torn tail, in whatever order they reached the disk', async () => {
    const fileSystem = new MemoryFileSystem()
    const writer = create(fileSystem)
    writer.append(1, payload('durable'))
    await Promise.all(['x', 'y', 'z'].map((text) => writer.appendAsync(2, payload(text))))
    const bytes = contentOf(fileSystem)
    const { frames } = read(fileSystem)
    bytes.fill(0, frames[1].offset, frames[2].offset)
    const result = read(fileOf(bytes))
    expect(result.frames.map(textOf)).toEqual(['durable'])
    expect(result.end).toMatchObject({ kind: 'torn', lastLsn: 1, next: null })
  })

  it('cuts a torn tail off before it goes on, so that no old frame comes back', () => {
    const fileSystem = new MemoryFileSystem()
    const writer = create(fileSystem, 0, 'off')
    for (const text of ['a', 'b', 'c']) writer.append(1, payload(text))
    const bytes = contentOf(fileSystem)
    bytes[read(fileSystem).frames[1].offset + 32] ^= 1
    const torn = fileOf(bytes)
    const { reader } = read(torn)
    expect(reader.end).toMatchObject({ kind: 'torn', lastLsn: 1 })
    const next = LogWriter.open(torn, reader)
    next.append(2, payload('B'))
    expect(read(torn).frames.map(textOf)).toEqual(['a', 'B'])
  })

  it('reads on where a writer has appended behind its back', () => {
    const fileSystem = new MemoryFileSystem()
    const writer = create(fileSystem)
    writer.append(1, payload('a'))
    const open = fileSystem.open.bind(fileSystem)
    let reads = 0
    fileSystem.open = (name, mode) => {
      const handle = open(name, mode)
      const readSync = handle.readSync.bind(handle)
      handle.readSync = (offset, length) => {
        const bytes = readSync(offset, length)
        // Behind the header, and behind the first window.
        if (++reads === 2) for (const text of ['b', 'c']) writer.append(2, payload(text))
        return bytes
      }
      return handle
    }
    const { frames, end } = read(fileSystem)
    expect(frames.map(textOf)).toEqual(['a', 'b', 'c'])
    expect(end.kind).toBe('clean')
  })

  it('reports a damaged header and still reads the frames', () => {
    const fileSystem = new MemoryFileSystem()
    const writer = create(fileSystem, 5)
    writer.append(1, payload('a'))
    writer.close()
    const whole = contentOf(fileSystem)
    for (let at = 0; at < headerBytes; at++) {
      const bytes = whole.slice()
      bytes[at] ^= 1
      const { reader, frames } = read(fileOf(bytes))
      expect(reader.header).toBeNull()
      expect(reader.headerProblem).toMatch(/log|header/u)
      expect(frames.map((frame) => frame.lsn)).toEqual([6])
      expect(() => LogWriter.open(fileOf(bytes), reader)).toThrow(/is damaged/u)
    }
    for (let cut = 0; cut < headerBytes; cut++) {
      const { reader, frames } = read(fileOf(whole.slice(0, cut)))
      expect(reader.headerProblem).toMatch(/cut off/u)
      expect(frames).toEqual([])
    }
  })

  it('refuses a log of a newer version by name', async () => {
    const { crc32c } = await import('../base/crc32c.ts')
    const bytes = encodeHeader({ baseLsn: 0, databaseId })
    const view = new DataView(bytes.buffer)
    view.setUint32(8, 2, true)
    view.setUint32(44, crc32c(bytes, 0, 44), true)
    expect(() => LogReader.open(fileOf(bytes), path)).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('newer') }),
    )
  })

  it('ends on any bytes whatever, without reading beyond them', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.tuple(fc.nat(45), fc.nat(300)), { maxLength: 8 }),
        (noise, plants) => {
          const bytes = new Uint8Array(headerBytes + noise.length)
          bytes.set(encodeHeader({ baseLsn: 3, databaseId }))
          bytes.set(noise, headerBytes)
          const view = new DataView(bytes.buffer)
          // Plausible lengths and LSNs at plausible places.
          for (const [slot, length] of plants) {
            const at = headerBytes + slot * 8
            if (at + 32 > bytes.length) continue
            view.setUint32(at, length, true)
            putU64(view, at + 8, 4 + (slot % 3))
          }
          const { frames, end } = read(fileOf(bytes))
          expect(frames).toEqual([])
          expect(end.offset).toBe(headerBytes)
          expect(end.kind).toBe(
            noise.every((b) => b === 0) && plants.length === 0 ? 'clean' : end.kind,
          )
        },
      ),
      { seed: 3, numRuns: 1000 },
    )
  })

  it('refuses what cannot be logged', () => {
    const writer = create(new MemoryFileSystem())
    expect(() => writer.append(-1, payload('a'))).toThrow(/timestamp/u)
    expect(() => writer.append(0.5, payload('a'))).toThrow(/timestamp/u)
    expect(writer.append(0, payload('a'))).toBe(1)
    writer.close()
    writer.close()
    expect(() => writer.append(1, payload('b'))).toThrow(
      expect.objectContaining({ code: 'closed' }),
    )
  })
})

describe('group commit', () => {
  it('shares syncs among commits that wait together, and resolves them in order', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = create(fileSystem)
    const before = fileSystem.changes
    const resolved: number[] = []
    const commits = Array.from({ length: 100 }, (_, i) =>
      writer.appendAsync(i, payload(`commit ${i}`)).then((lsn) => {
        expect(writer.durableLsn).toBeGreaterThanOrEqual(lsn)
        resolved.push(lsn)
      }),
    )
    await Promise.all(commits)
    expect(resolved).toEqual(Array.from({ length: 100 }, (_, i) => i + 1))
    // One extension, one write, one sync.
    expect(fileSystem.changes - before).toBe(3)
  })

  it('lets a direct append pass, with those who wait before it', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = create(fileSystem)
    const order: string[] = []
    const first = writer.appendAsync(1, payload('first')).then(() => order.push('first'))
    await Promise.resolve()
    const second = writer.appendAsync(2, payload('second')).then(() => order.push('second'))
    expect(writer.append(3, payload('direct'))).toBe(3)
    expect(writer.durableLsn).toBe(3)
    await Promise.all([first, second])
    expect(order).toEqual(['first', 'second'])
    expect(read(fileSystem.crash(1)).frames.map(textOf)).toEqual(['first', 'second', 'direct'])
  })

  it('serves callers who commit one after another, however many', async () => {
    const fileSystem = new FaultFileSystem()
    const writer = create(fileSystem)
    for (let i = 1; i <= 100; i++) expect(await writer.appendAsync(i, payload('x'))).toBe(i)
    const clients = Array.from({ length: 8 }, async () => {
      for (let i = 0; i < 25; i++) await writer.appendAsync(i, payload('y'))
    })
    await Promise.all(clients)
    expect(read(fileSystem.crash(2)).frames).toHaveLength(300)
  })
})

describe('durability', () => {
  it('interval and off acknowledge before the sync, and close makes all durable', async () => {
    for (const durability of ['interval', 'off'] as const) {
      const fileSystem = new FaultFileSystem()
      const writer = create(fileSystem, 0, durability)
      writer.append(1, payload('a'))
      await writer.appendAsync(2, payload('b'))
      expect(writer.durableLsn).toBe(0)
      expect(read(fileSystem).frames).toHaveLength(2)
      await writer.sync()
      expect(writer.durableLsn).toBe(2)
      writer.append(3, payload('c'))
      writer.close()
      expect(read(fileSystem.crash(1)).frames).toHaveLength(3)
    }
  })

  it('interval syncs by itself', async () => {
    const fileSystem = new FaultFileSystem()
    const options = { durability: 'interval', intervalMs: 1 } as const
    const writer = LogWriter.create(fileSystem, path, { baseLsn: 0, databaseId }, options)
    writer.append(1, payload('a'))
    while (writer.durableLsn < 1) await new Promise((resolve) => setTimeout(resolve, 1))
    writer.close()
  })
})
