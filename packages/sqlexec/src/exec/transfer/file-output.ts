import { SqlError } from '../../base/errors.ts'
import {
  baseName,
  type FileHandle,
  type FileSystem,
  joinPath,
  parentPath,
} from '../../io/file-system.ts'
import { errnoCode } from '../../io/io-error.ts'
import type { Stage } from '../maybe-async.ts'

/**
 * A file in the making under a name of its own; it takes its place when it is complete, so that nobody meets half of it and a
 * statement that fails leaves what was there.
 */
export class FileOutput {
  /** Bytes written so far. */
  length = 0
  readonly #fileSystem: FileSystem
  readonly #path: string
  readonly #temporary: string
  readonly #handle: FileHandle

  private constructor(fileSystem: FileSystem, path: string, temporary: string, handle: FileHandle) {
    this.#fileSystem = fileSystem
    this.#path = path
    this.#temporary = temporary
    this.#handle = handle
  }

  /** @throws SqlError `file_exists` where something is at `path` that may not, or cannot, be replaced */
  static *create(fileSystem: FileSystem, path: string, replaces: boolean): Stage<FileOutput> {
    const found = fileSystem.stat(path)
    if (found !== null && !(replaces && found.kind === 'file')) throw fileExists(path)
    const temporary = joinPath(parentPath(path), `.${baseName(path)}.${nextName()}.tmp`)
    const handle = (yield fileSystem.openAsync(temporary, 'create-new')) as FileHandle
    return new FileOutput(fileSystem, path, temporary, handle)
  }

  async write(bytes: Uint8Array): Promise<void> {
    const at = this.length
    this.length += bytes.length
    await this.#handle.write(at, bytes)
  }

  /** Puts the file in its place. */
  *finish(replaces: boolean): Stage<void> {
    yield this.#handle.sync()
    this.#handle.close()
    if (replaces) yield this.#fileSystem.renameAsync(this.#temporary, this.#path)
    else {
      try {
        this.#fileSystem.link(this.#temporary, this.#path)
      } catch (error) {
        throw errnoCode(error) === 'EEXIST' ? fileExists(this.#path) : error
      }
      this.#fileSystem.unlink(this.#temporary)
    }
  }

  /** Takes away what was written. */
  discard(): void {
    this.#handle.close()
    if (this.#fileSystem.exists(this.#temporary)) this.#fileSystem.unlink(this.#temporary)
  }
}

let names = 0

/** Unlike that of any other output of this process, and most likely of others. */
function nextName(): string {
  return `${Date.now().toString(36)}${(names++).toString(36)}`
}

function fileExists(path: string): SqlError {
  return new SqlError('file_exists', `File '${path}' already exists`)
}
