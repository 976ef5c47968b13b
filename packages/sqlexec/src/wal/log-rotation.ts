import type { FileSystem } from '../io/file-system.ts'
import { LogFile, removeQuietly } from './log-file.ts'
import { headerBytes } from './log-format.ts'

/** Frames are copied in the background until this much is left, which is copied while commits wait. */
const catchUpBytes = 128 << 10
const maxRounds = 8

/**
 * The making of a new log with the frames after an LSN, beside the log in use. First `catchUp`, while commits go on;
 * then `finish`, which nothing may interrupt. `abandon` at any point before the rename leaves the old log as it was.
 */
export class LogRotation {
  private readonly source: LogFile
  private readonly target: LogFile
  private readonly afterLsn: number
  /** The source from here on goes to the target; `copied` of it has gone. */
  private readonly start: number
  private copied: number

  constructor(fileSystem: FileSystem, path: string, source: LogFile, afterLsn: number) {
    const { databaseId } = source.header
    this.source = source
    this.afterLsn = afterLsn
    this.start = this.copied = source.offsetAfter(afterLsn)
    this.target = LogFile.create(fileSystem, path, { databaseId, baseLsn: afterLsn })
  }

  /** Copies most of the frames and makes them durable. */
  async catchUp(): Promise<void> {
    for (let round = 0; round < maxRounds; round++) {
      const length = this.source.end - this.copied
      if (length <= catchUpBytes) break
      const to = this.copied - this.start + headerBytes
      await this.target.handle.copyRange(this.source.handle, this.copied, length, to)
      this.copied += length
    }
    await this.target.handle.sync()
  }

  /** Copies the rest. The result is complete and durable, still under its temporary name. */
  finish(): LogFile {
    const { source, target } = this
    const shift = headerBytes - this.start
    const rest = source.end - this.copied
    if (rest > 0) {
      target.handle.writeSync(this.copied + shift, source.handle.readSync(this.copied, rest))
      target.handle.dataSyncSync()
    }
    target.adopt(source.lastLsn, source.end + shift, source.indexAfter(this.afterLsn, shift))
    return target
  }

  /** Removes the new log. */
  abandon(): void {
    this.target.close()
    removeQuietly(this.target.fileSystem, this.target.handle.path)
  }
}
