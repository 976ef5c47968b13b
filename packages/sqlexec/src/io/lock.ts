import { SqlError } from '../base/errors.ts'
import type { FileHandle, FileSystem, Lock } from './file-system.ts'
import { baseName, joinPath, parentPath } from './file-system.ts'
import { errnoCode } from './io-error.ts'

/**
 * An exclusive lock made of a file, as Node has no flock.
 *
 * **Taking a free lock.** The record (who we are, a random token) is written to a file of our own and
 * synced, then linked to the lock's name. `link` is atomic and fails where the name is taken, so one opener
 * wins, and nobody ever sees half a record. (Where the file system has no links, the record is written into the
 * exclusively created lock file itself; a half-written one then reads as held.)
 *
 * **Taking over a stale lock.** Remove-and-create would race: a second taker could remove the lock that the
 * first has just made. So a taker of the stale record S must first hold the *guard of S*: a lock, taken in
 * this same way, whose name holds the token of S. Holding it, the taker looks whether the lock still is S;
 * if so, it renames its own record over it, and then gives the guard back.
 * - Two takers cannot both get this far: the guard admits one at a time, and the second then no longer
 *   finds S, since tokens are random and S never comes back. It starts over and finds the new, living holder.
 * - Between look and rename nobody else changes the lock: S's holder is dead, and other takers lack the guard.
 * - A taker that dies holding the guard leaves a stale guard, which is a lock like any other and is taken over
 *   by its own guard. A guard that outlives its purpose is harmless, since S is gone; the next holder removes it.
 *
 * **When is it stale?** When its process is provably dead: gone, its pid given to a process that started at
 * another time, or the machine rebooted. Where that cannot be found out (another host, another container),
 * a lease decides: the holder touches the file every few seconds, and a lock untouched for `leaseMs` is stale.
 * Both times are the file system's: the age of a lock is counted from it to the taker's own fresh record.
 */

/** The content of a lock file: a JSON object on one line. */
export interface LockRecord {
  readonly pid: number
  readonly host: string
  /** Start of the process in the system's own unit; `null` where the system does not tell. */
  readonly startTime: string | null
  /** Identity of the boot; `null` where the system does not tell. */
  readonly boot: string | null
  readonly pidNamespace: string | null
  /** Random, never used twice. */
  readonly token: string
}

export type Liveness = 'alive' | 'dead' | 'unknown'

/** What the lock must know of processes. */
export interface ProcessProbe {
  readonly self: Omit<LockRecord, 'token'>
  token(): string
  livenessOf(record: LockRecord): Liveness
  /** Runs `action` when the process ends in an orderly way. The result cancels it. */
  onExit(action: () => void): () => void
  /** Runs `action` repeatedly without keeping the process alive. The result cancels it. */
  every(milliseconds: number, action: () => void): () => void
}

/** A holder that cannot be asked about is taken for dead after this long without a sign of life. */
export const leaseMs = 60_000
const heartbeatMs = 10_000
/** Attempts to take a lock that keeps changing hands, and nested guards, before giving up. */
const maxAttempts = 16
const maxGuards = 8

/**
 * Takes the lock whose file is `path`. Its directory must exist.
 * @throws SqlError `locked` where another opener holds it, or is taking it over right now
 */
export function acquireLock(fileSystem: FileSystem, path: string, probe: ProcessProbe): Lock {
  const token = take(fileSystem, path, probe, 0)
  removeLeftOvers(fileSystem, path)
  return new HeldLock(fileSystem, path, token, probe)
}

