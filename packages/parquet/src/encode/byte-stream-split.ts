import type { ByteBuffer } from './byte-buffer.ts'

/**
 * BYTE_STREAM_SPLIT (Encodings.md): all first bytes of the values, then all second bytes, and so
 * on. `plain` holds values of `width` bytes each.
 */
export function encodeByteStreamSplit(plain: Uint8Array, width: number, out: ByteBuffer): void {
  const count = plain.length / width
  const at = out.reserve(plain.length)
  const { bytes } = out
  for (let stream = 0; stream < width; stream++) {
    const to = at + stream * count
    for (let i = 0, from = stream; i < count; i++, from += width) bytes[to + i] = plain[from]
  }
  out.length = at + plain.length
}
