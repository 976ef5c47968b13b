import { type DiskImage, DiskModel } from './disk-model.ts'
import type {
  DirectoryEntry,
  FileHandle,
  FileStat,
  FileSystem,
  Lock,
  OpenMode,
} from './file-system.ts'
import { ioError, SystemCallError, shortReadError } from './io-error.ts'
import { acquireLock } from './lock.ts'
import { MemoryFileSystem, memoryProbe, normalizePath } from './memory-file-system.ts'

/** The calls that can be made to fail. Synchronous and asynchronous forms count as one kind. */
export type FaultCall =
  | 'open'
  | 'read'
  | 'write'
  | 'preallocate'
  | 'truncate'
  | 'sync'
  | 'rename'
  | 'link'
  | 'unlink'
  | 'syncDirectory'
  | 'copyFile'

/** An error to come. */
export interface Fault {
  readonly call: FaultCall
  /** Only calls on paths that end so count. */
  readonly path?: string
  /** The first call to fail, counted from 1 from now on; 1 without it. */
  readonly nth?: number
  /** How many calls fail from there on; 1 without it, `Infinity` for a fault that stays. */
  readonly times?: number
  /** ENOSPC, EIO, …; `SHORT_READ` for a file that seems to end early. */
  readonly code: string
  /** Bytes that a failing write still writes; 0 without it. */
  readonly written?: number
}

/**
 * A file system for tests, on a model of a disk. `crash` tells what a power cut now may leave; `fail` makes chosen
 * calls fail; `powerOffAfter` stops everything after a number of changing calls. All of it is a function of the
 * seed and the calls, so a failure found once is found again.
 *
 * A failed sync behaves as on Linux: the pages count as clean though they never reached the disk, so they
 * still read back, a second sync succeeds, and a power cut loses them. Every open handle is told once.
 */
export class FaultFileSystem implements FileSystem {
  private readonly cache: MemoryFileSystem
  private readonly disk: DiskModel
  private readonly boot: number
  private faults: { fault: Fault; seen: number }[] = []
  private syncErrors = new Map<string, number>()
  private changesLeft = Number.POSITIVE_INFINITY
  private off = false
  /** Changing calls so far, failed ones included. */
  changes = 0

  /** A disk with what `image` holds, all of it durable; an empty one without it. */
  constructor(image?: DiskImage, boot = 0) {
    this.boot = boot
    this.cache = new MemoryFileSystem(Date.now, `boot${boot}`)
    this.disk = new DiskModel(image)
    if (image !== undefined) load(this.cache, image, this.disk)
  }

  /** Cuts the power: every later call here fails. The result is the disk as the next boot may find it. */
  crash(seed: number): FaultFileSystem {
    this.off = true
    return new FaultFileSystem(this.disk.crash(seed), this.boot + 1)
  }

  /** Stops the machine in the midst of the changing call that follows `count` more of them. */
  powerOffAfter(count: number): void {
    this.changesLeft = count
  }

  /** Whether the power is still on. */
  get powered(): boolean {
    return !this.off
  }

  fail(fault: Fault): void {
    this.faults.push({ fault, seen: 0 })
  }

  /** Takes back every fault. */
  heal(): void {
    this.faults = []
  }

  /** Makes everything durable, as a patient pause does. */
  settle(): void {
    this.disk.syncAll()
  }

  open(path: string, mode: OpenMode): FileHandle {
    const creates = (mode === 'create' || mode === 'create-new') && !this.cache.exists(path)
    this.before('open', path, creates)
    const inner = this.cache.open(path, mode)
    const file = inner.stat().identity
    if (creates) this.disk.change({ kind: 'name', file, from: null, to: normalizePath(path) })
    return new FaultFileHandle(this, this.disk, inner, file)
  }

  async openAsync(path: string, mode: OpenMode): Promise<FileHandle> {
    await pause()
    return this.open(path, mode)
  }

  exists(path: string): boolean {
    return this.stat(path) !== null
  }

  stat(path: string): FileStat | null {
    this.checkPower('stat', path)
    return this.cache.stat(path)
  }

  async statAsync(path: string): Promise<FileStat | null> {
    return this.stat(path)
  }

  list(directory: string): DirectoryEntry[] {
    this.checkPower('list', directory)
    return this.cache.list(directory)
  }

