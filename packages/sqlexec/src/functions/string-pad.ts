import { types } from '../types/sql-type.ts'
import { codePointLength, unitOffset } from './code-points.ts'
import { checkTextLength } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { textFunction } from './text-function.ts'

export const padFunctions: readonly ScalarFunction[] = [
  pad('LPAD', 'The text filled up to a length from the left, or cut to it.', true),
  pad('RPAD', 'The text filled up to a length from the right, or cut to it.', false),
  textFunction({
    name: 'REPEAT',
    doc: 'The text as many times as a count says.',
    parameters: [types.text, types.bigint],
    returns: 'text',
    implement: () => (text: string, count: number | bigint) => {
      if (count <= 0 || text === '') return ''
      checkTextLength(text.length * Number(count), 'REPEAT')
      return text.repeat(Number(count))
    },
  }),
  textFunction({
    name: 'SPACE',
    doc: 'As many spaces as a count says.',
    parameters: [types.bigint],
    returns: types.text,
    implement: () => (count: number | bigint) => {
      if (count <= 0) return ''
      checkTextLength(Number(count), 'SPACE')
      return ' '.repeat(Number(count))
    },
  }),
]

/** NULL of a negative length; an empty filling cannot fill, so that the result is empty. */
function pad(name: string, doc: string, left: boolean): ScalarFunction {
  return textFunction({
    name,
    doc,
    parameters: [types.text, types.bigint, types.text],
    required: 2,
    returns: 'text',
    mayBeNull: true,
    implement: () => (text: string, length: number | bigint, filling?: string) => {
      if (length < 0) return null
      const wanted = Number(length)
      const missing = wanted - codePointLength(text)
      if (missing <= 0) return text.slice(0, unitOffset(text, wanted))
      const filler = filling ?? ' '
      if (filler === '') return ''
      checkTextLength(wanted, name)
      const size = codePointLength(filler)
      const rest = filler.slice(0, unitOffset(filler, missing % size))
      const padding = filler.repeat(Math.floor(missing / size)) + rest
      return left ? padding + text : text + padding
    },
  })
}
