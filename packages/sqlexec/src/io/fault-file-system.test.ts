import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FaultFileSystem } from './fault-file-system.ts'
import type { FileSystem } from './file-system.ts'
import { errnoCode } from './io-error.ts'

const text = (value: string) => new TextEncoder().encode(value)

function read(fileSystem: FileSystem, path: string): string | null {
  if (!fileSystem.exists(path)) return null
  const handle = fileSystem.open(path, 'read')
  return new TextDecoder().decode(handle.readSync(0, handle.size()))
}

/** What a file may hold after a power cut, over many seeds. */
function outcomes(make: (fileSystem: FaultFileSystem) => void, path = 'f'): Set<string | null> {
  const found = new Set<string | null>()
  for (let seed = 0; seed < 300; seed++) {
    const fileSystem = new FaultFileSystem()
    make(fileSystem)
    found.add(read(fileSystem.crash(seed), path))
  }
  return found
}

function durableFile(fileSystem: FaultFileSystem, content: string, path = 'f') {
  const file = fileSystem.open(path, 'create')
  file.writeSync(0, text(content))
  file.syncSync()
  fileSystem.syncDirectory('.')
  return file
}

describe('a power cut', () => {
  it('keeps what was synced, name and content', () => {
    expect(outcomes((fs) => durableFile(fs, 'abc'))).toEqual(new Set(['abc']))
  })

  it('may lose the name of a file whose directory was not synced', () => {
    const found = outcomes((fs) => {
      const file = fs.open('f', 'create')
      file.writeSync(0, text('abc'))
      file.syncSync()
    })
    expect(found).toEqual(new Set([null, 'abc']))
  })

  it('may keep, lose or tear a write that was not synced', () => {
    const found = outcomes((fs) => durableFile(fs, 'abc').writeSync(0, text('XYZ')))
    expect(found).toEqual(new Set(['abc', 'Xbc', 'XYc', 'XYZ']))
  })

  it('may keep a later write and lose an earlier one', () => {
    const found = outcomes((fs) => {
      const file = durableFile(fs, 'ab')
      file.writeSync(0, text('X'))
      file.writeSync(1, text('Y'))
    })
    expect(found).toEqual(new Set(['ab', 'Xb', 'aY', 'XY']))
  })

  it('leaves the old or the new file after a rename', () => {
    const found = outcomes((fs) => {
      durableFile(fs, 'old')
      const file = fs.open('g', 'create')
      file.writeSync(0, text('new'))
      file.syncSync()
      fs.rename('g', 'f')
    })
    expect(found).toEqual(new Set(['old', 'new']))
  })

  it('may bring a removed file back, and loses files in a lost directory', () => {
    expect(
      outcomes((fs) => {
        durableFile(fs, 'x')
        fs.unlink('f')
      }),
    ).toEqual(new Set([null, 'x']))
    const found = outcomes((fs) => {
      fs.mkdir('d/e')
      durableFile(fs, 'x', 'd/e/f')
      fs.syncDirectory('d/e')
    }, 'd/e/f')
    expect(found).toEqual(new Set([null, 'x']))
  })

  it('stops the machine it happens on, and ends its locks', () => {
    const fileSystem = new FaultFileSystem()
    const file = durableFile(fileSystem, 'x')
    fileSystem.lock('.lock')
    fileSystem.settle()
    const after = fileSystem.crash(1)
    expect(() => file.readSync(0, 1)).toThrow(/the device reports an error/u)
    expect(after.exists('.lock')).toBe(true)
    after.lock('.lock').assertHeld()
  })

  it('is the same for the same seed and calls', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.string(), { maxLength: 8 }), (seed, writes) => {
        const [one, two] = [0, 1].map(() => {
          const fileSystem = new FaultFileSystem()
          const file = durableFile(fileSystem, '')
          for (const write of writes) file.writeSync(file.size(), text(write))
          return read(fileSystem.crash(seed), 'f')
        })
        expect(one).toBe(two)
      }),
      { seed: 5, numRuns: 50 },
    )
  })

  it('can be set to come at any changing call', () => {
    for (let count = 0; count < 4; count++) {
      const fileSystem = new FaultFileSystem()
      fileSystem.powerOffAfter(count)
      expect(() => durableFile(fileSystem, 'abc')).toThrow(/EIO/u)
      expect(fileSystem.powered).toBe(false)
      expect(fileSystem.changes).toBe(count + 1)
    }
  })
})

describe('faults', () => {
  it('meet the chosen call on the chosen path, as often as asked', () => {
    const fileSystem = new FaultFileSystem()
    fileSystem.fail({ call: 'open', path: 'b', nth: 2, times: 2, code: 'EMFILE' })
    fileSystem.open('a', 'create')
    fileSystem.open('b', 'create')
    for (let i = 0; i < 2; i++) expect(() => fileSystem.open('b', 'read')).toThrow(/EMFILE/u)
    fileSystem.open('b', 'read')
    fileSystem.fail({ call: 'open', times: Number.POSITIVE_INFINITY, code: 'EACCES' })
    expect(() => fileSystem.open('a', 'read')).toThrow(/permission denied/u)
    fileSystem.heal()
    fileSystem.open('a', 'read')
  })

  it('write a part before they fail, and cut reads short', async () => {
    const fileSystem = new FaultFileSystem()
    const file = fileSystem.open('f', 'create')
    fileSystem.fail({ call: 'write', code: 'ENOSPC', written: 2 })
    await expect(file.write(0, text('abc'))).rejects.toThrow(/no space left/u)
    expect(read(fileSystem, 'f')).toBe('ab')
    fileSystem.fail({ call: 'read', code: 'SHORT_READ' })
    try {
      file.readSync(0, 2)
      expect.unreachable()
    } catch (error) {
      expect(errnoCode(error)).toBe('SHORT_READ')
    }
  })

  it('of a sync lose the pages, tell every handle once, and then seem to be gone', async () => {
    const fileSystem = new FaultFileSystem()
    const file = durableFile(fileSystem, 'abc')
    const other = fileSystem.open('f', 'write')
    file.writeSync(0, text('XYZ'))
    fileSystem.fail({ call: 'sync', code: 'EIO' })
    expect(() => file.dataSyncSync()).toThrow(/EIO/u)
    await expect(other.dataSync()).rejects.toThrow(/EIO/u)
    file.dataSyncSync()
    other.syncSync()
    expect(read(fileSystem, 'f')).toBe('XYZ')
    expect(read(fileSystem.crash(3), 'f')).toBe('abc')
  })
})