  async listAsync(directory: string): Promise<DirectoryEntry[]> {
    return this.list(directory)
  }

  mkdir(directory: string): void {
    this.checkPower('create directory', directory)
    const path = normalizePath(directory)
    const parts = path.split('/')
    for (let i = 1; i <= parts.length; i++) {
      const part = parts.slice(0, i).join('/')
      if (part === '' || this.cache.exists(part)) continue
      this.cache.mkdir(part)
      this.disk.change({ kind: 'mkdir', path: part })
    }
  }

  rename(from: string, to: string): void {
    this.before('rename', from, true)
    const file = this.cache.stat(from)?.identity ?? ''
    this.cache.rename(from, to)
    this.disk.change({ kind: 'name', file, from: normalizePath(from), to: normalizePath(to) })
  }

  async renameAsync(from: string, to: string): Promise<void> {
    await pause()
    this.rename(from, to)
  }

  link(existing: string, to: string): void {
    this.before('link', to, true)
    this.cache.link(existing, to)
    const file = this.cache.stat(to)?.identity ?? ''
    this.disk.change({ kind: 'name', file, from: null, to: normalizePath(to) })
  }

  unlink(path: string): void {
    this.before('unlink', path, true)
    const file = this.cache.stat(path)?.identity ?? ''
    this.cache.unlink(path)
    this.disk.change({ kind: 'name', file, from: normalizePath(path), to: null })
  }

  async unlinkAsync(path: string): Promise<void> {
    await pause()
    this.unlink(path)
  }

  rmdir(directory: string): void {
    this.before('unlink', directory, true)
    this.cache.rmdir(directory)
    this.disk.change({ kind: 'rmdir', path: normalizePath(directory) })
  }

  syncDirectory(directory: string): void {
    this.before('syncDirectory', directory, true)
    this.cache.syncDirectory(directory)
    this.disk.syncDirectory(normalizePath(directory), this.disk.now())
  }

  async syncDirectoryAsync(directory: string): Promise<void> {
    const until = this.disk.now()
    await pause()
    this.before('syncDirectory', directory, true)
    this.disk.syncDirectory(normalizePath(directory), until)
  }

  async copyFile(from: string, to: string): Promise<void> {
    await pause()
    this.before('copyFile', to, true)
    const source = this.cache.open(from, 'read')
    const target = this.open(to, 'create-new')
    target.writeSync(0, source.readSync(0, source.size()))
    target.close()
  }

  lock(path: string): Lock {
    return acquireLock(this, path, memoryProbe(`boot${this.boot}`))
  }

  /** Counts a call; throws where the power is off or a fault is due. */
  before(call: FaultCall, path: string, changing: boolean): void {
    this.checkPower(call, path)
    const fault = this.dueFault(call, path)
    if (changing) this.countChange(call, path)
    if (fault === null) return
    if (fault.code === 'SHORT_READ') throw shortReadError(path, 0, 1, 0)
    throw ioError(call, path, new SystemCallError(fault.code))
  }

  checkPower(call: string, path: string): void {
    if (this.off) throw ioError(call, path, new SystemCallError('EIO', 'the power is off'))
  }

  /** The fault that this call meets, or `null`. */
  dueFault(call: FaultCall, path: string): Fault | null {
    let due: Fault | null = null
    for (const entry of this.faults) {
      const { fault } = entry
      if (fault.call !== call || !path.endsWith(fault.path ?? '')) continue
      entry.seen++
      const first = fault.nth ?? 1
      if (entry.seen >= first && entry.seen < first + (fault.times ?? 1)) due ??= fault
    }
    return due
  }

  /** The call in whose midst the power goes leaves its change pending: it may reach the disk or not. */
  countChange(call: string, path: string, act: () => void = () => {}): void {
    this.changes++
    if (this.changesLeft-- > 0) return
    act()
    this.off = true
    this.checkPower(call, path)
  }

  syncErrorsOf(file: string): number {
    return this.syncErrors.get(file) ?? 0
  }

  addSyncError(file: string): void {
    this.syncErrors.set(file, this.syncErrorsOf(file) + 1)
  }
}

