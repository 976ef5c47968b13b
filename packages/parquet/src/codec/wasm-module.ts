import { ParquetError } from '../errors.ts'
import { wasmBinary } from './wasm-binary.ts'

/** The WebAssembly module (source: wasm/), 10 KB without imports, compiled once per thread. */

/** What the module exports. */
export interface Kernels {
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
  /** Makes doubles of an even number of 64-bit integers, in place; 0, and nothing done, where not all are safe. */
  convertSafeIntegers(at: number, count: number, unsigned: boolean): number
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
let compiled: object | undefined
let loaded: Kernels | undefined

/** Compiles the module beforehand: not every browser does it on demand on its main thread. */
export async function initKernels(): Promise<void> {
  if (compiled !== undefined) return
  const { module, instance } = await WebAssembly.instantiate(decodeBinary())
  compiled = module
  loaded = instance.exports as Kernels
}

/** The module's functions, which share its memory. */
export function kernels(): Kernels {
  loaded ??= load()
  return loaded
}

/** Gives the memory up, for a new one at the next use: memory of a module never shrinks. */
export function forgetKernels(): void {
  loaded = undefined
}

function load(): Kernels {
  compiled ??= new WebAssembly.Module(decodeBinary())
  return new WebAssembly.Instance(compiled).exports as Kernels
}

function decodeBinary(): Uint8Array {
  return Uint8Array.from(atob(wasmBinary), (character) => character.charCodeAt(0))
}

/** Makes room for addresses below `needed`; views of the memory end. */
export function reserve(memory: Kernels['memory'], needed: number): void {
  const missing = needed - memory.buffer.byteLength
  if (missing <= 0) return
  try {
    memory.grow(Math.ceil(missing / pageBytes))
  } catch (cause) {
    throw new ParquetError('limit', `no memory for a page of ${needed} bytes`, { cause })
  }
}
