import { type SqlType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { checkTextLength, matchParameters, plainFunction, wrongCount } from './define.ts'
import { nullableFunction } from './nullable-function.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { soundex } from './soundex.ts'
import { textFunction, textOf } from './text-function.ts'

type Integer = number | bigint

/** Texts of bits and sounds, and what other dialects call by names of their own. */
export const moreStringFunctions: readonly ScalarFunction[] = [
  textFunction({
    name: 'SOUNDEX',
    doc: 'A code of how a word sounds in English: a letter and digits.',
    parameters: [types.text],
    returns: 'text',
    implement: () => soundex,
  }),
  plainFunction({
    name: 'EXPORT_SET',
    doc: 'A text for each bit of a number from the lowest on: one for those that are set, another for the rest.',
    parameters: [types.bigint, types.text, types.text, types.text, types.bigint],
    required: 3,
    returns: (args) => textOf(args.slice(1, 3)),
    implementation: exportSet,
  }),
  nullableFunction({
    name: 'MAKE_SET',
    doc: 'The texts whose bits are set in a number, with commas between them.',
    mayBeNull: true,
    resolve(args) {
      if (args.length < 2) return wrongCount('MAKE_SET')
      const wanted = matchParameters('MAKE_SET', makeSetParameters, args)
      if (typeof wanted === 'string') return wanted
      return { args: wanted, type: textOf(wanted.slice(1)) }
    },
    implement: () => makeSet,
  }),
  textFunction({
    name: 'TRANSLATE',
    doc: 'A text with each character of a second one replaced by that at the same place of a third, or left out where there is none.',
    parameters: [types.text, types.text, types.text],
    returns: 'text',
    implement: () => translate,
  }),
  test('STARTS_WITH', 'Whether a text begins with another, letter for letter.', (text, part) =>
    text.startsWith(part),
  ),
  test('ENDS_WITH', 'Whether a text ends with another, letter for letter.', (text, part) =>
    text.endsWith(part),
  ),
  test('CONTAINS', 'Whether a text holds another, letter for letter.', (text, part) =>
    text.includes(part),
  ),
  plainFunction({
    name: 'CHR',
    doc: 'The character of a code point; NULL where there is none.',
    parameters: [types.bigint],
    returns: types.text,
    mayBeNull: true,
    implementation(code: Integer) {
      const isCharacter = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
      return isCharacter ? String.fromCodePoint(Number(code)) : null
    },
  }),
  plainFunction({
    name: 'UNICODE',
    doc: 'The code point of the first character; 0 of nothing.',
    parameters: [types.text],
    returns: types.int,
    implementation: (text: string) => text.codePointAt(0) ?? 0,
  }),
  plainFunction({
    name: 'URL_ENCODE',
    doc: 'A text as a part of a form in a URL: spaces as +, other characters but letters, digits and -_.* as %XX.',
    parameters: [types.text],
    returns: types.text,
    implementation: (text: string) => new URLSearchParams([['', text]]).toString().slice(1),
  }),
  plainFunction({
    name: 'URL_DECODE',
    doc: 'The text of a part of a form in a URL; NULL where %XX make no text.',
    parameters: [types.text],
    returns: types.text,
    mayBeNull: true,
    implementation(text: string) {
      try {
        return decodeURIComponent(text.replaceAll('+', ' '))
      } catch {
        return null
      }
    },
  }),
  plainFunction({
    name: 'UNICODE_NORMALIZE',
    doc: 'A text in a normal form of Unicode: NFC, unless NFD, NFKC or NFKD is asked for; NULL for other forms.',
    parameters: [types.text, types.text],
    required: 1,
    returns: types.text,
    mayBeNull: true,
    implementation(text: string, form = 'NFC') {
      const wanted = form.toUpperCase()
      return ['NFC', 'NFD', 'NFKC', 'NFKD'].includes(wanted) ? text.normalize(wanted) : null
    },
  }),
  plainFunction({
    name: 'STRIP_ACCENTS',
    doc: 'A text without the marks on its letters.',
    parameters: [types.text],
    returns: types.text,
    implementation: (text: string) =>
      text
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
        .normalize('NFC'),
  }),
]

function test(
  name: string,
  doc: string,
  holds: (text: string, part: string) => boolean,
): ScalarFunction {
  return textFunction({
    name,
    doc,
    parameters: [types.text, types.text],
    returns: types.truth,
    implement: () => (text: string, part: string) => (holds(text, part) ? 1 : 0),
  })
}

/** At most 64 bits. */
function exportSet(
  bits: Integer,
  on: string,
  off: string,
  separator = ',',
  count: Integer = 64,
): string {
  const length = count < 0 || count > 64 ? 64 : Number(count)
  const all = BigInt.asUintN(64, BigInt(bits))
  const parts: string[] = []
  for (let i = 0; i < length; i++) parts.push(((all >> BigInt(i)) & 1n) === 1n ? on : off)
  const text = parts.join(separator)
  checkTextLength(text.length, 'EXPORT_SET')
  return text
}

const makeSetParameters: { parameters: readonly SqlType[]; rest: boolean } = {
  parameters: [types.bigint, types.text],
  rest: true,
}

function makeSet(bits: Integer | null, ...texts: readonly (string | null)[]): SqlValue {
  if (bits === null) return null
  const all = BigInt.asUintN(64, BigInt(bits))
  const chosen = texts.filter(
    (text, i) => i < 64 && text !== null && ((all >> BigInt(i)) & 1n) === 1n,
  )
  const text = chosen.join(',')
  checkTextLength(text.length, 'MAKE_SET')
  return text
}

function translate(text: string, from: string, to: string): string {
  const replaced = [...to]
  const places = new Map<string, string>()
  Array.from(from).forEach((character, i) => {
    if (!places.has(character)) places.set(character, replaced[i] ?? '')
  })
  let result = ''
  for (const character of text) result += places.get(character) ?? character
  checkTextLength(result.length, 'TRANSLATE')
  return result
}
