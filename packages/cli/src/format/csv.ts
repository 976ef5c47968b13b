import type { ResultSet } from './result-set.ts'
import { textConverter } from './value-text.ts'

const needsQuotes = /^$|[",\r\n]|^\s|\s$/u

/** RFC 4180 with a header, lines ended by a line feed. NULL is an empty field, an empty text is `""`. */
export function* formatCsv({ columns, rows }: ResultSet): Generator<string, void, undefined> {
  if (columns.length === 0) return
  const converters = columns.map(textConverter)
  yield `${columns.map(({ name }) => field(name)).join(',')}\n`
  for (const row of rows) {
    const fields = converters.map((convert, i) => (row[i] === null ? '' : field(convert(row[i]))))
    yield `${fields.join(',')}\n`
  }
}

function field(text: string): string {
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
