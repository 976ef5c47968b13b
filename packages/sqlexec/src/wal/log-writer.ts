import { assert, SqlError } from '../base/errors.ts'
import type { FileSystem } from '../io/file-system.ts'
import { parentPath } from '../io/file-system.ts'
import { isDiskFull } from '../io/io-error.ts'
import { FrameBuffer } from './frame-buffer.ts'
import { LogFile } from './log-file.ts'
import { type LogHeader, maxPayloadBytes } from './log-format.ts'
import type { LogReader } from './log-reader.ts'
import { LogRotation } from './log-rotation.ts'
import { SyncPolicy } from './sync-policy.ts'

/**
 * - `commit`: a commit is durable when it is acknowledged
 * - `interval`: it is written, and synced within `intervalMs`; a power cut may lose what came since
 * - `off`: it is written, and synced when the system likes. A crash of the process alone loses nothing
 */
export type Durability = 'commit' | 'interval' | 'off'

export interface LogWriterOptions {
  /** `commit` without it. */
  readonly durability?: Durability
  /** Time between syncs of `interval`, in milliseconds; 100 without it. */
  readonly intervalMs?: number
}

interface Waiter {
  readonly lsn: number
  readonly resolve: (lsn: number) => void
  readonly reject: (error: unknown) => void
}

/**
 * Appends frames to a log. One writer per log; the directory lock sees to that.
 *
 * Frames are encoded into one buffer in the order of their LSNs and written from there in one call. LSNs
 * go through three states: assigned (in the buffer), written (in the file), durable (synced).
 *
 * After a failed sync the file's state cannot be known any more (the system drops the pages and the next sync
 * "succeeds"), so the writer is poisoned: the commit and all later ones are refused until the database
 * is opened again. A full disk, found before the sync, is no such failure: the log is cut back and goes on.
 */
export class LogWriter {
  readonly path: string
  private readonly fileSystem: FileSystem
  private readonly durability: Durability
  private readonly policy = new SyncPolicy()
  private readonly timer: ReturnType<typeof setInterval> | null
  private file: LogFile
  private readonly buffer = new FrameBuffer()
  private assignedLsn: number
  private syncedLsn: number
  /** Those who wait for a frame in the buffer, and for one that is written, in order of LSN. */
  private unwritten: Waiter[] = []
  private unsynced: Waiter[] = []
  private flushScheduled = false
  private groupSync: Promise<void> | null = null
  private rotating = false
  /** The end of a rotation: group syncs must not begin. */
  private switching = false
  private failed: SqlError | null = null
  private closed = false

  /** Makes an empty log durably, in place of one that may stand at `path`. */
  static create(
    fileSystem: FileSystem,
    path: string,
    header: LogHeader,
    options: LogWriterOptions = {},
  ): LogWriter {
    const writer = LogWriter.prepare(fileSystem, path, header, options)
    try {
      writer.install()
      return writer
    } catch (error) {
      writer.close()
      throw error
    }
  }

  /** Makes an empty log beside the one at `path`. It takes its place with `install`, before the first frame. */
  static prepare(
    fileSystem: FileSystem,
    path: string,
    header: LogHeader,
    options: LogWriterOptions = {},
  ): LogWriter {
    const file = LogFile.create(fileSystem, newPath(path), header)
    return new LogWriter(fileSystem, path, file, options)
  }

  /** Puts a prepared log in its place, durably. */
  install(): void {
    this.file.handle.syncSync()
    this.fileSystem.rename(newPath(this.path), this.path)
    this.fileSystem.syncDirectory(parentPath(this.path))
  }

  /**
   * Goes on with a log that `reader` has read to its end. A torn tail is cut off; what was read is made durable.
   * @throws SqlError `corrupt` where the log is damaged
   */
  static open(
    fileSystem: FileSystem,
    reader: LogReader,
    options: LogWriterOptions = {},
  ): LogWriter {
    return new LogWriter(fileSystem, reader.path, LogFile.open(fileSystem, reader), options)
  }

  private constructor(
    fileSystem: FileSystem,
    path: string,
    file: LogFile,
    options: LogWriterOptions,
  ) {
    this.fileSystem = fileSystem
    this.path = path
    this.file = file
    this.assignedLsn = this.syncedLsn = file.lastLsn
    this.durability = options.durability ?? 'commit'
    this.timer = this.durability === 'interval' ? this.startTimer(options.intervalMs ?? 100) : null
  }

  /** The log begins after this LSN. */
  get baseLsn(): number {
    return this.file.header.baseLsn
  }

  /** LSN of the last frame, whether durable or not; `baseLsn` where there is none. */
  get lastLsn(): number {
    return this.assignedLsn
  }