class FaultFileHandle implements FileHandle {
  readonly path: string
  private readonly owner: FaultFileSystem
  private readonly disk: DiskModel
  private readonly inner: FileHandle
  private readonly file: string
  private syncErrorsSeen: number

  constructor(owner: FaultFileSystem, disk: DiskModel, inner: FileHandle, file: string) {
    this.owner = owner
    this.disk = disk
    this.inner = inner
    this.file = file
    this.path = inner.path
    this.syncErrorsSeen = owner.syncErrorsOf(file)
  }

  size(): number {
    this.owner.checkPower('stat', this.path)
    return this.inner.size()
  }

  stat(): FileStat {
    this.owner.checkPower('stat', this.path)
    return this.inner.stat()
  }

  readSync(offset: number, length: number): Uint8Array {
    this.owner.before('read', this.path, false)
    return this.inner.readSync(offset, length)
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = this.readSync(offset, length)
    await pause()
    return bytes
  }

  readIntoSync(offset: number, target: Uint8Array): void {
    this.owner.before('read', this.path, false)
    this.inner.readIntoSync(offset, target)
  }

  async readInto(offset: number, target: Uint8Array): Promise<void> {
    this.readIntoSync(offset, target)
    await pause()
  }

  writeSync(offset: number, bytes: Uint8Array): void {
    this.owner.checkPower('write', this.path)
    const fault = this.owner.dueFault('write', this.path)
    const written = fault === null ? bytes : bytes.subarray(0, fault.written ?? 0)
    const act = () => {
      this.inner.writeSync(offset, written)
      this.disk.change({ kind: 'write', file: this.file, offset, bytes: written.slice() })
    }
    this.owner.countChange('write', this.path, act)
    act()
    if (fault !== null) throw ioError('write', this.path, new SystemCallError(fault.code))
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await pause()
    this.writeSync(offset, bytes)
  }

  truncate(length: number): void {
    this.owner.before('truncate', this.path, true)
    this.inner.truncate(length)
    this.disk.change({ kind: 'truncate', file: this.file, length })
  }

  preallocate(length: number): void {
    this.owner.before('preallocate', this.path, true)
    const offset = this.inner.size()
    if (offset >= length) return
    this.inner.preallocate(length)
    this.disk.change({ kind: 'zeros', file: this.file, offset, length: length - offset })
  }

  dataSyncSync(): void {
    this.syncSync()
  }

  dataSync(): Promise<void> {
    return this.sync()
  }

  syncSync(): void {
    this.syncUntil(this.disk.now())
  }

  async sync(): Promise<void> {
    const until = this.disk.now()
    await pause()
    this.syncUntil(until)
  }

  async copyRange(
    source: FileHandle,
    sourceOffset: number,
    length: number,
    targetOffset: number,
  ): Promise<void> {
    await this.write(targetOffset, await source.read(sourceOffset, length))
  }

  close(): void {
    this.inner.close()
  }

  private syncUntil(until: number): void {
    this.owner.checkPower('sync', this.path)
    this.inner.syncSync()
    const fault = this.owner.dueFault('sync', this.path)
    this.owner.countChange('sync', this.path)
    if (fault !== null) {
      this.disk.dropFile(this.file, until)
      this.owner.addSyncError(this.file)
    }
    const errors = this.owner.syncErrorsOf(this.file)
    if (errors > this.syncErrorsSeen) {
      this.syncErrorsSeen = errors
      throw ioError('sync', this.path, new SystemCallError(fault?.code ?? 'EIO'))
    }
    this.disk.syncFile(this.file, until)
  }
}

/** Puts the files of an image into the cache, and renames them in the image to the cache's identities. */
function load(cache: MemoryFileSystem, image: DiskImage, disk: DiskModel): void {
  for (const directory of [...image.directories].sort()) cache.mkdir(directory)
  const firstNames = new Map<string, string>()
  for (const [path, file] of image.names) {
    const first = firstNames.get(file)
    if (first !== undefined) {
      cache.link(first, path)
    } else {
      firstNames.set(file, path)
      const handle = cache.open(path, 'create-new')
      handle.writeSync(0, image.contents.get(file) ?? new Uint8Array(0))
      handle.close()
    }
  }
  disk.renumber((path) => cache.stat(path)?.identity ?? '')
}

/** Lets other work go between the start and the end of an asynchronous call. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
