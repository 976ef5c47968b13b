import { ParquetError } from '../errors.ts'

/** Bytes that grow at the end, for the byte strings of a chunk whose total length is known only at its end. */
export interface ByteSink {
  bytes: Uint8Array
  length: number
  /** The most bytes that it takes. */
  readonly maxBytes: number
}

/** Offsets of byte strings are 32-bit. */
const mostBytes = 0xffffffff

/** Memory of the last released sink: fresh pages of memory cost more than filling them. */
let spare: Uint8Array | null = null
const maxSpareBytes = 32 * 1024 * 1024

/** @param maxBytes the most bytes that it may take; never more than offsets of 32 bits reach */
export function makeSink(maxBytes = mostBytes): ByteSink {
  const bytes = spare ?? new Uint8Array(64)
  spare = null
  return { bytes, length: 0, maxBytes: Math.min(maxBytes, mostBytes) }
}

/** Ends the use of a sink whose bytes were copied. */
export function releaseSink(sink: ByteSink): void {
  if (sink.bytes.length <= maxSpareBytes && sink.bytes.length > (spare?.length ?? 0)) {
    spare = sink.bytes
  }
  sink.bytes = new Uint8Array(0)
}

/** Makes room for `extra` more bytes, and for loads and stores that pass the end by up to eight bytes. */
export function reserve(sink: ByteSink, extra: number): void {
  const needed = sink.length + extra
  if (needed > sink.maxBytes) throw tooMany(sink)
  if (needed + 8 <= sink.bytes.length) return
  const grown = allocateBytes(Math.min(mostBytes, Math.max(sink.bytes.length * 2, needed)) + 8)
  grown.set(sink.bytes.subarray(0, sink.length))
  sink.bytes = grown
}

function tooMany({ maxBytes }: ByteSink): ParquetError {
  return new ParquetError('limit', `byte strings take more than ${maxBytes} bytes together`)
}

function allocateBytes(length: number): Uint8Array {
  try {
    return new Uint8Array(length)
  } catch (cause) {
    throw new ParquetError('limit', `cannot allocate ${length} bytes`, { cause })
  }
}

/** Copies `bytes[start…start + length)` to the end of `sink`, which has room for it. */
export function append(sink: ByteSink, bytes: Uint8Array, start: number, length: number): void {
  const out = sink.bytes
  const at = sink.length
  if (length < 48) for (let i = 0; i < length; i++) out[at + i] = bytes[start + i]
  else out.set(bytes.subarray(start, start + length), at)
  sink.length = at + length
}
