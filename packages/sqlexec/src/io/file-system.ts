/**
 * The FileSystem port: everything that the engine asks of a disk. Three implementations stand behind it:
 * `NodeFileSystem` (real files), `MemoryFileSystem` (`:memory:`), `FaultFileSystem` (tests: power cuts and errors).
 *
 * Calls exist in two forms where it matters. The synchronous ones are the fastest way to do something small
 * (a lone commit: one write, one data sync); the promises go through a thread pool, so that bulk work does
 * not hold up the event loop.
 *
 * Paths are the platform's; `/` separates on every platform. Offsets and lengths are bytes, integers in
 * 0 … 2^53 − 1. Every failure is `SqlError('io')`, whose message names the call, the path and the errno, and
 * whose `cause` carries `.code` (see `errnoCode`).
 */
export interface FileSystem {
  open(path: string, mode: OpenMode): FileHandle
  openAsync(path: string, mode: OpenMode): Promise<FileHandle>
  exists(path: string): boolean
  /** `null` where nothing stands at `path`. Follows symbolic links. */
  stat(path: string): FileStat | null
  statAsync(path: string): Promise<FileStat | null>
  /** The entries of a directory in order of name. */
  list(directory: string): DirectoryEntry[]
  listAsync(directory: string): Promise<DirectoryEntry[]>
  /** Creates the directory and those above it. No error where it exists already. */
  mkdir(directory: string): void
  /** Atomic; replaces a file at `to`. Durable only after `syncDirectory` of the directory (of both, if two). */
  rename(from: string, to: string): void
  renameAsync(from: string, to: string): Promise<void>
  /** A second name for one file. Atomic; errno EEXIST where `to` exists. */
  link(existing: string, to: string): void
  /** Removes a file. errno ENOENT where there is none. Open handles stay usable, except on Windows. */
  unlink(path: string): void
  unlinkAsync(path: string): Promise<void>
  /** Removes an empty directory. */
  rmdir(directory: string): void
  /** Makes creations, renames and removals in the directory durable. Does nothing where the platform cannot. */
  syncDirectory(directory: string): void
  syncDirectoryAsync(directory: string): Promise<void>
  /** Copies a whole file with the kernel's copy (a reflink where there is one). errno EEXIST where `to` exists. */
  copyFile(from: string, to: string): Promise<void>
  /**
   * Takes the exclusive lock whose file is `path`. Not blocking.
   * @throws SqlError `locked`, naming the holder, where another opener (in this process or any other) holds it.
   */
  lock(path: string): Lock
}

/**
 * - `read`: an existing file, for reading only
 * - `write`: an existing file, for reading and writing
 * - `create`: for reading and writing; made where it is missing, never truncated
 * - `create-new`: as `create`, errno EEXIST where the file exists
 */
export type OpenMode = 'read' | 'write' | 'create' | 'create-new'

/** An open file. There is no current position: every call says its offset. */
export interface FileHandle {
  readonly path: string
  /** Length in bytes now. */
  size(): number
  stat(): FileStat
  /** Exactly `length` bytes from `offset`, in a fresh array; a file that is too short is an error. */
  readSync(offset: number, length: number): Uint8Array
  read(offset: number, length: number): Promise<Uint8Array>
  /** Fills the whole of `target` from `offset`. `target` may stand on a SharedArrayBuffer. */
  readIntoSync(offset: number, target: Uint8Array): void
  readInto(offset: number, target: Uint8Array): Promise<void>
  /** Writes all of `bytes` at `offset`; the file grows as needed, with zeros in a gap. */
  writeSync(offset: number, bytes: Uint8Array): void
  /** As `writeSync`. The caller must leave `bytes` alone until the promise settles. */
  write(offset: number, bytes: Uint8Array): Promise<void>
  /** Cuts the file, or extends it with a hole of zeros. */
  truncate(length: number): void
  /**
   * Extends the file to `length` bytes with written zeros (not a hole), so that a later write inside it
   * changes no metadata and its `dataSync` is cheaper. Does nothing where the file is as long already.
   */
  preallocate(length: number): void
  /** fdatasync: the bytes, and what metadata is needed to read them back (the length). */
  dataSyncSync(): void
  dataSync(): Promise<void>
  /** fsync: the bytes and all metadata. */
  syncSync(): void
  sync(): Promise<void>
  /** Copies `length` bytes from another open file into this one at `targetOffset`, in large pieces. */
  copyRange(
    source: FileHandle,
    sourceOffset: number,
    length: number,
    targetOffset: number,
  ): Promise<void>
  /** Closes the file; a second close does nothing. Calls on a closed handle answer errno EBADF. */
  close(): void
}

export type FileKind = 'file' | 'directory' | 'other'

export interface FileStat {
  readonly kind: FileKind
  /** Bytes. */
  readonly size: number
  /** Time of the last change of the content, in milliseconds since 1970, with the fraction that the system gives. */
  readonly modifiedMs: number
  /** The same for two paths exactly where they are one file now (device and inode). Reused after removal. */
  readonly identity: string
}

export interface DirectoryEntry {
  readonly name: string
  readonly kind: FileKind
}

/** An exclusive lock on a directory, held until `release`. */
export interface Lock {
  readonly path: string
  /** Looks at the lock file. @throws SqlError `locked` where it is no longer ours (removed, or taken over). */
  assertHeld(): void
  /** Gives the lock back; a second release does nothing. */
  release(): void
}

/** `directory/name`. */
export function joinPath(directory: string, name: string): string {
  if (directory === '') return name
  return directory.endsWith('/') ? directory + name : directory + '/' + name
}

/** The directory that `path` stands in; `.` for a bare name. Takes `\` for a separator too, as Windows does. */
export function parentPath(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), isWindowsPath(path) ? path.lastIndexOf('\\') : -1)
  if (cut < 0) return '.'
  return cut === 0 ? path.slice(0, 1) : path.slice(0, cut)
}

/** The last part of `path`. */
export function baseName(path: string): string {
  return path.slice(
    Math.max(path.lastIndexOf('/'), isWindowsPath(path) ? path.lastIndexOf('\\') : -1) + 1,
  )
}

/** A backslash is a letter in a POSIX name, so it separates only where the path shows that it is from Windows. */
function isWindowsPath(path: string): boolean {
  return /^[a-z]:|^\\\\/iu.test(path)
}
