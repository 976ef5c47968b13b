import type { SortCodes } from './sort-codes.ts'

/** Below this many rows comparing is faster than counting digits. */
const fewRows = 1024

const digitBits = 11
const digitCount = 1 << digitBits

/**
 * Row numbers in the order of the words, the first word counting most; rows with equal words stay in the order in which they came. Many
 * rows are sorted by counting, digit by digit from the least significant one on (LSD radix sort: Knuth, "The Art of
 * Computer Programming", volume 3, section 5.2.5); digits that all rows share cost nothing.
 */
export function orderRows(words: SortCodes, rowCount: number): Uint32Array {
  const rows = new Uint32Array(rowCount)
  for (let row = 0; row < rowCount; row++) rows[row] = row
  if (words.length === 0 || rowCount < 2) return rows
  return rowCount < fewRows ? sortByComparing(words, rows) : sortByCounting(words, rows)
}

function sortByComparing(words: SortCodes, rows: Uint32Array): Uint32Array {
  const [first] = words
  if (words.length === 1) return rows.sort((a, b) => first[a] - first[b])
  return rows.sort((a, b) => {
    for (const word of words) if (word[a] !== word[b]) return word[a] - word[b]
    return 0
  })
}

function sortByCounting(words: SortCodes, rows: Uint32Array): Uint32Array {
  let from: Uint32Array = rows
  let to: Uint32Array = new Uint32Array(rows.length)
  const places = new Uint32Array(digitCount)
  for (let w = words.length - 1; w >= 0; w--) {
    const word = words[w]
    const varying = varyingBits(word)
    for (let shift = 0; shift < 32; shift += digitBits) {
      if (((varying >>> shift) & (digitCount - 1)) === 0) continue
      sortByDigit(word, shift, from, to, places)
      const sorted = to
      to = from
      from = sorted
    }
  }
  return from
}

/** The bits in which some entries differ. */
function varyingBits(word: Uint32Array): number {
  const first = word[0]
  let varying = 0
  for (let row = 1; row < word.length; row++) varying |= word[row] ^ first
  return varying
}

function sortByDigit(
  word: Uint32Array,
  shift: number,
  from: Uint32Array,
  to: Uint32Array,
  places: Uint32Array,
): void {
  const mask = digitCount - 1
  places.fill(0)
  for (let row = 0; row < word.length; row++) places[(word[row] >>> shift) & mask]++
  let place = 0
  for (let digit = 0; digit < digitCount; digit++) {
    const count = places[digit]
    places[digit] = place
    place += count
  }
  for (let i = 0; i < from.length; i++) {
    const row = from[i]
    to[places[(word[row] >>> shift) & mask]++] = row
  }
}
