import { kernels, reserve } from '../codec/wasm-module.ts'

/** Integers that pass the module's memory at once: few enough to stay in the processor's first cache. */
const blockLength = 2048

/**
 * Makes doubles of 64-bit integers in place, all of which lie within ±(2^53 − 1). Views of the module's memory, which pages
 * are decompressed to, end.
 *
 * @param pairs the integers as words (low, high), at an offset of a multiple of 8
 */
export function pairsToDoubles(pairs: Int32Array, length: number): void {
  const wasm = kernels()
  const at = wasm.inputBase()
  reserve(wasm.memory, at + blockLength * 8)
  const block = new Int32Array(wasm.memory.buffer, at, blockLength * 2)
  for (let start = 0; start < length; start += blockLength) {
    const count = Math.min(blockLength, length - start)
    block.set(pairs.subarray(2 * start, 2 * (start + count)))
    wasm.convertSafeIntegers(at, count)
    pairs.set(count === blockLength ? block : block.subarray(0, 2 * count), 2 * start)
  }
}
