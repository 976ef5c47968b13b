/**
 * Orders of keys for the bulk build: permutations, so that the keys themselves stay where they are. All sorts are stable: entries
 * that arrive in row id order keep it among equal keys.
 */

const digitBits = 11
const digitCount = 6
const buckets = 1 << digitBits
const smallCount = 64

/** The positions of `keys` (no NaN, no −0) in ascending order. */
export function sortNumbers(keys: Float64Array, rowIds: Float64Array): Uint32Array {
  const order = identity(keys.length)
  if (!isSorted(keys, rowIds)) {
    radixSort(keys, order, 0, keys.length)
    sortRuns(order, 0, keys.length, (i) => keys[i], rowIds)
  }
  return order
}

function identity(count: number): Uint32Array {
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  return order
}

function isSorted(keys: Float64Array, rowIds: Float64Array): boolean {
  for (let i = 1; i < keys.length; i++) {
    if (keys[i - 1] > keys[i] || (keys[i - 1] === keys[i] && rowIds[i - 1] > rowIds[i])) {
      return false
    }
  }
  return true
}

/**
 * Sorts the positions in order[from, to) by the keys at them: least significant digit first, eleven bits of the IEEE 754
 * form at a time, leaving out digits that are the same everywhere (Knuth, TAOCP 3, 5.2.5).
 */
function radixSort(keys: Float64Array, order: Uint32Array, from: number, to: number): void {
  const count = to - from
  const low = new Uint32Array(count)
  const high = new Uint32Array(count)
  orderedBits(keys, order, from, low, high)
  const positions = order.slice(from, to)
  let source: Uint32Array = identity(count)
  let target: Uint32Array = new Uint32Array(count)
  const counts = new Uint32Array(buckets)
  for (let digit = 0; digit < digitCount; digit++) {
    counts.fill(0)
    countDigits(low, high, digit, counts)
    if (counts[digitOf(low[0], high[0], digit)] === count) continue
    let start = 0
    for (let bucket = 0; bucket < buckets; bucket++) {
      const size = counts[bucket]
      counts[bucket] = start
      start += size
    }
    for (let i = 0; i < count; i++) {
      const position = source[i]
      target[counts[digitOf(low[position], high[position], digit)]++] = position
    }
    ;[source, target] = [target, source]
  }
  for (let i = 0; i < count; i++) order[from + i] = positions[source[i]]
}

/** The 64 bits of each key as two words, mapped so that unsigned order is the order of the keys. */
function orderedBits(
  keys: Float64Array,
  order: Uint32Array,
  from: number,
  low: Uint32Array,
  high: Uint32Array,
): void {
  const value = new Float64Array(1)
  const words = new Uint32Array(value.buffer)
  const littleEndian = isLittleEndian()
  for (let i = 0; i < low.length; i++) {
    value[0] = keys[order[from + i]]
    const upper = words[littleEndian ? 1 : 0]
    const flip = upper >> 31
    high[i] = upper ^ (flip | 0x80000000)
    low[i] = words[littleEndian ? 0 : 1] ^ flip
  }
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
}

/** Digits 0 to 2 lie in the low word, 3 to 5 in the high one. */
function digitOf(low: number, high: number, digit: number): number {
  return digit < 3
    ? (low >>> (digit * digitBits)) & (buckets - 1)
    : (high >>> ((digit - 3) * digitBits)) & (buckets - 1)
}

function countDigits(low: Uint32Array, high: Uint32Array, digit: number, counts: Uint32Array) {
  for (let i = 0; i < low.length; i++) counts[digitOf(low[i], high[i], digit)]++
}

/** Puts runs of equal keys in row id order where the batches did not come so. */
function sortRuns<K>(
  order: Uint32Array,
  from: number,
  to: number,
  keyAt: (position: number) => K,
  rowIds: Float64Array,
): void {
  for (let start = from; start < to; ) {
    let end = start + 1
    let ascending = true
    const key = keyAt(order[start])
    for (; end < to && keyAt(order[end]) === key; end++) {
      if (rowIds[order[end - 1]] > rowIds[order[end]]) ascending = false
    }
    if (!ascending) order.subarray(start, end).sort((a, b) => rowIds[a] - rowIds[b])
    start = end
  }
}

/** The positions of keys of one comparable kind in ascending order, by comparison. */
export function sortIntegers(
  keys: readonly (number | bigint)[],
  rowIds: Float64Array,
): Uint32Array {
  const compare = (a: number, b: number) =>
    keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : rowIds[a] - rowIds[b]
  return identity(keys.length).sort(compare)
}

/**
 * The positions of strings in the order of their UTF-16 units: radix sorts on three units at a time, beginning behind what all
 * have in common, and comparison within small groups.
 */
