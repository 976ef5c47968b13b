/*
 * Codecs and conversions in AssemblyScript; `build.mjs` compiles this file and what it imports to
 * src/codec/wasm-binary.ts.
 */

export { convertSafeIntegers } from './int64'
export { inputBase, slack } from './layout'
export { compressLz4, decompressLz4 } from './lz4'
export { compressSnappy, decompressSnappy } from './snappy'
export { decompressZstd } from './zstd/frame'
