/**
 * Distinct words and one code per value. The dictionary of numbers is small or not worth it, since
 * the reader expands it again: more than {@link maxEntries} distinct values end the attempt.
 */
export interface NumberDictionary {
  readonly codes: Int32Array
  /** Index of the first occurrence of each entry. */
  readonly firsts: Uint32Array
}

const maxEntries = 8192

/** Slots of a table for `entries`, at most half full. */
function tableBitsFor(entries: number): number {
  return 33 - Math.clz32(entries | 7)
}

/** After this many values, a dictionary that has grown past a half of them is given up. */
const sampleSize = 4096

/** The codes of 4-byte values, or `undefined` where there are too many distinct ones. */
export function dictionary32(words: Int32Array): NumberDictionary | undefined {
  const count = words.length
  const limit = Math.min(maxEntries, count)
  const tableBits = tableBitsFor(limit)
  const table = new Int32Array(1 << tableBits).fill(-1)
  const keys = new Int32Array(limit)
  const firsts = new Uint32Array(limit)
  const codes = new Int32Array(count)
  const mask = table.length - 1
  let entries = 0
  for (let i = 0; i < count; i++) {
    const word = words[i]
    let slot = Math.imul(word, 0x9e3779b1) >>> (32 - tableBits)
    let code = table[slot]
    while (code !== -1 && keys[code] !== word) {
      slot = (slot + 1) & mask
      code = table[slot]
    }
    if (code === -1) {
      if (entries === limit || (i >= sampleSize && entries > i >> 1)) return undefined
      code = entries++
      table[slot] = code
      keys[code] = word
      firsts[code] = i
    }
    codes[i] = code
  }
  return { codes, firsts: firsts.slice(0, entries) }
}

/** The same for 8-byte values, two words each. */
export function dictionary64(words: Int32Array): NumberDictionary | undefined {
  const count = words.length >> 1
  const limit = Math.min(maxEntries, count)
  const table = new Int32Array(1 << tableBitsFor(limit)).fill(-1)
  const keys = new Int32Array(limit * 2)
  const firsts = new Uint32Array(limit)
  const codes = new Int32Array(count)
  const mask = table.length - 1
  let entries = 0
  for (let i = 0; i < count; i++) {
    const low = words[2 * i]
    const high = words[2 * i + 1]
    const mixed = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
    let slot = (mixed ^ (mixed >>> 15)) & mask
    let code = table[slot]
    while (code !== -1 && (keys[2 * code] !== low || keys[2 * code + 1] !== high)) {
      slot = (slot + 1) & mask
      code = table[slot]
    }
    if (code === -1) {
      if (entries === limit || (i >= sampleSize && entries > i >> 1)) return undefined
      code = entries++
      table[slot] = code
      keys[2 * code] = low
      keys[2 * code + 1] = high
      firsts[code] = i
    }
    codes[i] = code
  }
  return { codes, firsts: firsts.slice(0, entries) }
}
