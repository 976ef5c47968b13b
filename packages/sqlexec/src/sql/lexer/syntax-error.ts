import { caretLines, positionAt, type Span, SqlError } from '../../base/errors.ts'

/** A syntax error at `span` of `sql`: what is wrong, then line and column, then the line itself. */
export function syntaxError(sql: string, span: Span, what: string): SqlError {
  return locatedError('syntax', sql, span, what)
}

/** What a text that breaks off within a quote or a comment answers: more text might mend it. */
export class UnterminatedError extends SqlError {}

/** The error for what opened at `at` with `length` characters and never closes. */
export function unterminated(sql: string, at: number, length: number, what: string): SqlError {
  const span = { start: at, end: at + length }
  return new UnterminatedError(
    'syntax',
    locatedMessage(sql, span, `unterminated ${what} that begins`),
    {
      span,
      sql,
    },
  )
}

/** The same form of message for the other codes that a parser answers with. */
export function locatedError(
  code: 'syntax' | 'unsupported' | 'too_deep',
  sql: string,
  span: Span,
  what: string,
): SqlError {
  return new SqlError(code, locatedMessage(sql, span, what), { span, sql })
}

function locatedMessage(sql: string, span: Span, what: string): string {
  const { line, column } = positionAt(sql, span.start)
  return `${what} at line ${line}, column ${column}\n${shortCaretLines(sql, span)}`
}

/** The longest piece of a line that an error message quotes, in UTF-16 code units. */
const maxQuotedLine = 120

/** `caretLines`, cut to the neighbourhood of `span` where the line is long (a dump may have megabytes in one). */
function shortCaretLines(sql: string, span: Span): string {
  const lineStart = sql.lastIndexOf('\n', span.start - 1) + 1
  const newline = sql.indexOf('\n', span.start)
  const lineEnd = newline < 0 ? sql.length : newline
  if (lineEnd - lineStart <= maxQuotedLine) return caretLines(sql, span)
  const from = Math.max(lineStart, span.start - maxQuotedLine / 2)
  const line = sql.slice(from, Math.min(lineEnd, from + maxQuotedLine))
  const end = Math.min(span.end, from + line.length)
  return caretLines(line, { start: span.start - from, end: end - from })
}
