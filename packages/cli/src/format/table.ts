import { displayWidth, pad } from './display-width.ts'
import { isRightAligned, type ResultSet } from './result-set.ts'
import { textConverter } from './value-text.ts'
import { visibleLines } from './visible-text.ts'

/**
 * A box, as MySQL's client draws it. A value of several lines takes as many lines of its row. The text of each value is made
 * twice, for the widths and for the drawing, rather than kept.
 */
export function* formatTable({ columns, rows }: ResultSet): Generator<string, void, undefined> {
  if (columns.length === 0 || rows.length === 0) return
  const converters = columns.map(textConverter)
  const cell = (row: readonly unknown[], i: number) =>
    row[i] === null ? ['NULL'] : visibleLines(converters[i](row[i]))
  const names = columns.map(({ name }) => visibleLines(name))
  const widths = names.map(widest)
  for (const row of rows) {
    for (let i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], widest(cell(row, i)))
  }
  const right = columns.map(isRightAligned)
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  yield rule
  yield drawRow(
    names,
    widths,
    columns.map(() => false),
  )
  yield rule
  for (const row of rows) {
    yield drawRow(
      columns.map((_, i) => cell(row, i)),
      widths,
      right,
    )
  }
  yield rule
}

function widest(lines: readonly string[]): number {
  let width = 0
  for (const line of lines) width = Math.max(width, displayWidth(line))
  return width
}

function drawRow(
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  right: readonly boolean[],
): string {
  const height = cells.reduce((most, lines) => Math.max(most, lines.length), 1)
  let text = ''
  for (let line = 0; line < height; line++) {
    const parts = cells.map((lines, i) => pad(lines[line] ?? '', widths[i], right[i]))
    text += `| ${parts.join(' | ')} |\n`
  }
  return text
}
