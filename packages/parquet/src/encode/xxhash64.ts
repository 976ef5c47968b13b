/*
 * xxHash64 (Collet, "XXH64", xxhash_spec.md) with seed 0, over pairs of 32-bit halves: JavaScript has no 64-bit integers that are fast.
 * Hashes are stored as two words each, the low one first.
 */

const prime1Low = 0x85ebca87 | 0
const prime1High = 0x9e3779b1 | 0
const prime2Low = 0x27d4eb4f
const prime2High = 0xc2b2ae3d | 0
const prime3Low = 0x9e3779f9 | 0
const prime3High = 0x165667b1
const prime4Low = 0xc2b2ae63 | 0
const prime4High = 0x85ebca77 | 0
const prime5Low = 0x165667c5
const prime5High = 0x27d4eb2f

/** Inputs from this length on go through four accumulators, a stripe at a time. */
const stripeBytes = 32

/** The high word of the product of two unsigned words. */
function carriedProduct(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)
  const other = Math.imul(aLow, bHigh) + (middle & 0xffff)
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (other >>> 16)) | 0
}

/** The high word of the product of two 64-bit integers modulo 2^64; the low one is `Math.imul(aLow, bLow)`. */
function highProduct(aLow: number, aHigh: number, bLow: number, bHigh: number): number {
  return (carriedProduct(aLow, bLow) + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) | 0
}

/** 1 where the low words' sum wrapped around. */
function carry(sum: number, addend: number): number {
  return sum >>> 0 < addend >>> 0 ? 1 : 0
}

/** Mixes the bits of the state once all input is in, and stores the hash. */
function avalanche(stateLow: number, stateHigh: number, out: Int32Array, at: number): void {
  let low = stateLow ^ (stateHigh >>> 1)
  let high = stateHigh
  high = highProduct(low, high, prime2Low, prime2High)
  low = Math.imul(low, prime2Low)
  low ^= (low >>> 29) | (high << 3)
  high ^= high >>> 29
  high = highProduct(low, high, prime3Low, prime3High)
  low = Math.imul(low, prime3Low)
  out[at] = low ^ high
  out[at + 1] = high
}

/** The hash of four bytes, given as a little-endian word. */
function hashWord(word: number, out: Int32Array, at: number): void {
  let low = (prime5Low + 4) ^ Math.imul(word, prime1Low)
  let high = prime5High ^ highProduct(word, 0, prime1Low, prime1High)
  const turned = (low << 23) | (high >>> 9)
  high = (high << 23) | (low >>> 9)
  low = (Math.imul(turned, prime2Low) + prime3Low) | 0
  high = highProduct(turned, high, prime2Low, prime2High) + prime3High + carry(low, prime3Low)
  avalanche(low, high | 0, out, at)
}

/** The hash of eight bytes, given as two little-endian words. */
function hashWordPair(wordLow: number, wordHigh: number, out: Int32Array, at: number): void {
  const product = Math.imul(wordLow, prime2Low)
  const productHigh = highProduct(wordLow, wordHigh, prime2Low, prime2High)
  const laneLow = (product << 31) | (productHigh >>> 1)
  const laneHigh = (productHigh << 31) | (product >>> 1)
  let low = (prime5Low + 8) ^ Math.imul(laneLow, prime1Low)
  let high = prime5High ^ highProduct(laneLow, laneHigh, prime1Low, prime1High)
  const turned = (low << 27) | (high >>> 5)
  high = (high << 27) | (low >>> 5)
  low = (Math.imul(turned, prime1Low) + prime4Low) | 0
  high = highProduct(turned, high, prime1Low, prime1High) + prime4High + carry(low, prime4Low)
  avalanche(low, high | 0, out, at)
}

/** The hashes of 4-byte values. */
export function hashWords(words: Int32Array): Int32Array {
  const hashes = new Int32Array(words.length * 2)
  for (let i = 0; i < words.length; i++) hashWord(words[i], hashes, 2 * i)
  return hashes
}

/** The hashes of 8-byte values, each given as two words, the low one first. */
export function hashWordPairs(words: Int32Array): Int32Array {
  const hashes = new Int32Array(words.length)
  for (let i = 0; i + 1 < words.length; i += 2) hashWordPair(words[i], words[i + 1], hashes, i)
  return hashes
}

/** The hashes of the byte strings `bytes[starts[i] … ends[i])`. */
export function hashByteStrings(
  bytes: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hashes = new Int32Array(starts.length * 2)
  for (let i = 0; i < starts.length; i++) hashBytes(view, starts[i], ends[i], hashes, 2 * i)
  return hashes
}

/** The hashes of byte strings of `width` bytes each, one behind the other. */
export function hashFixedBytes(bytes: Uint8Array, width: number): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = Math.floor(bytes.length / width)
  const hashes = new Int32Array(count * 2)
  for (let i = 0; i < count; i++) hashBytes(view, i * width, (i + 1) * width, hashes, 2 * i)
  return hashes
}

