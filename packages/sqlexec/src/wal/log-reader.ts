import { SqlError } from '../base/errors.ts'
import type { FileHandle, FileSystem } from '../io/file-system.ts'
import { FrameIndex } from './frame-index.ts'
import {
  crcAt,
  decodeHeader,
  durableLsnAt,
  frameBytes,
  frameCrc,
  frameHeaderBytes,
  getU64,
  headerBytes,
  type LogHeader,
  lengthAt,
  lsnAt,
  maxPayloadBytes,
  timestampAt,
} from './log-format.ts'
import { examineTail } from './log-tail.ts'

/** One commit as the log holds it. */
export interface LogFrame {
  readonly lsn: number
  readonly commitTimestamp: number
  readonly payload: Uint8Array
  /** Where the frame begins in the file. */
  readonly offset: number
}

/**
 * How a log ends.
 * - `clean`: with its last frame, or zeros behind it
 * - `torn`: with bytes that never were promised to be durable, as a power cut leaves them; they are to be dropped
 * - `damaged`: frames that were durable cannot be read. `next` is the first sound frame behind them, where the
 *   search for one came to an end.
 */
export interface LogEnd {
  readonly kind: 'clean' | 'torn' | 'damaged'
  /** The end of the last frame that was read: everything before it is sound. */
  readonly offset: number
  /** The LSN of that frame; the base LSN where there is none. */
  readonly lastLsn: number
  /** What is wrong at `offset`, for people; '' for `clean`. */
  readonly problem: string
  readonly next: { readonly offset: number; readonly lsn: number } | null
}

/** Bytes read at a time. A longer frame is read in one piece. */
const windowBytes = 1 << 20

/**
 * Reads a log from its first frame to its end, as far as the file went when it was opened; a writer may be at work
 * on it. Reading stops at the first frame that is not sound, and
 * `end` then says what that means. Memory is bounded by a window or the longest frame, whichever is larger.
 */
export class LogReader {
  readonly path: string
  /** `null` where the header is damaged; frames are readable nonetheless. */
  readonly header: LogHeader | null
  /** What is wrong with the header, or `null`. */
  readonly headerProblem: string | null
  /** Where the frames stand that were read so far. */
  readonly index = new FrameIndex()
  private readonly handle: FileHandle
  private readonly size: number
  /** Where the next frame begins. */
  private offset: number
  /** LSN of the frame before; −1 where any may follow. */
  private lastLsn: number
  private lastDurableLsn: number
  /** Bytes that the next frame needs, as far as known. */
  private wanted = 0
  private outcome: LogEnd | null = null

  /**
   * @throws SqlError `io` where the file cannot be read, `unsupported` where a newer version wrote it.
   * A damaged header is no error: see `headerProblem`.
   */
  static open(fileSystem: FileSystem, path: string): LogReader {
    const handle = fileSystem.open(path, 'read')
    try {
      return new LogReader(handle)
    } catch (error) {
      handle.close()
      throw error
    }
  }

  private constructor(handle: FileHandle) {
    this.handle = handle
    this.path = handle.path
    this.size = handle.size()
    this.offset = Math.min(headerBytes, this.size)
    const bytes = handle.readSync(0, this.offset)
    const header = decodeHeader(bytes, handle.path)
    this.header = typeof header === 'string' ? null : header
    this.headerProblem = typeof header === 'string' ? header : null
    this.lastLsn = this.header === null ? -1 : this.header.baseLsn
    this.lastDurableLsn = this.header === null ? 0 : this.header.baseLsn
  }

  /** How the log ends. To be asked after all frames were read. */
  get end(): LogEnd {
    if (this.outcome === null) throw new SqlError('internal', 'the log was not read to its end')
    return this.outcome
  }

  /** What the last frame says was durable when it was written; the base LSN where there is no frame. */
  get durableLsn(): number {
    return this.lastDurableLsn
  }

