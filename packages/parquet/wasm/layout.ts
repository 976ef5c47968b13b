/*
 * Memory, in this order: constant tables, scratch, input, output, slack. The caller puts input at
 * `inputBase()` or behind, and leaves `slack()` bytes behind input and output: copies go by whole
 * words and may read and write that much too far. What lies there is never looked at.
 *
 * The scratch of one function is another's: the hash table of the compressors, or the tables and
 * literals of ZSTD.
 */

/** What a function returns for a damaged block. */
export const damaged: i32 = -1

/** Behind the tables that the compiler places from 1024 on. */
const scratchBase: usize = 4096

export const tableBase: usize = scratchBase

/** Decoding tables of ZSTD, and room for building them. */
export const huffmanTable: usize = scratchBase
export const literalLengthTable: usize = huffmanTable + 2 * 2048
export const matchLengthTable: usize = literalLengthTable + 8 * 512
export const offsetTable: usize = matchLengthTable + 8 * 512
export const weightTable: usize = offsetTable + 8 * 256
export const counts: usize = weightTable + 8 * 64
export const symbols: usize = counts + 2 * 256
export const weights: usize = symbols + 512
export const literalBuffer: usize = weights + 256
export const maxBlock: u32 = 128 * 1024

/**
 * Far enough behind the compressors' table that an empty slot, which holds 0, is never within reach
 * of a match, and behind the literals and their slack. It also lets the decoders of bit streams,
 * which read backwards, pass the beginning of a damaged stream before they notice.
 */
const inputStart: usize = 196608

export function inputBase(): usize {
  return inputStart
}

export function slack(): usize {
  return 64
}
