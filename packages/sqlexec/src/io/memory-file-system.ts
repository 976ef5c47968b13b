import type {
  DirectoryEntry,
  FileHandle,
  FileStat,
  FileSystem,
  Lock,
  OpenMode,
} from './file-system.ts'
import { ioError, SystemCallError, shortReadError } from './io-error.ts'
import { acquireLock, type ProcessProbe } from './lock.ts'

/** The content of a file, which lives as long as a name or an open handle refers to it. */
export interface MemoryFile {
  readonly id: number
  /** Has room to grow: only the first `length` bytes are the content; the rest is zeros. */
  bytes: Uint8Array
  length: number
  modifiedMs: number
}

/** A file system in memory, for `:memory:` databases and tests. Nothing in it waits or fails by itself. */
export class MemoryFileSystem implements FileSystem {
  private readonly files = new Map<string, MemoryFile>()
  private readonly directories = new Set<string>(['/', '.'])
  private readonly clock: () => number
  private readonly probe: ProcessProbe
  private nextId = 1

  /**
   * @param clock the time that stamps files, in milliseconds since 1970
   * @param boot locks that were taken under another boot are stale
   */
  constructor(clock: () => number = Date.now, boot = 'memory') {
    this.clock = clock
    this.probe = memoryProbe(boot)
  }

  open(path: string, mode: OpenMode): FileHandle {
    return new MemoryFileHandle(path, this.openFile(path, mode), mode !== 'read', this.clock)
  }

  async openAsync(path: string, mode: OpenMode): Promise<FileHandle> {
    return this.open(path, mode)
  }

  exists(path: string): boolean {
    return this.stat(path) !== null
  }

  stat(path: string): FileStat | null {
    const name = normalizePath(path)
    const file = this.files.get(name)
    if (file !== undefined) return statOf(file)
    if (!this.directories.has(name)) return null
    return { kind: 'directory', size: 0, modifiedMs: 0, identity: `memory:${name}` }
  }

  async statAsync(path: string): Promise<FileStat | null> {
    return this.stat(path)
  }