  /** Bytes of the file when it was opened. */
  get fileBytes(): number {
    return this.size
  }

  /** The frames in order, read synchronously. */
  *frames(): Generator<LogFrame, void, undefined> {
    while (this.outcome === null) {
      const window = this.handle.readSync(this.offset, this.nextWindow())
      yield* this.decode(window)
    }
  }

  /** The frames in order, a window of them at a time, read without holding up the event loop. */
  async *batches(): AsyncGenerator<LogFrame[], void, undefined> {
    while (this.outcome === null) {
      const window = await this.handle.read(this.offset, this.nextWindow())
      const frames = this.decode(window)
      if (frames.length > 0) yield frames
    }
  }

  /** Goes on behind damage, at `end.next`. The LSN of the frame there is taken as it is. */
  resumeAt(offset: number): void {
    this.offset = offset
    this.lastLsn = -1
    this.wanted = 0
    this.outcome = null
  }

  close(): void {
    this.handle.close()
  }

  private nextWindow(): number {
    return Math.min(Math.max(this.wanted, windowBytes), this.size - this.offset)
  }

  /** The sound frames at the start of `window`, which stands at `offset`. Sets `outcome` at the end of the log. */
  private decode(window: Uint8Array): LogFrame[] {
    const frames: LogFrame[] = []
    const view = new DataView(window.buffer, window.byteOffset, window.length)
    const start = this.offset
    const left = this.size - start
    let at = 0
    this.wanted = 0
    while (this.outcome === null) {
      if (left - at < frameHeaderBytes) {
        this.finish(left === at ? '' : `${left - at} bytes are left, too few for a frame`)
        break
      }
      if (window.length - at < frameHeaderBytes) break
      const length = view.getUint32(at + lengthAt, true)
      const bytes = frameBytes(length)
      if (length > maxPayloadBytes || bytes > left - at) {
        this.finish(`a frame of ${length} bytes does not fit into the file`)
        break
      }
      if (bytes > window.length - at) {
        this.wanted = bytes
        break
      }
      const frame = this.frameAt(window, view, at, length)
      if (typeof frame === 'string') {
        this.finish(frame)
        break
      }
      frames.push(frame)
      this.index.add(frame.lsn, frame.offset)
      this.lastLsn = frame.lsn
      at += bytes
      this.offset = start + at
    }
    return frames
  }

  /** The frame at `at` of a window, or what is wrong with it. */
  private frameAt(
    window: Uint8Array,
    view: DataView,
    at: number,
    length: number,
  ): LogFrame | string {
    const payloadEnd = at + frameHeaderBytes + length
    if (view.getUint32(at + crcAt, true) !== frameCrc(window, at, payloadEnd)) {
      return 'the checksum of the frame does not match'
    }
    const lsn = getU64(view, at + lsnAt)
    const commitTimestamp = getU64(view, at + timestampAt)
    const durableLsn = getU64(view, at + durableLsnAt)
    if (lsn === null || commitTimestamp === null || durableLsn === null) {
      return 'a number of the frame is out of range'
    }
    if (this.lastLsn >= 0 && lsn !== this.lastLsn + 1) {
      return `LSN ${this.lastLsn + 1} was expected and ${lsn} is there`
    }
    this.lastDurableLsn = durableLsn
    const payload = window.subarray(at + frameHeaderBytes, payloadEnd)
    return { lsn, commitTimestamp, payload, offset: this.offset }
  }

  private finish(problem: string): void {
    const { offset } = this
    const lastLsn = Math.max(this.lastLsn, 0)
    const tail = examineTail(this.handle, offset, this.size, this.lastLsn)
    // A living log: the frame has been written since the window was read, so it is read again.
    if (tail.kind === 'grown') return
    this.outcome = {
      kind: tail.kind,
      offset,
      lastLsn,
      problem: tail.kind === 'clean' ? '' : problem || 'the file ends too early',
      next: tail.next,
    }
  }
}