/** Makes a record of ours stand at `path`; its token. */
function take(fileSystem: FileSystem, path: string, probe: ProcessProbe, depth: number): string {
  const token = probe.token()
  const own = `${path}.${token}.tmp`
  const record = { ...probe.self, token }
  const nowMs = writeRecord(fileSystem, own, record)
  try {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      if (linkIfFree(fileSystem, own, path, record)) return token
      const holder = readHolder(fileSystem, path, probe, nowMs)
      if (holder === null) continue
      if (!holder.stale || depth === maxGuards) throw lockedError(path, holder)
      if (replaceStale(fileSystem, path, own, holder, probe, depth)) return token
    }
    throw new SqlError('locked', `${JSON.stringify(path)} changes hands all the time; try again`)
  } finally {
    unlinkIfThere(fileSystem, own)
  }
}

/** Renames `own` over the stale record `holder`, under its guard. `false`: someone else was faster. */
function replaceStale(
  fileSystem: FileSystem,
  path: string,
  own: string,
  holder: Holder,
  probe: ProcessProbe,
  depth: number,
): boolean {
  const guard = guardPath(path, holder.token)
  take(fileSystem, guard, probe, depth + 1)
  try {
    if (readHolder(fileSystem, path, probe)?.token !== holder.token) return false
    fileSystem.rename(own, path)
    return true
  } finally {
    unlinkIfThere(fileSystem, guard)
  }
}

class HeldLock implements Lock {
  readonly path: string
  private readonly fileSystem: FileSystem
  private readonly token: string
  private readonly probe: ProcessProbe
  private readonly heartbeat: FileHandle
  private readonly cancelExit: () => void
  private readonly cancelHeartbeat: () => void
  private released = false

  constructor(fileSystem: FileSystem, path: string, token: string, probe: ProcessProbe) {
    this.fileSystem = fileSystem
    this.path = path
    this.token = token
    this.probe = probe
    this.heartbeat = fileSystem.open(path, 'write')
    this.cancelExit = probe.onExit(() => this.quietRelease())
    this.cancelHeartbeat = probe.every(heartbeatMs, () => this.beat())
  }

  assertHeld(): void {
    if (this.released) throw new SqlError('closed', `${JSON.stringify(this.path)} was released`)
    const holder = readHolder(this.fileSystem, this.path, this.probe)
    if (holder?.token === this.token) return
    if (holder !== null) throw lockedError(this.path, holder)
    throw new SqlError('locked', `the lock file ${JSON.stringify(this.path)} was removed`)
  }

  release(): void {
    if (this.released) return
    this.released = true
    this.cancelExit()
    this.cancelHeartbeat()
    this.heartbeat.close()
    const holder = readHolder(this.fileSystem, this.path, this.probe)
    if (holder?.token === this.token) unlinkIfThere(this.fileSystem, this.path)
  }

  private quietRelease(): void {
    try {
      this.release()
    } catch {
      // The process ends; a lock that stays is found stale by the next opener.
    }
  }

  /** Writes the record's first byte again, which renews the file's time. */
  private beat(): void {
    try {
      this.heartbeat.writeSync(0, openingBrace)
    } catch {
      // A full or failing disk shows in the commits; the lease is only a second proof of life.
    }
  }
}

/** What stands at the lock's name. */
interface Holder {
  readonly token: string
  readonly stale: boolean
  /** For people. */
  readonly description: string
}

const openingBrace = new Uint8Array([0x7b])
/** The token of a record that cannot be read. */
const unreadableToken = 'unreadable'
const maxRecordBytes = 4096

/** The holder, or `null` where nothing stands at `path`. Without `nowMs` no lease counts as expired. */
function readHolder(
  fileSystem: FileSystem,
  path: string,
  probe: ProcessProbe,
  nowMs = 0,
): Holder | null {
  let text: string
  let modifiedMs: number
  try {
    const handle = fileSystem.open(path, 'read')
    try {
      const stat = handle.stat()
      modifiedMs = stat.modifiedMs
      const bytes = handle.readSync(0, Math.min(stat.size, maxRecordBytes))
      text = new TextDecoder().decode(bytes)
    } finally {
      handle.close()
    }
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return null
    throw error
  }
  const expired = nowMs - modifiedMs > leaseMs
  const record = parseRecord(text)
  // Records are synced before they get the lock's name, so only a damaged disk leaves an unreadable one.
  if (record === null) {
    const description = `an unreadable record, which lapses ${leaseMs / 1000} seconds after its last change`
    return { token: unreadableToken, stale: expired, description }
  }
  const liveness = probe.livenessOf(record)
  return {
    token: record.token,
    stale: liveness === 'dead' || (liveness === 'unknown' && expired),
    description:
      `process ${record.pid} on host ${record.host}` +
      (record.pid === probe.self.pid && liveness === 'alive' ? ' (this process)' : ''),
  }
}

