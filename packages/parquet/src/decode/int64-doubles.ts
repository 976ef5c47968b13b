import { kernels, reserve } from '../codec/wasm-module.ts'

/** Integers that pass the module's memory at once: few enough to stay in the processor's first cache. */
const blockLength = 2048

/**
 * Makes doubles of 64-bit integers in place where all of them lie within ±(2^53 − 1). Views of the module's memory, which
 * pages are decompressed to, end.
 *
 * @param pairs the integers as words (low, high), at an offset of a multiple of 8
 * @returns whether they do; otherwise `pairs` is as it was
 */
export function pairsToDoubles(pairs: Int32Array, length: number, unsigned: boolean): boolean {
  const wasm = kernels()
  const at = wasm.inputBase()
  reserve(wasm.memory, at + blockLength * 8)
  const block = new Int32Array(wasm.memory.buffer, at, blockLength * 2)
  for (let start = 0; start < length; start += blockLength) {
    const count = Math.min(blockLength, length - start)
    block.set(pairs.subarray(2 * start, 2 * (start + count)))
    if (count % 2 === 1) block.fill(0, 2 * count, 2 * count + 2)
    if (!wasm.convertSafeIntegers(at, count + (count % 2), unsigned)) {
      doublesToPairs(pairs, start)
      return false
    }
    pairs.set(count === blockLength ? block : block.subarray(0, 2 * count), 2 * start)
  }
  return true
}

/** Takes the first `length` conversions back. */
function doublesToPairs(pairs: Int32Array, length: number): void {
  const doubles = new Float64Array(pairs.buffer, pairs.byteOffset, length)
  for (let i = 0; i < length; i++) {
    const value = doubles[i]
    const high = Math.floor(value / 2 ** 32)
    pairs[2 * i] = value - high * 2 ** 32
    pairs[2 * i + 1] = high
  }
}
