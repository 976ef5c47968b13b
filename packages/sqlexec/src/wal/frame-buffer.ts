import { encodeFrame, frameBytes } from './log-format.ts'

const startBytes = 4096
/** The memory is given back when it has grown past this size. */
const keptBytes = 1 << 20

/** Encoded frames with consecutive LSNs that wait to be written by one call. */
export class FrameBuffer {
  private buffer = new Uint8Array(startBytes)
  private view = new DataView(this.buffer.buffer)
  private used = 0
  /** Where each frame begins. */
  readonly starts: number[] = []

  /** Bytes of all frames. */
  get length(): number {
    return this.used
  }

  add(lsn: number, commitTimestamp: number, durableLsn: number, payload: Uint8Array): void {
    const needed = this.used + frameBytes(payload.length)
    if (needed > this.buffer.length) this.grow(needed)
    this.starts.push(this.used)
    const { buffer, view, used } = this
    this.used = encodeFrame(buffer, view, used, lsn, commitTimestamp, durableLsn, payload)
  }

  /** The bytes to write: a view, valid until the next `add` or `clear`. */
  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.used)
  }

  clear(): void {
    this.used = 0
    this.starts.length = 0
    if (this.buffer.length > keptBytes) this.reset(new Uint8Array(startBytes))
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, this.buffer.length * 2))
    larger.set(this.bytes())
    this.reset(larger)
  }

  private reset(buffer: Uint8Array<ArrayBuffer>): void {
    this.buffer = buffer
    this.view = new DataView(buffer.buffer)
  }
}