  list(directory: string): DirectoryEntry[] {
    const name = normalizePath(directory)
    if (!this.directories.has(name)) throw fail('list', directory, 'ENOENT')
    const entries: DirectoryEntry[] = []
    for (const path of this.files.keys()) {
      if (parentOf(path) === name) entries.push({ name: lastOf(path), kind: 'file' })
    }
    for (const path of this.directories) {
      if (path !== '/' && path !== '.' && parentOf(path) === name) {
        entries.push({ name: lastOf(path), kind: 'directory' })
      }
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async listAsync(directory: string): Promise<DirectoryEntry[]> {
    return this.list(directory)
  }

  mkdir(directory: string): void {
    const name = normalizePath(directory)
    if (this.directories.has(name)) return
    if (this.files.has(name)) throw fail('create directory', directory, 'EEXIST')
    this.mkdir(parentOf(name))
    this.directories.add(name)
  }

  rename(from: string, to: string): void {
    const call = `rename to ${JSON.stringify(to)}`
    const file = this.files.get(normalizePath(from))
    if (file === undefined) throw fail(call, from, 'ENOENT')
    this.checkTarget(call, to)
    this.files.delete(normalizePath(from))
    this.files.set(normalizePath(to), file)
  }

  async renameAsync(from: string, to: string): Promise<void> {
    this.rename(from, to)
  }

  link(existing: string, to: string): void {
    const file = this.files.get(normalizePath(existing))
    if (file === undefined) throw fail('create', to, 'ENOENT')
    this.checkTarget('create', to)
    if (this.files.has(normalizePath(to))) throw fail('create', to, 'EEXIST')
    this.files.set(normalizePath(to), file)
  }

  unlink(path: string): void {
    const name = normalizePath(path)
    if (this.directories.has(name)) throw fail('remove', path, 'EISDIR')
    if (!this.files.delete(name)) throw fail('remove', path, 'ENOENT')
  }

  async unlinkAsync(path: string): Promise<void> {
    this.unlink(path)
  }

  rmdir(directory: string): void {
    const name = normalizePath(directory)
    if (!this.directories.has(name)) throw fail('remove directory', directory, 'ENOENT')
    if (this.list(directory).length > 0) throw fail('remove directory', directory, 'ENOTEMPTY')
    this.directories.delete(name)
  }

  syncDirectory(directory: string): void {
    if (!this.directories.has(normalizePath(directory)))
      throw fail('sync directory', directory, 'ENOENT')
  }

  async syncDirectoryAsync(directory: string): Promise<void> {
    this.syncDirectory(directory)
  }

  async copyFile(from: string, to: string): Promise<void> {
    const source = this.openFile(from, 'read')
    const target = this.openFile(to, 'create-new')
    target.bytes = source.bytes.slice(0, source.length)
    target.length = source.length
  }

  lock(path: string): Lock {
    return acquireLock(this, path, this.probe)
  }

  /** The file at `path`, opened or made as `mode` says. */
  private openFile(path: string, mode: OpenMode): MemoryFile {
    const name = normalizePath(path)
    const file = this.files.get(name)
    if (file !== undefined) {
      if (mode === 'create-new') throw fail('open', path, 'EEXIST')
      return file
    }
    if (mode === 'read' || mode === 'write') {
      throw fail('open', path, this.directories.has(name) ? 'EISDIR' : 'ENOENT')
    }
    this.checkTarget('open', path)
    const made = {
      id: this.nextId++,
      bytes: new Uint8Array(0),
      length: 0,
      modifiedMs: this.clock(),
    }
    this.files.set(name, made)
    return made
  }

  /** A new name may stand only in a directory that exists, and not on one. */
  private checkTarget(call: string, path: string): void {
    const name = normalizePath(path)
    if (this.directories.has(name)) throw fail(call, path, 'EISDIR')
    if (!this.directories.has(parentOf(name))) throw fail(call, path, 'ENOENT')
  }
}

/** An open file in memory. */
class MemoryFileHandle implements FileHandle {
  readonly path: string
  private readonly file: MemoryFile
  private readonly writable: boolean
  private readonly clock: () => number
  private closed = false

  constructor(path: string, file: MemoryFile, writable: boolean, clock: () => number) {
    this.path = path
    this.file = file
    this.writable = writable
    this.clock = clock
  }

  size(): number {
    return this.opened('stat').length
  }

  stat(): FileStat {
    return statOf(this.opened('stat'))
  }

  readSync(offset: number, length: number): Uint8Array {
    const file = this.readable(offset, length)
    return file.bytes.slice(offset, offset + length)
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.readSync(offset, length)
  }

  readIntoSync(offset: number, target: Uint8Array): void {
    const file = this.readable(offset, target.length)
    target.set(file.bytes.subarray(offset, offset + target.length))
  }

  async readInto(offset: number, target: Uint8Array): Promise<void> {
    this.readIntoSync(offset, target)
  }

  writeSync(offset: number, bytes: Uint8Array): void {
    const file = this.changed('write')
    resize(file, Math.max(file.length, offset + bytes.length))
    file.bytes.set(bytes, offset)
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    this.writeSync(offset, bytes)
  }

  truncate(length: number): void {
    resize(this.changed('truncate'), length)
  }

  preallocate(length: number): void {
    const file = this.changed('write')
    if (length > file.length) resize(file, length)
  }

  dataSyncSync(): void {
    this.opened('sync')
  }

  async dataSync(): Promise<void> {
    this.opened('sync')
  }

  syncSync(): void {
    this.opened('sync')
  }

  async sync(): Promise<void> {
    this.opened('sync')
  }

  async copyRange(
    source: FileHandle,
    sourceOffset: number,
    length: number,
    targetOffset: number,
  ): Promise<void> {
    this.writeSync(targetOffset, await source.read(sourceOffset, length))
  }

  close(): void {
    this.closed = true
  }

  private opened(call: string): MemoryFile {
    if (this.closed) throw fail(call, this.path, 'EBADF')
    return this.file
  }

  private readable(offset: number, length: number): MemoryFile {
    const file = this.opened('read')
    if (length > 0 && offset + length > file.length) {
      throw shortReadError(this.path, offset, length, Math.max(0, file.length - offset))
    }
    return file
  }

  private changed(call: string): MemoryFile {
    const file = this.opened(call)
    if (!this.writable) throw fail(call, this.path, 'EBADF')
    file.modifiedMs = this.clock()
    return file
  }
}

/** Cuts the file or extends it with zeros; growth doubles the room, so that appending is linear. */
function resize(file: MemoryFile, length: number): void {
  if (length < file.length) file.bytes.fill(0, length, file.length)
  if (length > file.bytes.length) {
    const larger = new Uint8Array(Math.max(length, file.bytes.length * 2))
    larger.set(file.bytes.subarray(0, file.length))
    file.bytes = larger
  }
  file.length = length
}

function statOf(file: MemoryFile): FileStat {
  return {
    kind: 'file',
    size: file.length,
    modifiedMs: file.modifiedMs,
    identity: `memory:${file.id}`,
  }
}

/** Drops `.` parts and doubled or trailing slashes, so that one file has one name. */
export function normalizePath(path: string): string {
  if (path === '' || path === '.') return '.'
  if (path === '/') return path
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.length === 0 ? '.' : parts.join('/')
}

function parentOf(path: string): string {
  const cut = path.lastIndexOf('/')
  return cut < 0 ? '.' : cut === 0 ? '/' : path.slice(0, cut)
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function fail(call: string, path: string, code: string): Error {
  return ioError(call, path, new SystemCallError(code))
}

/** Everyone who can see this memory is this process, and lives. */
export function memoryProbe(boot: string): ProcessProbe {
  let tokens = 0
  return {
    self: { pid: 1, host: 'memory', startTime: '0', boot, pidNamespace: null },
    token: () => `${boot.replace(/[^0-9a-z]/gu, '')}${tokens++}`,
    livenessOf: (record) => (record.boot === boot ? 'alive' : 'dead'),
    onExit: () => () => {},
    every: () => () => {},
  }
}
