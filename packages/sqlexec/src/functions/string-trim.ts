import { types } from '../types/sql-type.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { textFunction } from './text-function.ts'

export const trimFunctions: readonly ScalarFunction[] = [
  trim('TRIM', 'The text without a text (the space) at its ends.', true, true),
  trim('LTRIM', 'The text without a text (the space) at its beginning.', true, false),
  trim('RTRIM', 'The text without a text (the space) at its end.', false, true),
]

function trim(name: string, doc: string, leading: boolean, trailing: boolean): ScalarFunction {
  return textFunction({
    name,
    doc,
    parameters: [types.text, types.text],
    required: 1,
    returns: 'text',
    implement: () => (text: string, removed?: string) => {
      const wanted = removed ?? ' '
      if (wanted === '') return text
      let start = 0
      let end = text.length
      if (leading) {
        while (end - start >= wanted.length && text.startsWith(wanted, start)) {
          start += wanted.length
        }
      }
      if (trailing) {
        while (end - start >= wanted.length && text.endsWith(wanted, end)) end -= wanted.length
      }
      return text.slice(start, end)
    },
  })
}