/** Stores the hash of the bytes `start … end` of `view` at `out[at]` and `out[at + 1]`. */
function hashBytes(view: DataView, start: number, end: number, out: Int32Array, at: number): void {
  const length = end - start
  let position = start
  let low = prime5Low
  let high = prime5High
  if (length >= stripeBytes) {
    position = mergeStripes(view, start, end)
    low = accumulators[0]
    high = accumulators[1]
  }
  low = (low + length) | 0
  high = (high + carry(low, length)) | 0
  for (; position + 8 <= end; position += 8) {
    const word = view.getInt32(position, true)
    const product = Math.imul(word, prime2Low)
    const upper = highProduct(word, view.getInt32(position + 4, true), prime2Low, prime2High)
    const laneLow = (product << 31) | (upper >>> 1)
    const laneHigh = (upper << 31) | (product >>> 1)
    low ^= Math.imul(laneLow, prime1Low)
    high ^= highProduct(laneLow, laneHigh, prime1Low, prime1High)
    const turned = (low << 27) | (high >>> 5)
    high = (high << 27) | (low >>> 5)
    low = (Math.imul(turned, prime1Low) + prime4Low) | 0
    high = highProduct(turned, high, prime1Low, prime1High) + prime4High + carry(low, prime4Low)
  }
  if (position + 4 <= end) {
    const word = view.getInt32(position, true)
    low ^= Math.imul(word, prime1Low)
    high ^= highProduct(word, 0, prime1Low, prime1High)
    const turned = (low << 23) | (high >>> 9)
    high = (high << 23) | (low >>> 9)
    low = (Math.imul(turned, prime2Low) + prime3Low) | 0
    high = highProduct(turned, high, prime2Low, prime2High) + prime3High + carry(low, prime3Low)
    position += 4
  }
  for (; position < end; position++) {
    const byte = view.getUint8(position)
    low ^= Math.imul(byte, prime5Low)
    high ^= highProduct(byte, 0, prime5Low, prime5High)
    const turned = (low << 11) | (high >>> 21)
    high = (high << 11) | (low >>> 21)
    low = Math.imul(turned, prime1Low)
    high = highProduct(turned, high, prime1Low, prime1High)
  }
  avalanche(low, high | 0, out, at)
}

/** Four accumulators as pairs of words; the first pair holds the state once the stripes are merged. */
const accumulators = new Int32Array(8)

/** Takes in all whole stripes. Returns where the rest begins. */
function mergeStripes(view: DataView, start: number, end: number): number {
  // prime1 + prime2, prime2, 0 and −prime1.
  accumulators[0] = 0xadc0b5d6
  accumulators[1] = 0x60ea27ee
  accumulators[2] = prime2Low
  accumulators[3] = prime2High
  accumulators[4] = 0
  accumulators[5] = 0
  accumulators[6] = -prime1Low
  accumulators[7] = ~prime1High
  let position = start
  for (; position + stripeBytes <= end; position += stripeBytes) {
    for (let lane = 0; lane < 8; lane += 2) {
      const word = view.getInt32(position + 4 * lane, true)
      const upper = view.getInt32(position + 4 * lane + 4, true)
      accumulate(lane, word, upper)
    }
  }
  let low = 0
  let high = 0
  for (let lane = 0; lane < 8; lane += 2) {
    // Rotations by 1, 7, 12 and 18.
    const turn = lane === 0 ? 1 : lane === 2 ? 7 : lane === 4 ? 12 : 18
    const laneLow = accumulators[lane]
    const laneHigh = accumulators[lane + 1]
    const turned = (laneLow << turn) | (laneHigh >>> (32 - turn))
    low = (low + turned) | 0
    high = (high + ((laneHigh << turn) | (laneLow >>> (32 - turn))) + carry(low, turned)) | 0
  }
  for (let lane = 0; lane < 8; lane += 2) {
    const laneLow = accumulators[lane]
    const laneHigh = accumulators[lane + 1]
    accumulators[lane] = 0
    accumulators[lane + 1] = 0
    accumulate(lane, laneLow, laneHigh)
    low ^= accumulators[lane]
    high ^= accumulators[lane + 1]
    const product = Math.imul(low, prime1Low)
    high = highProduct(low, high, prime1Low, prime1High) + prime4High
    low = (product + prime4Low) | 0
    high = (high + carry(low, prime4Low)) | 0
  }
  accumulators[0] = low
  accumulators[1] = high
  return position
}

/** One round: the accumulator takes in eight bytes, is rotated and multiplied. */
function accumulate(lane: number, wordLow: number, wordHigh: number): void {
  const product = Math.imul(wordLow, prime2Low)
  const low = (accumulators[lane] + product) | 0
  const high =
    (accumulators[lane + 1] +
      highProduct(wordLow, wordHigh, prime2Low, prime2High) +
      carry(low, product)) |
    0
  const turned = (low << 31) | (high >>> 1)
  const turnedHigh = (high << 31) | (low >>> 1)
  accumulators[lane] = Math.imul(turned, prime1Low)
  accumulators[lane + 1] = highProduct(turned, turnedHigh, prime1Low, prime1High)
}
