import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { randomNumbers } from './disk-model.ts'
import { type FileSystem, joinPath, type Lock, parentPath } from './file-system.ts'
import { ioError, SystemCallError } from './io-error.ts'
import { acquireLock, type LockRecord, leaseMs, type ProcessProbe } from './lock.ts'
import { MemoryFileSystem } from './memory-file-system.ts'
import { NodeFileSystem } from './node-file-system.ts'

const root = mkdtempSync(joinPath(tmpdir(), 'sqlexec-lock-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A world of processes that live and die. */
class Processes {
  readonly alive = new Set<number>()
  private tokens = 0

  start(pid: number, host = 'here'): ProcessProbe {
    this.alive.add(pid)
    const self = { pid, host, startTime: `${pid}`, boot: 'boot', pidNamespace: 'ns' }
    return {
      self,
      token: () => `t${this.tokens++}`,
      livenessOf: (record: LockRecord) => {
        if (record.host !== host) return 'unknown'
        return this.alive.has(record.pid) ? 'alive' : 'dead'
      },
      onExit: () => () => {},
      every: () => () => {},
    }
  }
}

const names = (fileSystem: FileSystem) => fileSystem.list('.').map((entry) => entry.name)

describe('acquireLock', () => {
  it('names the holder, by process and host, and the file', () => {
    const fileSystem = new MemoryFileSystem()
    const processes = new Processes()
    acquireLock(fileSystem, '.lock', processes.start(17))
    expect(() => acquireLock(fileSystem, '.lock', processes.start(18))).toThrow(
      expect.objectContaining({
        code: 'locked',
        message: expect.stringMatching(/"\.lock" is held by process 17 on host here/u),
      }),
    )
    expect(names(fileSystem)).toEqual(['.lock'])
  })

  it('takes over from a dead process, and leaves nothing else behind', () => {
    const fileSystem = new MemoryFileSystem()
    const processes = new Processes()
    const old = acquireLock(fileSystem, '.lock', processes.start(1))
    processes.alive.delete(1)
    const next = acquireLock(fileSystem, '.lock', processes.start(2))
    expect(names(fileSystem)).toEqual(['.lock'])
    expect(() => old.assertHeld()).toThrow(/held by process 2/u)
    old.release()
    next.assertHeld()
    next.release()
    expect(names(fileSystem)).toEqual([])
    expect(() => next.assertHeld()).toThrow(/released/u)
  })

  it('tells that its file was removed', () => {
    const fileSystem = new MemoryFileSystem()
    const lock = acquireLock(fileSystem, '.lock', new Processes().start(1))
    fileSystem.unlink('.lock')
    expect(() => lock.assertHeld()).toThrow(/was removed/u)
    lock.release()
  })

  it('waits for the lease of a holder that it cannot ask about', () => {
    let now = 1_000_000
    const fileSystem = new MemoryFileSystem(() => now)
    const processes = new Processes()
    acquireLock(fileSystem, '.lock', processes.start(1, 'elsewhere'))
    now += leaseMs
    expect(() => acquireLock(fileSystem, '.lock', processes.start(2))).toThrow(/elsewhere/u)
    now += 1
    acquireLock(fileSystem, '.lock', processes.start(2)).assertHeld()
  })

  it('renews its lease with every heartbeat', () => {
    let now = 1_000_000
    let beat = () => {}
    const fileSystem = new MemoryFileSystem(() => now)
    const processes = new Processes()
    const every = (_: number, action: () => void) => {
      beat = action
      return () => {}
    }
    const lock = acquireLock(fileSystem, '.lock', { ...processes.start(1, 'elsewhere'), every })
    now += leaseMs - 1
    beat()
    now += leaseMs - 1
    expect(() => acquireLock(fileSystem, '.lock', processes.start(2))).toThrow(/elsewhere/u)
    lock.assertHeld()
  })

  it('refuses an unreadable lock until its lease is over', () => {
    for (const content of [
      '',
      '{',
      '[]',
      'null',
      '{"pid":0}',
      '{"pid":1,"host":"h","token":"../x"}',
    ]) {
      let now = 1_000_000
      const fileSystem = new MemoryFileSystem(() => now)
      const handle = fileSystem.open('.lock', 'create')
      handle.writeSync(0, new TextEncoder().encode(content))
      const processes = new Processes()
      expect(() => acquireLock(fileSystem, '.lock', processes.start(2))).toThrow(/unreadable/u)
      now += leaseMs + 1
      acquireLock(fileSystem, '.lock', processes.start(2)).assertHeld()
    }
  })

  it('works on file systems without links', () => {
    const fileSystem = new MemoryFileSystem()
    fileSystem.link = (_, to) => {
      throw ioError('create', to, new SystemCallError('EPERM'))
    }
    const processes = new Processes()
    acquireLock(fileSystem, '.lock', processes.start(1)).assertHeld()
    expect(() => acquireLock(fileSystem, '.lock', processes.start(2))).toThrow(/process 1/u)
    processes.alive.delete(1)
    acquireLock(fileSystem, '.lock', processes.start(3)).assertHeld()
    expect(names(fileSystem)).toEqual(['.lock'])
  })

  it('has one holder at most, whichever way takers of a stale lock interleave, die and retry', async () => {
    for (let seed = 0; seed < 80; seed++) await race(seed)
  })
})

/** A taker gives way at every call on the file system, which takers in other processes do at any time. */
async function race(seed: number): Promise<void> {
  const random = randomNumbers(seed)
  const memory = new MemoryFileSystem()
  const processes = new Processes()
  acquireLock(memory, '.lock', processes.start(1))
  processes.alive.delete(1)
  const takers = Array.from({ length: 5 }, (_, i) => replay(memory, processes.start(10 + i)))
  const holders = new Map<number, Lock>()
  for (let step = 0; step < 2000 && takers.some((taker) => !taker.done); step++) {
    const i = Math.floor(random() * takers.length)
    const taker = takers[i]
    if (taker.done && !holders.has(taker.pid)) continue
    if (random() < (taker.done ? 0.05 : 0.01)) {
      // Dies on the spot, whatever it holds.
      processes.alive.delete(taker.pid)
      taker.done = true
      holders.delete(taker.pid)
      continue
    }
    const lock = taker.done ? null : taker.step()
    if (lock !== null) holders.set(taker.pid, lock)
    const held = [...holders.values()].filter((holder) => {
      try {
        holder.assertHeld()
        return true
      } catch {
        return false
      }
    })
    // Everyone who was told that it holds the lock does hold it, and there is one of them.
    expect(held.length).toBe(holders.size)
    expect(holders.size).toBeLessThanOrEqual(1)
  }
}

interface Taker {
  readonly pid: number
  done: boolean
  /** One more call on the file system; the lock, once it is taken. */
  step(): Lock | null
}

/** Thrown in place of the first call that has not been made yet. */
const notYet = new Error('not yet')

/**
 * Runs `acquireLock` one call at a time: every step starts it anew, answers the calls that were made before from
 * memory, makes one more for real, and breaks off.
 */
function replay(memory: MemoryFileSystem, probe: ProcessProbe): Taker {
  const answers: { value?: unknown; error?: unknown }[] = []
  const tokens: string[] = []
  const taker: Taker = { pid: probe.self.pid, done: false, step }

  function step(): Lock | null {
    let call = 0
    let made = false
    let token = 0
    const answer = (make: () => unknown): unknown => {
      if (call === answers.length) {
        if (made) throw notYet
        made = true
        try {
          answers.push({ value: make() })
        } catch (error) {
          answers.push({ error })
        }
      }
      const known = answers[call++]
      if (known.error !== undefined) throw known.error
      return known.value
    }
    const wrap = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(object, name) {
          const member: unknown = Reflect.get(object, name)
          if (typeof member !== 'function') return member
          return (...args: unknown[]) => {
            const value = answer(() => member.apply(object, args))
            return name === 'open' ? wrap(value as object) : value
          }
        },
      })
    const stepProbe: ProcessProbe = {
      ...probe,
      token: () => {
        if (token === tokens.length) tokens.push(probe.token())
        return tokens[token++]
      },
      livenessOf: (record) => answer(() => probe.livenessOf(record)) as 'alive',
    }
    try {
      const lock = acquireLock(wrap<FileSystem>(memory), '.lock', stepProbe)
      taker.done = true
      return {
        ...lock,
        assertHeld: () => {
          const handle = memory.open('.lock', 'read')
          const text = new TextDecoder().decode(handle.readSync(0, handle.size()))
          expect((JSON.parse(text) as LockRecord).pid).toBe(probe.self.pid)
        },
      } as Lock
    } catch (error) {
      if (error !== notYet) taker.done = true
      return null
    }
  }
  return taker
}

