import * as fs from 'node:fs'
import * as fsAsync from 'node:fs/promises'
import { dirname } from 'node:path'
import { SqlError } from '../base/errors.ts'
import type {
  DirectoryEntry,
  FileHandle,
  FileKind,
  FileStat,
  FileSystem,
  Lock,
  OpenMode,
} from './file-system.ts'
import { errnoCode, ioError } from './io-error.ts'
import { acquireLock } from './lock.ts'
import { NodeFileHandle, openFlags, statOf } from './node-file-handle.ts'
import { nodeProcess } from './node-process.ts'

/** Real files through node:fs. Stateless: every instance is the same. */
export class NodeFileSystem implements FileSystem {
  open(path: string, mode: OpenMode): FileHandle {
    return run('open', path, () => new NodeFileHandle(path, fs.openSync(path, openFlags(mode))))
  }

  openAsync(path: string, mode: OpenMode): Promise<FileHandle> {
    return new Promise((resolve, reject) => {
      fs.open(path, openFlags(mode), 0o666, (error, descriptor) => {
        if (error) reject(ioError('open', path, error))
        else resolve(new NodeFileHandle(path, descriptor))
      })
    })
  }

  exists(path: string): boolean {
    return this.stat(path) !== null
  }

  stat(path: string): FileStat | null {
    return run('stat', path, () => {
      const stat = fs.statSync(path, { bigint: true, throwIfNoEntry: false })
      return stat === undefined ? null : statOf(stat)
    })
  }

  async statAsync(path: string): Promise<FileStat | null> {
    try {
      return statOf(await fsAsync.stat(path, { bigint: true }))
    } catch (error) {
      const code = errnoCode(error)
      if (code === 'ENOENT' || code === 'ENOTDIR') return null
      throw ioError('stat', path, error)
    }
  }

  list(directory: string): DirectoryEntry[] {
    return run('list', directory, () =>
      sortedEntries(fs.readdirSync(directory, { withFileTypes: true })),
    )
  }

  listAsync(directory: string): Promise<DirectoryEntry[]> {
    return runAsync('list', directory, async () =>
      sortedEntries(await fsAsync.readdir(directory, { withFileTypes: true })),
    )
  }

  mkdir(directory: string): void {
    run('create directory', directory, () => makeDirectories(directory))
  }

  rename(from: string, to: string): void {
    run(`rename to ${JSON.stringify(to)}`, from, () => fs.renameSync(from, to))
  }

  renameAsync(from: string, to: string): Promise<void> {
    return runAsync(`rename to ${JSON.stringify(to)}`, from, () => fsAsync.rename(from, to))
  }

  link(existing: string, to: string): void {
    run('create', to, () => fs.linkSync(existing, to))
  }

  unlink(path: string): void {
    run('remove', path, () => fs.unlinkSync(path))
  }

  unlinkAsync(path: string): Promise<void> {
    return runAsync('remove', path, () => fsAsync.unlink(path))
  }

  rmdir(directory: string): void {
    run('remove directory', directory, () => fs.rmdirSync(directory))
  }

  syncDirectory(directory: string): void {
    // Windows opens no directories; NTFS writes its metadata ahead by itself.
    if (process.platform === 'win32') return
    run('sync directory', directory, () => {
      const descriptor = fs.openSync(directory, fs.constants.O_RDONLY)
      try {
        fs.fsyncSync(descriptor)
      } catch (error) {
        if (!cannotSyncDirectories(error)) throw error
      } finally {
        fs.closeSync(descriptor)
      }
    })
  }

  async syncDirectoryAsync(directory: string): Promise<void> {
    if (process.platform === 'win32') return
    await runAsync('sync directory', directory, async () => {
      const handle = await fsAsync.open(directory, fs.constants.O_RDONLY)
      try {
        await handle.sync()
      } catch (error) {
        if (!cannotSyncDirectories(error)) throw error
      } finally {
        await handle.close()
      }
    })
  }

  copyFile(from: string, to: string): Promise<void> {
    const mode = fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE
    return runAsync(`copy to ${JSON.stringify(to)}`, from, () => fsAsync.copyFile(from, to, mode))
  }

  lock(path: string): Lock {
    return acquireLock(this, path, nodeProcess())
  }
}

/** Some network and FUSE file systems answer EINVAL to fsync of a directory: they have nothing to sync. */
function cannotSyncDirectories(error: unknown): boolean {
  const code = errnoCode(error)
  return code === 'EINVAL' || code === 'ENOTSUP'
}

function sortedEntries(entries: fs.Dirent[]): DirectoryEntry[] {
  return entries
    .map((entry) => ({ name: entry.name, kind: kindOfEntry(entry) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function kindOfEntry(entry: fs.Dirent): FileKind {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other'
}

function run<T>(call: string, path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof SqlError ? error : ioError(call, path, error)
  }
}

async function runAsync<T>(call: string, path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    throw ioError(call, path, error)
  }
}

/** As `recursive` of mkdirSync, which goes round for ever where a directory refuses new ones with ENOENT, as /proc does. */
function makeDirectories(directory: string): void {
  if (makeDirectory(directory)) return
  const parent = dirname(directory)
  if (parent !== directory) makeDirectories(parent)
  if (!makeDirectory(directory)) fs.mkdirSync(directory)
}

/** `false` where the directory above is missing. */
function makeDirectory(directory: string): boolean {
  try {
    fs.mkdirSync(directory)
  } catch (error) {
    if (errnoCode(error) === 'ENOENT') return false
    if (fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
  return true
}
