import type { Writable } from 'node:stream'

/** Characters gathered before they are written. */
const batchLength = 1 << 16

/**
 * Text to a stream, in batches and no faster than it drains. Once its reader is gone (EPIPE), further text is
 * dropped: the statements of a script are run nevertheless.
 */
export class Output {
  readonly #stream: Writable
  #closed = false
  #failure: Error | null = null

  constructor(stream: Writable) {
    this.#stream = stream
    stream.on('error', this.#fail)
    stream.on('close', this.#close)
  }

  readonly #fail = (error: NodeJS.ErrnoException) => {
    this.#closed = true
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') this.#failure = error
  }

  readonly #close = () => {
    this.#closed = true
  }

  /** Writes all pieces. Rejects where the stream failed otherwise than by a reader that left, as on a full disk. */
  async write(pieces: Iterable<string>): Promise<void> {
    let batch = ''
    for (const piece of pieces) {
      if (this.#closed) break
      batch += piece
      if (batch.length < batchLength) continue
      await this.#send(batch)
      batch = ''
    }
    if (batch !== '') await this.#send(batch)
  }

  async #send(text: string): Promise<void> {
    if (!this.#closed && !this.#stream.write(text)) await this.#drained()
    if (this.#failure) throw this.#failure
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#stream.off('drain', done)
        this.#stream.off('error', done)
        this.#stream.off('close', done)
        resolve()
      }
      this.#stream.once('drain', done)
      this.#stream.once('error', done)
      this.#stream.once('close', done)
    })
  }

  /** Waits until all is handed over, and lets go of the stream but for swallowing what it says later. */
  async end(): Promise<void> {
    if (!this.#closed && this.#stream.writableLength > 0) {
      await new Promise<void>((resolve) => {
        this.#stream.once('error', () => resolve())
        this.#stream.once('close', () => resolve())
        this.#stream.write('', () => resolve())
      })
    }
    this.#stream.off('close', this.#close)
  }
}
