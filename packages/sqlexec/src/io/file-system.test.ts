import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { FaultFileSystem } from './fault-file-system.ts'
import { baseName, type FileSystem, joinPath, parentPath } from './file-system.ts'
import { errnoCode } from './io-error.ts'
import { MemoryFileSystem } from './memory-file-system.ts'
import { NodeFileSystem } from './node-file-system.ts'

const root = mkdtempSync(joinPath(tmpdir(), 'sqlexec-io-'))
afterAll(() => rmSync(root, { recursive: true }))

const bytes = (...values: number[]) => new Uint8Array(values)

function errnoOf(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    expect(error).toMatchObject({ name: 'SqlError', code: 'io' })
    return errnoCode(error)
  }
  return undefined
}

async function errnoOfAsync(promise: Promise<unknown>): Promise<string | undefined> {
  try {
    await promise
  } catch (error) {
    expect(error).toMatchObject({ name: 'SqlError', code: 'io' })
    return errnoCode(error)
  }
  return undefined
}

const implementations: [string, () => FileSystem][] = [
  ['NodeFileSystem', () => new NodeFileSystem()],
  ['MemoryFileSystem', () => new MemoryFileSystem()],
  ['FaultFileSystem', () => new FaultFileSystem()],
]

describe.each(implementations)('%s', (name, make) => {
  const fileSystem = make()
  let directories = 0
  /** A fresh directory for a test. */
  const fresh = () => {
    const directory = joinPath(root, `${name}-${directories++}`)
    fileSystem.mkdir(joinPath(directory, 'inner'))
    return directory
  }

  it('writes and reads at offsets, both ways', async () => {
    const path = joinPath(fresh(), 'file')
    const file = fileSystem.open(path, 'create-new')
    file.writeSync(0, bytes(1, 2, 3))
    await file.write(5, bytes(6, 7))
    expect(file.size()).toBe(7)
    expect(file.readSync(0, 7)).toEqual(bytes(1, 2, 3, 0, 0, 6, 7))
    const shared = new Uint8Array(new SharedArrayBuffer(2))
    await file.readInto(5, shared)
    expect([...shared]).toEqual([6, 7])
    file.readIntoSync(1, shared)
    expect([...shared]).toEqual([2, 3])
    file.dataSyncSync()
    file.syncSync()
    await Promise.all([file.dataSync(), file.sync()])
    file.close()
    file.close()
    const again = await fileSystem.openAsync(path, 'read')
    expect(await again.read(5, 2)).toEqual(bytes(6, 7))
    expect(again.stat()).toMatchObject({ kind: 'file', size: 7 })
    expect(again.stat().identity).toBe(fileSystem.stat(path)?.identity)
    again.close()
  })

  it('tells a file that is too short', async () => {
    const path = joinPath(fresh(), 'file')
    const file = fileSystem.open(path, 'create')
    file.writeSync(0, bytes(1, 2, 3))
    expect(() => file.readSync(1, 9)).toThrow('9 bytes wanted at offset 1, got 2')
    await expect(file.read(7, 1)).rejects.toThrow('1 bytes wanted at offset 7, got 0')
    expect(errnoOf(() => file.readSync(0, 4))).toBe('SHORT_READ')
    file.close()
  })

  it('truncates, extends and preallocates with zeros', () => {
    const file = fileSystem.open(joinPath(fresh(), 'file'), 'create')
    file.writeSync(0, bytes(1, 2, 3, 4))
    file.truncate(2)
    file.truncate(4)
    expect(file.readSync(0, 4)).toEqual(bytes(1, 2, 0, 0))
    file.preallocate(2_500_000)
    file.preallocate(10)
    expect(file.size()).toBe(2_500_000)
    expect(file.readSync(0, 3)).toEqual(bytes(1, 2, 0))
    expect(file.readSync(0, 2_500_000).findLastIndex((byte) => byte !== 0)).toBe(1)
    file.close()
  })

  it('opens as the mode says', async () => {
    const directory = fresh()
    const path = joinPath(directory, 'file')
    expect(errnoOf(() => fileSystem.open(path, 'read'))).toBe('ENOENT')
    expect(await errnoOfAsync(fileSystem.openAsync(path, 'write'))).toBe('ENOENT')
    fileSystem.open(path, 'create').close()
    expect(errnoOf(() => fileSystem.open(path, 'create-new'))).toBe('EEXIST')
    expect(errnoOf(() => fileSystem.open(joinPath(directory, 'no/file'), 'create'))).toBe('ENOENT')
    const reading = fileSystem.open(path, 'read')
    expect(errnoOf(() => reading.writeSync(0, bytes(1)))).toBe('EBADF')
    reading.close()
    expect(errnoOf(() => reading.size())).toBe('EBADF')
    expect(await errnoOfAsync(reading.read(0, 1))).toBe('EBADF')
    expect(await errnoOfAsync(reading.sync())).toBe('EBADF')
  })

  it('lists, renames, links and removes', async () => {
    const directory = fresh()
    const at = (name: string) => joinPath(directory, name)
    for (const name of ['b', 'a']) {
      const file = fileSystem.open(at(name), 'create')
      file.writeSync(0, new TextEncoder().encode(name))
      file.close()
    }
    expect(fileSystem.list(directory)).toEqual([
      { name: 'a', kind: 'file' },
      { name: 'b', kind: 'file' },
      { name: 'inner', kind: 'directory' },
    ])
    expect(await fileSystem.listAsync(directory)).toHaveLength(3)
    fileSystem.rename(at('a'), at('b'))
    await fileSystem.renameAsync(at('b'), at('inner/c'))
    expect(fileSystem.open(at('inner/c'), 'read').readSync(0, 1)).toEqual(bytes(97))
    fileSystem.link(at('inner/c'), at('d'))
    expect(errnoOf(() => fileSystem.link(at('inner/c'), at('d')))).toBe('EEXIST')
    expect(fileSystem.stat(at('d'))?.identity).toBe(fileSystem.stat(at('inner/c'))?.identity)
    await fileSystem.copyFile(at('d'), at('e'))
    expect(await errnoOfAsync(fileSystem.copyFile(at('d'), at('e')))).toBe('EEXIST')
    expect(fileSystem.stat(at('e'))).toMatchObject({ size: 1 })
    fileSystem.unlink(at('d'))
    await fileSystem.unlinkAsync(at('e'))
    expect(errnoOf(() => fileSystem.unlink(at('e')))).toBe('ENOENT')
    expect(errnoOf(() => fileSystem.rename(at('e'), at('f')))).toBe('ENOENT')
    expect(errnoOf(() => fileSystem.list(at('nowhere')))).toBe('ENOENT')
    expect(errnoOf(() => fileSystem.rmdir(at('inner')))).toBe('ENOTEMPTY')
    fileSystem.unlink(at('inner/c'))
    fileSystem.syncDirectory(directory)
    await fileSystem.syncDirectoryAsync(directory)
    fileSystem.rmdir(at('inner'))
    expect(fileSystem.list(directory)).toEqual([])
    expect(fileSystem.exists(at('inner'))).toBe(false)
    expect(await fileSystem.statAsync(at('inner'))).toBeNull()
    expect(fileSystem.stat(directory)?.kind).toBe('directory')
  })

  it('copies ranges between files', async () => {
    const directory = fresh()
    const source = fileSystem.open(joinPath(directory, 'source'), 'create')
    const target = fileSystem.open(joinPath(directory, 'target'), 'create')
    const large = Uint8Array.from({ length: 5_000_000 }, (_, i) => i % 251)
    source.writeSync(0, large)
    await target.copyRange(source, 7, 4_999_000, 3)
    expect(target.size()).toBe(4_999_003)
    const copied = target.readSync(3, 4_999_000)
    expect(Buffer.compare(copied, large.subarray(7, 4_999_007))).toBe(0)
    await expect(target.copyRange(source, 4_999_999, 2, 0)).rejects.toThrow(/wanted/u)
    source.close()
    target.close()
  })

  it('keeps an open file readable after its name is gone, and finishes reads after close', async () => {
    const path = joinPath(fresh(), 'file')
    const file = fileSystem.open(path, 'create')
    file.writeSync(0, bytes(1, 2, 3))
    fileSystem.unlink(path)
    expect(file.readSync(0, 3)).toEqual(bytes(1, 2, 3))
    const late = file.read(0, 3)
    file.close()
    expect(await late).toEqual(bytes(1, 2, 3))
  })

  it('refuses a lock that is held, and gives it again after release', () => {
    const path = joinPath(fresh(), '.lock')
    const lock = fileSystem.lock(path)
    lock.assertHeld()
    expect(() => fileSystem.lock(path)).toThrow(
      expect.objectContaining({ code: 'locked', message: expect.stringContaining('process') }),
    )
    lock.release()
    lock.release()
    expect(() => lock.assertHeld()).toThrow(/released/u)
    expect(fileSystem.list(parentPath(path)).map((entry) => entry.name)).toEqual(['inner'])
    const next = fileSystem.lock(path)
    next.release()
  })
})

describe('paths', () => {
  it('join and split', () => {
    expect(joinPath('a/', 'b')).toBe('a/b')
    expect(joinPath('', 'b')).toBe('b')
    expect(parentPath('a/b')).toBe('a')
    expect(parentPath('/b')).toBe('/')
    expect(parentPath('b')).toBe('.')
    expect(parentPath('C:\\data\\b')).toBe('C:\\data')
    expect(parentPath('a\\b')).toBe('.')
    expect(baseName('a/b')).toBe('b')
    expect(baseName('C:\\data\\b')).toBe('b')
  })
})

describe('a directory that cannot be made', () => {
  it('is an error, also where the system claims that the one above is missing', () => {
    const fileSystem = new NodeFileSystem()
    expect(errnoOf(() => fileSystem.mkdir('/proc/sqlexec/inner'))).toBeDefined()
    const file = joinPath(root, 'file')
    fileSystem.open(file, 'create-new').close()
    expect(errnoOf(() => fileSystem.mkdir(file))).toBe('EEXIST')
    expect(errnoOf(() => fileSystem.mkdir(joinPath(file, 'inner')))).toBe('ENOTDIR')
  })
})
