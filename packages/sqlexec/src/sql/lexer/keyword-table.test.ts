import { expect, test } from 'vitest'
import { findKeyword, keywordKind } from './keyword-table.ts'
import * as plain from './plain-words.ts'
import * as reserved from './reserved-words.ts'
import { FIRST_PLAIN_WORD, FIRST_RESERVED_WORD, KIND_COUNT } from './token-kinds.ts'

/** The hash that the lexer computes while it scans a word. */
function hashOf(word: string): number {
  let hash = 0
  for (let i = 0; i < word.length; i++) {
    hash = (Math.imul(hash, 31) + (word.charCodeAt(i) | 0x20)) | 0
  }
  return hash
}

const words = [...Object.entries(reserved), ...Object.entries(plain)]

test('every word is found in upper and lower case', () => {
  for (const [word, kind] of words) {
    for (const form of [word, word.toLowerCase(), word[0] + word.slice(1).toLowerCase()]) {
      expect(findKeyword(`(${form})`, 1, 1 + form.length, hashOf(form)), form).toBe(kind)
    }
    expect(keywordKind(word.toLowerCase())).toBe(kind)
  }
})

test('no other word is found', () => {
  for (const word of ['selec', 'selects', 'xselect', 'a', '_', 'selec1', 'group by', '']) {
    expect(findKeyword(word, 0, word.length, hashOf(word)), word).toBe(0)
  }
})

test('kinds are distinct and within their ranges', () => {
  expect(new Set(words.map(([, kind]) => kind)).size).toBe(words.length)
  for (const kind of Object.values(reserved)) {
    expect(kind).toBeGreaterThanOrEqual(FIRST_RESERVED_WORD)
    expect(kind).toBeLessThan(FIRST_PLAIN_WORD)
  }
  for (const kind of Object.values(plain)) {
    expect(kind).toBeGreaterThanOrEqual(FIRST_PLAIN_WORD)
    expect(kind).toBeLessThan(KIND_COUNT)
  }
})