describe('the lock of real processes', () => {
  const fileSystem = new NodeFileSystem()
  const fresh = () => joinPath(mkdtempSync(joinPath(root, 'd-')), '.lock')

  /** A process that lives until it is killed. */
  const startProcess = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'])
    await new Promise((resolve) => child.stdout.once('data', resolve))
    return child
  }

  it('is refused within the process, and removed on release', () => {
    const path = fresh()
    const lock = fileSystem.lock(path)
    expect(() => fileSystem.lock(path)).toThrow(
      `process ${process.pid} on host ${hostname()} (this process)`,
    )
    const record = JSON.parse(readFileSync(path, 'utf8')) as LockRecord
    expect(record).toMatchObject({ pid: process.pid, host: hostname() })
    lock.release()
    expect(readdirSync(parentPath(path))).toEqual([])
  })

  it('is refused while another process lives, and taken over when it has died', async () => {
    const path = fresh()
    const mine = fileSystem.lock(path)
    const record = JSON.parse(readFileSync(path, 'utf8')) as LockRecord
    mine.release()
    const child = await startProcess()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const startTime =
      record.startTime === null
        ? null
        : readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1].split(' ')[19]
    writeFileSync(path, JSON.stringify({ ...record, pid: child.pid, startTime }))
    expect(() => fileSystem.lock(path)).toThrow(`process ${child.pid} on host`)
    child.kill('SIGKILL')
    await ended
    const lock = fileSystem.lock(path)
    lock.assertHeld()
    lock.release()
  })

  it('is taken over where the pid went to a later process, or the machine was started again', () => {
    const path = fresh()
    const lock = fileSystem.lock(path)
    const record = JSON.parse(readFileSync(path, 'utf8')) as LockRecord
    lock.release()
    // Where the system does not tell these, only the lease can.
    if (record.startTime === null || record.boot === null) return
    for (const change of [{ startTime: '1' }, { boot: 'earlier' }]) {
      writeFileSync(path, JSON.stringify({ ...record, ...change, token: 'old' }))
      fileSystem.lock(path).release()
    }
    // Another container on this machine: nothing is known of its processes.
    const foreign = { ...record, host: 'container', pidNamespace: 'pid:[1]', token: 'old' }
    writeFileSync(path, JSON.stringify(foreign))
    expect(() => fileSystem.lock(path)).toThrow(/host container/u)
    const longAgo = new Date(Date.now() - 2 * leaseMs)
    utimesSync(path, longAgo, longAgo)
    fileSystem.lock(path).release()
  })
})
