import { types } from '../types/sql-type.ts'
import { codePointLength, hasSurrogates, sliceCodePoints, unitOffset } from './code-points.ts'
import { checkTextLength } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { textFunction } from './text-function.ts'

type Integer = number | bigint

export const sliceFunctions: readonly ScalarFunction[] = [
  textFunction({
    name: 'SUBSTRING',
    doc: 'The part from a position (counted from 1, negative ones from the end) on, or as much of it as a length says.',
    parameters: [types.text, types.bigint, types.bigint],
    required: 2,
    returns: 'text',
    implement: () => substring,
  }),
  textFunction({
    name: 'LEFT',
    doc: 'The first characters.',
    parameters: [types.text, types.bigint],
    returns: 'text',
    implement: () => (text: string, count: Integer) =>
      count <= 0 ? '' : text.slice(0, unitOffset(text, Number(count))),
  }),
  textFunction({
    name: 'RIGHT',
    doc: 'The last characters.',
    parameters: [types.text, types.bigint],
    returns: 'text',
    implement: () => (text: string, count: Integer) => {
      if (count <= 0) return ''
      const skipped = codePointLength(text) - Number(count)
      return skipped <= 0 ? text : text.slice(unitOffset(text, skipped))
    },
  }),
  textFunction({
    name: 'SUBSTRING_INDEX',
    doc: 'The part before the given occurrence of a delimiter; negative: behind it, counted from the end.',
    parameters: [types.text, types.text, types.bigint],
    returns: 'text',
    implement: () => substringIndex,
  }),
  textFunction({
    name: 'INSERT',
    doc: 'The text with as many characters as a length says replaced by another text, from a position on.',
    parameters: [types.text, types.bigint, types.bigint, types.text],
    returns: 'text',
    implement: () => insert,
  }),
  textFunction({
    name: 'REPLACE',
    doc: 'The text with every occurrence of one text replaced by another; upper and lower case differ.',
    parameters: [types.text, types.text, types.text],
    returns: 'text',
    implement: () => replace,
  }),
  textFunction({
    name: 'REVERSE',
    doc: 'The characters from last to first.',
    parameters: [types.text],
    returns: 'text',
    implement: () => (text: string) => {
      if (hasSurrogates(text)) return [...text].reverse().join('')
      let reversed = ''
      for (let i = text.length - 1; i >= 0; i--) reversed += text[i]
      return reversed
    },
  }),
  changeCase('LOWER', 'The text in lower case.', lower),
  changeCase('UPPER', 'The text in upper case.', upper),
]

/** `position` counts from 1; 0 is nowhere. */
function substring(text: string, position: Integer, length?: Integer): string {
  if (length !== undefined && length <= 0) return ''
  if (position === 0) return ''
  const count = length === undefined ? text.length : Number(length)
  if (position > 0) return sliceCodePoints(text, Number(position) - 1, count)
  const start = codePointLength(text) + Number(position)
  return start < 0 ? '' : sliceCodePoints(text, start, count)
}

/** Delimiters are told apart by case, and found from the left for counts from the end too, as MySQL does. */
function substringIndex(text: string, delimiter: string, count: Integer): string {
  if (delimiter === '' || count === 0) return ''
  const wanted = Number(count)
  if (wanted > 0) {
    const at = occurrence(text, delimiter, wanted)
    return at < 0 ? text : text.slice(0, at)
  }
  const fromLeft = countOf(text, delimiter) + wanted + 1
  if (fromLeft <= 0) return text
  return text.slice(occurrence(text, delimiter, fromLeft) + delimiter.length)
}

/** The unit at which an occurrence begins, counted from 1 and without overlaps; −1 where there are fewer. */
function occurrence(text: string, searched: string, nth: number): number {
  let at = text.indexOf(searched)
  for (let left = nth - 1; left > 0 && at >= 0; left--) {
    at = text.indexOf(searched, at + searched.length)
  }
  return at
}

function countOf(text: string, searched: string): number {
  let count = 0
  let at = text.indexOf(searched)
  for (; at >= 0; at = text.indexOf(searched, at + searched.length)) count++
  return count
}

/** Outside the text nothing is replaced. */
function insert(text: string, position: Integer, length: Integer, inserted: string): string {
  const size = codePointLength(text)
  const start = Number(position)
  if (start < 1 || start > size) return text
  const cut = length < 0 ? size : Number(length)
  checkTextLength(text.length + inserted.length, 'INSERT')
  const from = unitOffset(text, start - 1)
  const rest = text.slice(from)
  return text.slice(0, from) + inserted + rest.slice(unitOffset(rest, cut))
}

function replace(text: string, searched: string, replacement: string): string {
  if (searched === '' || !text.includes(searched)) return text
  if (replacement.length > searched.length) {
    const most = Math.floor(text.length / searched.length) * (replacement.length - searched.length)
    if (text.length + most > 1_000_000) return boundedReplace(text, searched, replacement)
  }
  return text.replaceAll(searched, () => replacement)
}

function boundedReplace(text: string, searched: string, replacement: string): string {
  const parts = text.split(searched)
  const growth = (parts.length - 1) * (replacement.length - searched.length)
  checkTextLength(text.length + growth, 'REPLACE')
  return parts.join(replacement)
}

/** Bytes have no case. */
function changeCase(name: string, doc: string, change: (text: string) => string): ScalarFunction {
  return textFunction({
    name,
    doc,
    parameters: [types.text],
    returns: 'text',
    implementBytes: () => (text: string) => text,
    implement: () => change,
  })
}

/** Case by Unicode's mapping of single characters, so that lengths stay: ß has no upper case, and Σ one lower case. */
function lower(text: string): string {
  const lowered = text.toLowerCase()
  if (lowered.length === text.length && !text.includes('Σ')) return lowered
  return Array.from(text, (character) => {
    const [first] = character.toLowerCase()
    return character === 'İ' ? first : character.toLowerCase()
  }).join('')
}

function upper(text: string): string {
  const raised = text.toUpperCase()
  if (raised.length === text.length) return raised
  return Array.from(text, (character) => {
    const changed = character.toUpperCase()
    return changed.length === character.length ? changed : character
  }).join('')
}