  /** Every frame up to this LSN survives a power cut. */
  get durableLsn(): number {
    return this.syncedLsn
  }

  /** Bytes of the log up to its last frame, without the room for frames to come. */
  get bytes(): number {
    return this.file.end + this.buffer.length
  }

  /** Why the writer refuses work, or `null` while it does not. */
  get failure(): SqlError | null {
    return this.failed
  }

  /**
   * Appends a frame by one direct write, and with durability `commit` one direct sync: the fastest way for a lone
   * commit. Frames that wait in a group become durable along with it.
   * @returns its LSN
   * @throws SqlError `io` where it is refused; `failure` tells whether the writer goes on
   */
  append(commitTimestamp: number, payload: Uint8Array): number {
    const lsn = this.encode(commitTimestamp, payload)
    this.writeBuffer()
    if (this.durability === 'commit') this.syncWritten()
    return lsn
  }

  /**
   * Appends a frame; with durability `commit`, frames that come while a sync is under way share the next one.
   * LSNs are given in the order of the calls, and promises resolve in that order.
   */
  appendAsync(commitTimestamp: number, payload: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      const lsn = this.encode(commitTimestamp, payload)
      this.unwritten.push({ lsn, resolve, reject })
      this.scheduleFlush()
    })
  }

  /** Makes everything appended so far durable, whatever the durability. */
  syncSync(): void {
    this.checkUsable()
    this.writeBuffer()
    if (this.syncedLsn < this.file.lastLsn) this.syncWritten()
  }

  /** As `syncSync`, through the thread pool. */
  async sync(): Promise<void> {
    this.checkUsable()
    const lsn = this.assignedLsn
    // A full disk takes LSNs back: those who appended them are told.
    while (this.syncedLsn < Math.min(lsn, this.assignedLsn)) {
      if (this.groupSync === null) {
        this.writeBuffer()
        this.startGroupSync()
      }
      await this.groupSync
      this.checkUsable()
    }
  }

  /**
   * Begins a new log with the frames after `afterLsn`, and puts it in the place of this one. Appends go on meanwhile.
   * A failure before the switch leaves the old log in use; one after it poisons the writer.
   */
  async rotate(afterLsn: number): Promise<void> {
    this.checkUsable()
    assert(!this.rotating, 'a log is rotated once at a time')
    assert(afterLsn >= this.baseLsn && afterLsn <= this.assignedLsn, 'rotation within the log')
    this.rotating = true
    let rotation: LogRotation | null = null
    try {
      this.writeBuffer()
      rotation = new LogRotation(this.fileSystem, newPath(this.path), this.file, afterLsn)
      await rotation.catchUp()
      this.switching = true
      while (this.groupSync !== null) await this.groupSync
      this.checkUsable()
      const next = rotation.finish()
      this.putInPlace(next)
      // From here on the rotation's file is the log.
      rotation = null
      this.syncRotated(next)
    } finally {
      rotation?.abandon()
      this.rotating = this.switching = false
      this.scheduleFlush()
    }
  }

  /** Makes everything durable and closes the file. Refused frames of a poisoned writer stay refused. */
  close(): void {
    if (this.closed) return
    try {
      if (this.failed === null) {
        this.syncSync()
        this.file.trim()
      }
    } finally {
      this.closed = true
      if (this.timer !== null) clearInterval(this.timer)
      this.file.close()
    }
  }

  private checkUsable(): void {
    if (this.failed !== null) {
      throw new SqlError(
        'io',
        `the log ${JSON.stringify(this.path)} takes no commits since an earlier failure; open the ` +
          `database again. That failure: ${this.failed.message}`,
        { cause: this.failed.cause },
      )
    }
    if (this.closed) throw new SqlError('closed', `the log ${JSON.stringify(this.path)} is closed`)
  }

  /** Puts a frame into the buffer. */
  private encode(commitTimestamp: number, payload: Uint8Array): number {
    this.checkUsable()
    const inRange = Number.isSafeInteger(commitTimestamp) && commitTimestamp >= 0
    assert(inRange, 'a commit timestamp is an integer in 0 … 2^53 − 1')
    if (payload.length > maxPayloadBytes) {
      throw new SqlError(
        'limit_exceeded',
        `a transaction of ${payload.length} bytes exceeds the ${maxPayloadBytes} that the log takes`,
      )
    }
    this.buffer.add(this.assignedLsn + 1, commitTimestamp, this.syncedLsn, payload)
    return ++this.assignedLsn
  }

  /** Writes the frames in the buffer by one call. */
  private writeBuffer(): void {
    if (this.buffer.length === 0) return
    try {
      this.file.write(this.buffer)
    } catch (error) {
      throw this.writeFailed(error)
    }
    this.buffer.clear()
    const written = this.unwritten
    this.unwritten = []
    if (this.durability === 'commit') this.unsynced.push(...written)
    else for (const waiter of written) waiter.resolve(waiter.lsn)
  }

  /** Refuses what is in the buffer. The log goes on where it can be cut back to its last good frame. */
  private writeFailed(error: unknown): unknown {
    if (!isDiskFull(error)) return this.poison(error)
    try {
      this.file.cutBack()
    } catch (second) {
      return this.poison(second)
    }
    this.buffer.clear()
    this.syncedLsn = this.assignedLsn = this.file.lastLsn
    this.settleSynced()
    const refused = this.unwritten
    this.unwritten = []
    for (const waiter of refused) waiter.reject(error)
    return error
  }

  /** Makes written frames durable by a direct call. */
  private syncWritten(): void {
    try {
      this.file.syncSync()
    } catch (error) {
      throw this.poison(error)
    }
    this.syncedLsn = this.file.lastLsn
    this.settleSynced()
  }

  /** Sees to it that those who wait are served, unless a running sync or rotation will do so at its end. */
  private scheduleFlush(): void {
    if (this.flushScheduled || !this.canFlush()) return
    this.flushScheduled = true
    queueMicrotask(() => {
      this.flushScheduled = false
      if (this.canFlush()) this.flush()
    })
  }

  private canFlush(): boolean {
    if (this.groupSync !== null || this.switching || this.closed || this.failed !== null)
      return false
    return this.unwritten.length > 0 || this.unsynced.length > 0
  }

  /** Writes and syncs the group that waits. */
  private flush(): void {
    try {
      this.writeBuffer()
      if (this.durability !== 'commit') return
      if (this.policy.direct(this.unsynced.length)) this.syncWritten()
      else this.startGroupSync()
    } catch {
      // Those who wait have been told by writeBuffer and syncWritten.
    }
  }

  /** Syncs what is written through the thread pool, then serves the group that has gathered meanwhile. */
  private startGroupSync(): void {
    const lsn = this.file.lastLsn
    const commits = this.unsynced.length
    const settle = (error: unknown) => {
      this.groupSync = null
      if (error !== null) {
        this.poison(error)
        return
      }
      this.syncedLsn = Math.max(this.syncedLsn, lsn)
      this.settleSynced()
      this.policy.synced(commits, this.unwritten.length)
      this.scheduleFlush()
    }
    this.groupSync = this.file.sync().then(() => settle(null), settle)
  }

  private settleSynced(): void {
    let count = 0
    while (count < this.unsynced.length && this.unsynced[count].lsn <= this.syncedLsn) count++
    for (const waiter of this.unsynced.splice(0, count)) waiter.resolve(waiter.lsn)
  }

  /** Refuses everything that is not durable, and all that is to come. */
  private poison(error: unknown): SqlError {
    const reason = error instanceof Error ? error.message : String(error)
    this.failed ??= new SqlError(
      'io',
      'a commit could not be made durable; whether it took place shows when the database is opened ' +
        `again: ${reason}`,
      { cause: error instanceof SqlError ? error.cause : error },
    )
    this.buffer.clear()
    const refused = [...this.unsynced, ...this.unwritten]
    this.unsynced = []
    this.unwritten = []
    for (const waiter of refused) waiter.reject(this.failed)
    return this.failed
  }

  /** Renames a finished new log over the old one. */
  private putInPlace(next: LogFile): void {
    const { identity } = next.handle.stat()
    try {
      this.fileSystem.rename(newPath(this.path), this.path)
    } catch (error) {
      if (this.mayStandAtPath(identity)) throw this.poison(error)
      throw error
    }
    this.file.close()
    this.file = next
  }

  /** Makes the rename durable: before that a power cut brings the old log back, without commits to come. */
  private syncRotated(next: LogFile): void {
    try {
      this.fileSystem.syncDirectory(parentPath(this.path))
    } catch (error) {
      throw this.poison(error)
    }
    this.syncedLsn = next.lastLsn
    this.settleSynced()
  }

  private mayStandAtPath(identity: string): boolean {
    try {
      return this.fileSystem.stat(this.path)?.identity === identity
    } catch {
      return true
    }
  }

  private startTimer(milliseconds: number): ReturnType<typeof setInterval> {
    const timer = setInterval(() => {
      const busy = this.groupSync !== null || this.switching
      if (busy || this.failed !== null || this.syncedLsn === this.assignedLsn) return
      // A failure poisons the writer, which the next commit reports.
      this.sync().catch(() => {})
    }, milliseconds)
    timer.unref()
    return timer
  }
}

/** Where a log is made before it takes its place. */
function newPath(path: string): string {
  return `${path}.new`
}