function parseRecord(text: string): LockRecord | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return null
    const record = value as Record<string, unknown>
    const orNull = (field: unknown) => (typeof field === 'string' ? field : null)
    if (!Number.isSafeInteger(record.pid) || (record.pid as number) <= 0) return null
    if (typeof record.host !== 'string') return null
    // The token becomes part of a file name.
    if (typeof record.token !== 'string' || !/^[0-9a-z]{1,64}$/u.test(record.token)) return null
    return {
      pid: record.pid as number,
      host: record.host,
      startTime: orNull(record.startTime),
      boot: orNull(record.boot),
      pidNamespace: orNull(record.pidNamespace),
      token: record.token,
    }
  } catch {
    return null
  }
}

/** Writes a new file with the record, durably; the time that the file system stamped it with. */
function writeRecord(fileSystem: FileSystem, path: string, record: LockRecord): number {
  const handle = fileSystem.open(path, 'create-new')
  try {
    handle.writeSync(0, new TextEncoder().encode(`${JSON.stringify(record)}\n`))
    handle.syncSync()
    return handle.stat().modifiedMs
  } finally {
    handle.close()
  }
}

/** Gives the file at `own` the name `path`, too. `false` where the name is taken. */
function linkIfFree(
  fileSystem: FileSystem,
  own: string,
  path: string,
  record: LockRecord,
): boolean {
  try {
    fileSystem.link(own, path)
    return true
  } catch (error) {
    const code = errnoCode(error)
    if (code === 'EEXIST') return false
    if (code === undefined || !noLinks.has(code)) throw error
  }
  try {
    writeRecord(fileSystem, path, record)
    return true
  } catch (error) {
    if (errnoCode(error) === 'EEXIST') return false
    throw error
  }
}

/** What file systems without hard links answer. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR'])

function guardPath(path: string, token: string): string {
  return `${path.replace(/\.guard-[0-9a-z]+$/u, '')}.guard-${token}`
}

/**
 * Removes guards and old temporary records of openers that died. Taking a guard away from a living taker is
 * harmless, too: its record no longer is the lock, so the guard gives no right to anything.
 */
function removeLeftOvers(fileSystem: FileSystem, path: string): void {
  const directory = parentPath(path)
  const base = baseName(path)
  const nowMs = fileSystem.stat(path)?.modifiedMs ?? 0
  for (const { name } of fileSystem.list(directory)) {
    if (!name.startsWith(`${base}.`)) continue
    const other = joinPath(directory, name)
    if (name.startsWith(`${base}.guard-`) && !name.endsWith('.tmp')) {
      unlinkIfThere(fileSystem, other)
    } else if (name.endsWith('.tmp')) {
      const stat = fileSystem.stat(other)
      if (stat !== null && nowMs - stat.modifiedMs > leaseMs) unlinkIfThere(fileSystem, other)
    }
  }
}

function unlinkIfThere(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.unlink(path)
  } catch (error) {
    if (errnoCode(error) !== 'ENOENT') throw error
  }
}

function lockedError(path: string, holder: Holder): SqlError {
  return new SqlError(
    'locked',
    `the database is open already: ${JSON.stringify(path)} is held by ${holder.description}. ` +
      'Close it there, or open it read-only. If that process surely does not run any more, remove the file.',
  )
}
