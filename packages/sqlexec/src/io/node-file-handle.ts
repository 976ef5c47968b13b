import * as fs from 'node:fs'
import type { FileHandle, FileStat, OpenMode } from './file-system.ts'
import { ioError, SystemCallError, shortReadError } from './io-error.ts'

/** Bytes that `copyRange` holds in memory at a time. */
const copyPiece = 4 << 20
/** One system call moves less than 2 GiB; Node passes lengths on as signed 32-bit integers. */
const maxTransfer = 1 << 30
const zeros = new Uint8Array(1 << 20)

/**
 * An open file of node:fs. `close` waits for the calls in the thread pool before it gives the descriptor
 * back: the system hands the number out again at once, and a late read would read another file.
 */
export class NodeFileHandle implements FileHandle {
  readonly path: string
  /** −1 once closed. */
  private descriptor: number
  private inFlight = 0
  /** The descriptor that the last call in flight is to close, or −1. */
  private closing = -1

  constructor(path: string, descriptor: number) {
    this.path = path
    this.descriptor = descriptor
  }

  size(): number {
    try {
      return fs.fstatSync(this.open()).size
    } catch (error) {
      throw ioError('stat', this.path, error)
    }
  }

  stat(): FileStat {
    try {
      return statOf(fs.fstatSync(this.open(), { bigint: true }))
    } catch (error) {
      throw ioError('stat', this.path, error)
    }
  }

  readSync(offset: number, length: number): Uint8Array {
    const target = new Uint8Array(length)
    this.readIntoSync(offset, target)
    return target
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const target = new Uint8Array(length)
    await this.readInto(offset, target)
    return target
  }

  readIntoSync(offset: number, target: Uint8Array): void {
    let done = 0
    try {
      while (done < target.length) {
        const wanted = Math.min(target.length - done, maxTransfer)
        const got = fs.readSync(this.open(), target, done, wanted, offset + done)
        if (got === 0) break
        done += got
      }
    } catch (error) {
      throw ioError('read', this.path, error)
    }
    if (done < target.length) throw shortReadError(this.path, offset, target.length, done)
  }

  readInto(offset: number, target: Uint8Array): Promise<void> {
    return this.inPool('read', (descriptor, settle) => {
      const step = (done: number) => {
        if (done === target.length) return settle(null)
        const wanted = Math.min(target.length - done, maxTransfer)
        fs.read(descriptor, target, done, wanted, offset + done, (error, got) => {
          if (error) settle(error)
          else if (got === 0) settle(shortReadError(this.path, offset, target.length, done))
          else step(done + got)
        })
      }
      step(0)
    })
  }

  writeSync(offset: number, bytes: Uint8Array): void {
    try {
      let done = 0
      while (done < bytes.length) {
        const length = Math.min(bytes.length - done, maxTransfer)
        done += fs.writeSync(this.open(), bytes, done, length, offset + done)
      }
    } catch (error) {
      throw ioError('write', this.path, error)
    }
  }

  write(offset: number, bytes: Uint8Array): Promise<void> {
    return this.inPool('write', (descriptor, settle) => {
      const step = (done: number) => {
        if (done === bytes.length) return settle(null)
        const length = Math.min(bytes.length - done, maxTransfer)
        fs.write(descriptor, bytes, done, length, offset + done, (error, written) => {
          if (error) settle(error)
          else step(done + written)
        })
      }
      step(0)
    })
  }

  truncate(length: number): void {
    try {
      fs.ftruncateSync(this.open(), length)
    } catch (error) {
      throw ioError('truncate', this.path, error)
    }
  }

  preallocate(length: number): void {
    for (let at = this.size(); at < length; at += zeros.length) {
      this.writeSync(at, zeros.subarray(0, Math.min(zeros.length, length - at)))
    }
  }

  dataSyncSync(): void {
    try {
      fs.fdatasyncSync(this.open())
    } catch (error) {
      throw ioError('sync', this.path, error)
    }
  }

  dataSync(): Promise<void> {
    return this.inPool('sync', fs.fdatasync)
  }

  syncSync(): void {
    try {
      fs.fsyncSync(this.open())
    } catch (error) {
      throw ioError('sync', this.path, error)
    }
  }

  sync(): Promise<void> {
    return this.inPool('sync', fs.fsync)
  }

  async copyRange(
    source: FileHandle,
    sourceOffset: number,
    length: number,
    targetOffset: number,
  ): Promise<void> {
    const buffer = new Uint8Array(Math.min(length, copyPiece))
    for (let done = 0; done < length; done += buffer.length) {
      const piece = buffer.subarray(0, Math.min(buffer.length, length - done))
      await source.readInto(sourceOffset + done, piece)
      await this.write(targetOffset + done, piece)
    }
  }

  close(): void {
    const descriptor = this.descriptor
    if (descriptor < 0) return
    this.descriptor = -1
    if (this.inFlight > 0) {
      this.closing = descriptor
      return
    }
    try {
      fs.closeSync(descriptor)
    } catch (error) {
      throw ioError('close', this.path, error)
    }
  }

  /** Runs calls of the thread pool that settle once, and keeps the descriptor open for them. */
  private inPool(
    call: string,
    action: (descriptor: number, settle: (error: Error | null) => void) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.descriptor < 0) return reject(ioError(call, this.path, closed()))
      this.inFlight++
      action(this.descriptor, (error) => {
        this.inFlight--
        if (this.inFlight === 0 && this.closing >= 0) {
          fs.close(this.closing)
          this.closing = -1
        }
        if (error) reject(ioError(call, this.path, error))
        else resolve()
      })
    })
  }

  private open(): number {
    if (this.descriptor < 0) throw closed()
    return this.descriptor
  }
}

export function openFlags(mode: OpenMode): number {
  const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL } = fs.constants
  switch (mode) {
    case 'read':
      return O_RDONLY
    case 'write':
      return O_RDWR
    case 'create':
      return O_RDWR | O_CREAT
    case 'create-new':
      return O_RDWR | O_CREAT | O_EXCL
  }
}

export function statOf(stat: fs.BigIntStats): FileStat {
  return {
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
    size: Number(stat.size),
    // Microseconds are what a double holds exactly of a time since 1970.
    modifiedMs: Number(stat.mtimeNs / 1000n) / 1000,
    identity: `${stat.dev}:${stat.ino}`,
  }
}

function closed(): SystemCallError {
  return new SystemCallError('EBADF', 'the file is closed')
}
