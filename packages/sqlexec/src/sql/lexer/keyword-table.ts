import * as plain from './plain-words.ts'
import * as reserved from './reserved-words.ts'

/** The word of each kind in upper case; empty for kinds that are not words. */
export const wordOfKind: string[] = []

/** The kind of each word in lower case. */
const kindOfWord = new Map<string, number>()
for (const [word, kind] of [...Object.entries(reserved), ...Object.entries(plain)]) {
  wordOfKind[kind] = word
  kindOfWord.set(word.toLowerCase(), kind)
}

/** The kind of a word in lower case, or 0 where it is no keyword. */
export function keywordKind(word: string): number {
  return kindOfWord.get(word) ?? 0
}

// An open-addressing hash table over the words' letters, so that the lexer tells a keyword without making a string.
// `hashStep` over the folded letters gives the hash; `| 0x20` folds letters and maps `_` to 0x7f, which no word holds.

const tableSize = 4096
const tableMask = tableSize - 1
const slotKind = new Uint16Array(tableSize)
const slotStart = new Uint16Array(tableSize)
const slotLength = new Uint8Array(tableSize)
const letters = new Uint8Array([...kindOfWord.keys()].reduce((sum, word) => sum + word.length, 0))

/** No keyword is longer; the lexer need not look up what is. */
export const maxKeywordLength = Math.max(...[...kindOfWord.keys()].map((word) => word.length))

function fillTable(): void {
  let end = 0
  for (const [word, kind] of kindOfWord) {
    const start = end
    let hash = 0
    for (let i = 0; i < word.length; i++) {
      const letter = word.charCodeAt(i) | 0x20
      letters[end++] = letter
      hash = (Math.imul(hash, 31) + letter) | 0
    }
    let slot = (hash ^ (hash >>> 12)) & tableMask
    while (slotKind[slot] !== 0) slot = (slot + 1) & tableMask
    slotKind[slot] = kind
    slotStart[slot] = start
    slotLength[slot] = word.length
  }
}

fillTable()

/**
 * The kind of the word `sql[start … end)`, or 0 where it is no keyword. `hash` is
 * `hash * 31 + (code | 0x20)` over its codes, in 32 bits. The word must consist of ASCII letters, digits and `_`.
 */
export function findKeyword(sql: string, start: number, end: number, hash: number): number {
  const length = end - start
  if (length > maxKeywordLength) return 0
  let slot = (hash ^ (hash >>> 12)) & tableMask
  for (; slotKind[slot] !== 0; slot = (slot + 1) & tableMask) {
    if (slotLength[slot] !== length) continue
    let at = slotStart[slot]
    let i = start
    while (i < end && letters[at] === (sql.charCodeAt(i) | 0x20)) {
      i++
      at++
    }
    if (i === end) return slotKind[slot]
  }
  return 0
}
