import { SqlError } from '../base/errors.ts'
import { type FileHandle, type FileSystem, parentPath } from '../io/file-system.ts'
import { isDiskFull } from '../io/io-error.ts'
import type { FrameBuffer } from './frame-buffer.ts'
import { FrameIndex } from './frame-index.ts'
import {
  encodeHeader,
  frameBytes,
  frameHeaderBytes,
  headerBytes,
  type LogHeader,
  lengthAt,
} from './log-format.ts'
import type { LogReader } from './log-reader.ts'

/** The file is extended by its own length at a time, within these bounds. */
const leastExtensionBytes = 64 << 10
const mostExtensionBytes = 4 << 20
const blockBytes = 4096
/** Bytes rewritten at a time. */
const pieceBytes = 1 << 20

/**
 * The open file of a log: frames up to `end`, zeros behind it.
 *
 * There are two handles, since the system tells every handle once of a failed writeback: a failure that a sync
 * in the thread pool reports is then not hidden from a direct sync beside it.
 */
export class LogFile {
  readonly header: LogHeader
  readonly fileSystem: FileSystem
  readonly handle: FileHandle
  private readonly groupHandle: FileHandle
  private readonly index: FrameIndex
  /** LSN of the last frame in the file. */
  lastLsn: number
  /** Where the next frame goes. */
  end: number
  private allocated: number

  private constructor(
    fileSystem: FileSystem,
    header: LogHeader,
    handle: FileHandle,
    end: { offset: number; lsn: number; index: FrameIndex },
  ) {
    this.fileSystem = fileSystem
    this.header = header
    this.handle = handle
    this.index = end.index
    this.lastLsn = end.lsn
    this.end = this.allocated = end.offset
    this.groupHandle = fileSystem.open(handle.path, 'write')
  }

  /** A new file with a header, in place of a left-over one. Nothing is durable yet. */
  static create(fileSystem: FileSystem, path: string, header: LogHeader): LogFile {
    if (fileSystem.exists(path)) fileSystem.unlink(path)
    const handle = fileSystem.open(path, 'create-new')
    try {
      handle.writeSync(0, encodeHeader(header))
      const end = { offset: headerBytes, lsn: header.baseLsn, index: new FrameIndex() }
      return new LogFile(fileSystem, header, handle, end)
    } catch (error) {
      handle.close()
      removeQuietly(fileSystem, path)
      throw error
    }
  }

  /**
   * The file that `reader` has read to its end, made durable and without a torn tail.
   * @throws SqlError `corrupt` where the log is damaged
   */
  static open(fileSystem: FileSystem, reader: LogReader): LogFile {
    const { end, header, path } = reader
    if (header === null || end.kind === 'damaged') {
      const problem = reader.headerProblem ?? `${end.problem} at byte ${end.offset}`
      throw new SqlError('corrupt', `the log ${JSON.stringify(path)} is damaged: ${problem}`)
    }
    const handle = fileSystem.open(path, 'write')
    try {
      const start = { offset: end.offset, lsn: end.lastLsn, index: reader.index }
      const file = new LogFile(fileSystem, header, handle, start)
      if (end.kind === 'torn') handle.truncate(end.offset)
      file.allocated = handle.size()
      file.rewriteAfter(reader.durableLsn)
      // The log may be the outcome of a rotation whose rename never reached the disk.
      fileSystem.syncDirectory(parentPath(path))
      return file
    } catch (error) {
      handle.close()
      throw error
    }
  }

  /**
   * Writes the frames after `lsn` again and syncs them. Their last writer may have died before its sync, or of its
   * sync: then they are in the page cache, where the reader found them, and pass for clean there, though they
   * never reached the disk.
   */
  private rewriteAfter(lsn: number): void {
    for (let at = this.offsetAfter(lsn); at < this.end; at += pieceBytes) {
      this.handle.writeSync(at, this.handle.readSync(at, Math.min(pieceBytes, this.end - at)))
    }
    this.handle.syncSync()
  }

  /**
   * Writes frames at the end by one call. After a failure bytes of them may stand behind `end`: see `cutBack`.
   */
  write(frames: FrameBuffer): void {
    const end = this.end + frames.length
    this.extendFor(end, frames.length)
    this.handle.writeSync(this.end, frames.bytes())
    const { starts } = frames
    for (let i = 0; i < starts.length; i++)
      this.index.add(this.lastLsn + 1 + i, this.end + starts[i])
    this.lastLsn += starts.length
    this.end = end
    this.allocated = Math.max(this.allocated, end)
  }

  /** Takes in frames that were copied behind the header; `index` knows where they stand. */
  adopt(lastLsn: number, end: number, index: FrameIndex): void {
    this.lastLsn = lastLsn
    this.end = this.allocated = end
    this.index.append(index)
  }

  /** The places of the frames after `lsn`, as they are once moved by `shift` bytes. */
  indexAfter(lsn: number, shift: number): FrameIndex {
    return this.index.from(lsn + 1, shift)
  }

  /** Removes what stands behind the last frame, durably: a power cut must not bring a refused commit back. */
  cutBack(): void {
    this.handle.truncate(this.end)
    this.handle.syncSync()
    this.allocated = this.end
  }

  /** Gives the room for frames to come back to the file system. */
  trim(): void {
    if (this.allocated > this.end) this.handle.truncate(this.end)
    this.allocated = this.end
  }

  syncSync(): void {
    this.handle.dataSyncSync()
  }

  sync(): Promise<void> {
    return this.groupHandle.dataSync()
  }

  /** Where the first frame after `lsn` begins, or would begin. */
  offsetAfter(lsn: number): number {
    if (lsn >= this.lastLsn) return this.end
    const entry = this.index.floor(lsn + 1)
    let at = entry === null ? headerBytes : entry.offset
    for (let here = entry === null ? this.header.baseLsn + 1 : entry.lsn; here <= lsn; here++) {
      const bytes = this.handle.readSync(at, frameHeaderBytes)
      at += frameBytes(new DataView(bytes.buffer, bytes.byteOffset).getUint32(lengthAt, true))
    }
    return at
  }

  close(): void {
    this.handle.close()
    this.groupHandle.close()
  }

  /** Sees to it that small writes up to `end` fall on blocks that exist, so that a sync writes no metadata. */
  private extendFor(end: number, bytes: number): void {
    if (end <= this.allocated || bytes > mostExtensionBytes) return
    const step = Math.min(Math.max(this.end, leastExtensionBytes), mostExtensionBytes)
    const wanted = Math.ceil((end + step) / blockBytes) * blockBytes
    try {
      this.handle.preallocate(wanted)
      this.allocated = wanted
    } catch (error) {
      // There may still be room for the frames alone.
      if (!isDiskFull(error)) throw error
      this.allocated = this.handle.size()
    }
  }
}

/** Removes a file that was to become a log, as far as that goes: `create` replaces one that stays. */
export function removeQuietly(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.unlink(path)
  } catch {
    // A failing disk; what led here is reported.
  }
}
