import { snappyCompressor, snappyUncompressor } from 'hysnappy'
import { ParquetError } from '../errors.ts'

/**
 * SNAPPY by hysnappy, a WebAssembly module of 3 KB that is small enough to be compiled on the calling thread.
 * Its memory never shrinks, so a module that met a huge page is replaced.
 */

type Compress = (input: Uint8Array) => Uint8Array
type Uncompress = (input: Uint8Array, outputLength: number) => Uint8Array

const keepModuleUpToBytes = 64 * 1024 * 1024

let compressor: Compress | undefined
let uncompressor: Uncompress | undefined

export function compressSnappy(bytes: Uint8Array): Uint8Array {
  compressor ??= snappyCompressor()
  const result = compressor(bytes)
  if (bytes.length > keepModuleUpToBytes) compressor = undefined
  return result
}

export function decompressSnappy(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  // The module writes as many bytes as the stream's own header says, so that one must agree first.
  const declared = declaredSize(bytes)
  if (declared !== uncompressedSize) {
    throw new ParquetError(
      'corrupt',
      `a SNAPPY page holds ${declared} bytes where its header says ${uncompressedSize}`,
    )
  }
  uncompressor ??= snappyUncompressor()
  try {
    const result = uncompressor(bytes, uncompressedSize)
    if (uncompressedSize > keepModuleUpToBytes) uncompressor = undefined
    return result
  } catch (cause) {
    // A trap leaves the module's memory in an unknown state.
    uncompressor = undefined
    throw new ParquetError('corrupt', 'damaged snappy page', { cause })
  }
}

/** The varint at the start of a snappy stream, or −1 where there is none of at most 32 bits. */
function declaredSize(bytes: Uint8Array): number {
  let size = 0
  for (let i = 0; i < 5 && i < bytes.length; i++) {
    const byte = bytes[i]
    size += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return size
  }
  return -1
}