export function sortStrings(keys: readonly string[], rowIds: Float64Array): Uint32Array {
  for (let i = 1; i < keys.length; i++) {
    if (keys[i - 1] > keys[i] || (keys[i - 1] === keys[i] && rowIds[i - 1] > rowIds[i])) {
      return sortRepeated(keys, rowIds) ?? sortDistinct(keys, rowIds)
    }
  }
  return identity(keys.length)
}

function sortDistinct(keys: readonly string[], rowIds: Float64Array): Uint32Array {
  const order = identity(keys.length)
  sortGroup(keys, rowIds, order, 0, keys.length, commonPrefix(keys), 0)
  return order
}

/** Keys are held to repeat where the first `sampleCount` have so few different ones, and all no larger share. */
const sampleCount = 4096
const distinctShare = 1 / 4

/** Sorts the different keys alone, then counts the others into their places (Knuth, TAOCP 3, 5.2). `null`: they seldom repeat. */
function sortRepeated(keys: readonly string[], rowIds: Float64Array): Uint32Array | null {
  const codes = new Uint32Array(keys.length)
  const codeOf = new Map<string, number>()
  for (let i = 0; i < keys.length; i++) {
    let code = codeOf.get(keys[i])
    if (code === undefined) {
      code = codeOf.size
      codeOf.set(keys[i], code)
      const seen = Math.max(i, Math.min(sampleCount, keys.length >> 1))
      if (codeOf.size > seen * distinctShare) return null
    }
    codes[i] = code
  }
  const distinct = [...codeOf.keys()]
  const places = new Uint32Array(distinct.length)
  for (let i = 0; i < codes.length; i++) places[codes[i]]++
  let start = 0
  for (const code of sortDistinct(distinct, new Float64Array(distinct.length))) {
    const count = places[code]
    places[code] = start
    start += count
  }
  const order = new Uint32Array(keys.length)
  for (let i = 0; i < codes.length; i++) order[places[codes[i]]++] = i
  sortRuns(order, 0, order.length, (i) => keys[i], rowIds)
  return order
}

function commonPrefix(keys: readonly string[]): number {
  let prefix = keys[0]
  for (let i = 1; i < keys.length && prefix !== ''; i++) {
    while (!keys[i].startsWith(prefix)) prefix = prefix.slice(0, prefix.length >> 1)
  }
  return prefix.length
}

const unitsPerRound = 3

/** Groups that still agree after so many rounds are left to comparison. */
const maxRounds = 16

function sortGroup(
  keys: readonly string[],
  rowIds: Float64Array,
  order: Uint32Array,
  from: number,
  to: number,
  depth: number,
  round: number,
): void {
  if (to - from <= smallCount || round === maxRounds) {
    order.subarray(from, to).sort((a, b) => {
      if (keys[a] === keys[b]) return rowIds[a] - rowIds[b]
      return keys[a] < keys[b] ? -1 : 1
    })
    return
  }
  const prefixes = new Float64Array(to - from)
  const positions = order.slice(from, to)
  let longer = false
  for (let i = 0; i < positions.length; i++) {
    const key = keys[positions[i]]
    if (key.length > depth + unitsPerRound) longer = true
    prefixes[i] = prefixNumber(key, depth)
  }
  const sorted = identity(positions.length)
  radixSort(prefixes, sorted, 0, sorted.length)
  for (let i = 0; i < sorted.length; i++) order[from + i] = positions[sorted[i]]
  sortEqualPrefixes(keys, rowIds, order, from, prefixes, sorted, longer ? depth : -1, round)
}

/** Sorts within the groups of equal prefixes: by what follows them, or, where nothing does (`depth` −1), by row id. */
function sortEqualPrefixes(
  keys: readonly string[],
  rowIds: Float64Array,
  order: Uint32Array,
  from: number,
  prefixes: Float64Array,
  sorted: Uint32Array,
  depth: number,
  round: number,
): void {
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1
    while (end < sorted.length && prefixes[sorted[end]] === prefixes[sorted[start]]) end++
    if (end - start > 1) {
      if (depth >= 0) {
        const next = depth + unitsPerRound
        sortGroup(keys, rowIds, order, from + start, from + end, next, round + 1)
      } else sortRuns(order, from + start, from + end, (i) => keys[i], rowIds)
    }
    start = end
  }
}

/** Three units as one number; an end of the string is below every unit. */
function prefixNumber(key: string, depth: number): number {
  let number = 0
  for (let i = depth; i < depth + unitsPerRound; i++) {
    number = number * 0x10001 + (i < key.length ? key.charCodeAt(i) + 1 : 0)
  }
  return number
}
