import { isRightAligned, type ResultSet } from './result-set.ts'
import { textConverter } from './value-text.ts'
import { visibleLines } from './visible-text.ts'

/** A table as GitHub's Markdown has it. */
export function* formatMarkdown({ columns, rows }: ResultSet): Generator<string, void, undefined> {
  if (columns.length === 0) return
  const converters = columns.map(textConverter)
  yield line(columns.map(({ name }) => cell(name)))
  yield line(columns.map((column) => (isRightAligned(column) ? '---:' : '---')))
  for (const row of rows) {
    yield line(converters.map((convert, i) => (row[i] === null ? 'NULL' : cell(convert(row[i])))))
  }
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

/** Characters that Markdown or HTML would take for their own are escaped; a line break is `<br>`. */
function cell(text: string): string {
  return visibleLines(text)
    .map((each) => each.replace(/[\\|*_`<>[\]~]/gu, '\\$&').replaceAll('&', '&amp;'))
    .join('<br>')
}
