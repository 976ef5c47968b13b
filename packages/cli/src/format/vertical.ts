import { displayWidth, pad } from './display-width.ts'
import type { ResultSet } from './result-set.ts'
import { textConverter } from './value-text.ts'
import { visibleLines } from './visible-text.ts'

const stars = '*'.repeat(27)

/** One column per line, as `\G` of MySQL's client. */
export function* formatVertical({ columns, rows }: ResultSet): Generator<string, void, undefined> {
  const converters = columns.map(textConverter)
  const names = columns.map(({ name }) => visibleLines(name).join(' '))
  const width = names.reduce((most, name) => Math.max(most, displayWidth(name)), 0)
  const labels = names.map((name) => pad(name, width, true))
  let number = 0
  for (const row of rows) {
    yield `${stars} ${++number}. row ${stars}\n`
    for (let i = 0; i < labels.length; i++) {
      const value = row[i] === null ? 'NULL' : visibleLines(converters[i](row[i])).join('\n')
      yield `${labels[i]}: ${value}\n`
    }
  }
}
