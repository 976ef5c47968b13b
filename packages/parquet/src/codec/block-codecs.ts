import { forgetKernels, type Kernels, kernels, reserve } from './wasm-module.ts'

/**
 * Snappy and LZ4 blocks and ZSTD frames in WebAssembly (source: wasm/).
 *
 * What the `decompress…` functions answer are views of the module's memory, which hold until the next call of any function
 * here: a page is decoded from where it was decompressed to.
 */

/** A module that met a huge page is given up. */
const keptBytes = 64 * 1024 * 1024

/**
 * Lays `bytes` into the module's memory with room for `capacity` bytes of output and runs `kernel`.
 *
 * @returns `undefined` where the kernel answers with a negative size
 */
function run(
  bytes: Uint8Array,
  capacity: number,
  kernel: (codecs: Kernels, input: number, output: number) => number,
): Uint8Array | undefined {
  const codecs = kernels()
  const { memory } = codecs
  const input = codecs.inputBase()
  const output = input + bytes.length + codecs.slack()
  const needed = output + capacity + codecs.slack()
  reserve(memory, needed)
  new Uint8Array(memory.buffer).set(bytes, input)
  const size = kernel(codecs, input, output)
  if (needed > keptBytes) forgetKernels()
  return size < 0 ? undefined : new Uint8Array(memory.buffer, output, size)
}

/** A fresh array, unlike what the `decompress…` functions answer. */
export function compressSnappyBlock(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  const bound = 32 + length + Math.ceil(length / 6)
  return run(bytes, bound, (wasm, input, output) =>
    wasm.compressSnappy(input, length, output),
  )!.slice()
}

/** `undefined` where the block is damaged or does not hold exactly `size` bytes. */
export function decompressSnappyBlock(bytes: Uint8Array, size: number): Uint8Array | undefined {
  return run(bytes, size, (wasm, input, output) =>
    wasm.decompressSnappy(input, bytes.length, output, size),
  )
}

/** A fresh array, unlike what the `decompress…` functions answer. */
export function compressLz4Block(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  const bound = 16 + length + Math.ceil(length / 255)
  return run(bytes, bound, (wasm, input, output) =>
    wasm.compressLz4(input, length, output),
  )!.slice()
}

/** At most `capacity` bytes; `undefined` where the block is damaged or holds more. */
export function decompressLz4Block(bytes: Uint8Array, capacity: number): Uint8Array | undefined {
  return run(bytes, capacity, (wasm, input, output) =>
    wasm.decompressLz4(input, bytes.length, output, capacity),
  )
}

/** Whole frames of at most `capacity` bytes together; `undefined` where they are damaged or hold more. */
export function decompressZstdFrames(bytes: Uint8Array, capacity: number): Uint8Array | undefined {
  return run(bytes, capacity, (wasm, input, output) =>
    wasm.decompressZstd(input, bytes.length, output, capacity),
  )
}
