/** ZSTD as a platform has it. Both throw any error for bytes that they cannot take. */
export interface ZstdFunctions {
  compress(bytes: Uint8Array, level: number): Uint8Array
  /** Without it the decoder of block-codecs.ts does it. */
  decompress?(bytes: Uint8Array, uncompressedSize: number): Uint8Array
}
