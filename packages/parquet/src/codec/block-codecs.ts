import { ParquetError } from '../errors.ts'
import { blockCodecsWasm } from './block-codecs-wasm.ts'

/**
 * Snappy and LZ4 blocks and ZSTD frames in WebAssembly (source: wasm/), a module of 10 KB without imports, compiled
 * once per thread.
 *
 * What the `decompress…` functions answer are views of the module's memory, which hold until the next call of any function
 * here: a page is decoded from where it was decompressed to.
 */

interface BlockCodecs {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  /** Where input may begin. */
  inputBase(): number
  /** Bytes that must follow input and output. */
  slack(): number
  compressSnappy(input: number, length: number, output: number): number
  decompressSnappy(input: number, length: number, output: number, size: number): number
  compressLz4(input: number, length: number, output: number): number
  decompressLz4(input: number, length: number, output: number, size: number): number
  decompressZstd(input: number, length: number, output: number, size: number): number
}

/** What is used of the WebAssembly API, which the compiler's library declares for browsers only. */
interface WebAssemblyApi {
  readonly Module: new (binary: Uint8Array) => object
  readonly Instance: new (module: object) => Instance
  instantiate(binary: Uint8Array): Promise<{ readonly module: object; readonly instance: Instance }>
}

interface Instance {
  readonly exports: unknown
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }

const pageBytes = 65536
/** Memory of a module never shrinks, so one that met a huge page is given up. */
const keptBytes = 64 * 1024 * 1024

let compiled: object | undefined
let codecs: BlockCodecs | undefined

/** Compiles the module beforehand: not every browser does it on demand on its main thread. */
export async function initBlockCodecs(): Promise<void> {
  if (compiled !== undefined) return
  const { module, instance } = await WebAssembly.instantiate(decodeBinary())
  compiled = module
  codecs = instance.exports as BlockCodecs
}

function load(): BlockCodecs {
  compiled ??= new WebAssembly.Module(decodeBinary())
  return new WebAssembly.Instance(compiled).exports as BlockCodecs
}

function decodeBinary(): Uint8Array {
  return Uint8Array.from(atob(blockCodecsWasm), (character) => character.charCodeAt(0))
}

/**
 * Lays `bytes` into the module's memory with room for `capacity` bytes of output and runs `kernel`.
 *
 * @returns `undefined` where the kernel answers with a negative size
 */
function run(
  bytes: Uint8Array,
  capacity: number,
  kernel: (codecs: BlockCodecs, input: number, output: number) => number,
): Uint8Array | undefined {
  codecs ??= load()
  const { memory } = codecs
  const input = codecs.inputBase()
  const output = input + bytes.length + codecs.slack()
  const needed = output + capacity + codecs.slack()
  reserve(memory, needed)
  new Uint8Array(memory.buffer).set(bytes, input)
  const size = kernel(codecs, input, output)
  if (needed > keptBytes) codecs = undefined
  return size < 0 ? undefined : new Uint8Array(memory.buffer, output, size)
}

function reserve(memory: BlockCodecs['memory'], needed: number): void {
  const missing = needed - memory.buffer.byteLength
  if (missing <= 0) return
  try {
    memory.grow(Math.ceil(missing / pageBytes))
  } catch (cause) {
    throw new ParquetError('limit', `no memory for a page of ${needed} bytes`, { cause })
  }
}

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
