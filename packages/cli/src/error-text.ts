import { SqlError } from 'sqlexec'
import { displayWidth } from './format/display-width.ts'
import { visibleLines } from './format/visible-text.ts'
import type { ScriptStatement } from './statement-splitter.ts'

/** Characters of a source line shown before and behind the place of an error. */
const shownBefore = 60
const shownBehind = 40

/**
 * An error as the shell reports it: errno, SQLSTATE, code, the place in the script, the message, and the line with
 * carets below the place.
 */
export function errorText(error: unknown, statement: ScriptStatement | null = null): string {
  if (!(error instanceof SqlError)) {
    return `ERROR: ${error instanceof Error ? error.message : String(error)}\n`
  }
  const head = `ERROR ${error.errno} (${error.sqlState}) ${error.code}`
  if (statement === null) return `${head}: ${visibleLines(error.message).join('\n')}\n`
  const message = visibleLines(messageAlone(error)).join('\n')
  const { line, column } = placeInScript(error, statement)
  return `${head} at line ${line}, column ${column}: ${message}\n${caretText(error, statement.text)}`
}

/** The message without the place and the carets that a syntax error carries, which count in the statement alone. */
function messageAlone({ message, position }: SqlError): string {
  if (!position) return message
  const lines = message.split('\n')
  if (!/^\s*\^+$/u.test(lines[lines.length - 1])) return message
  const place = ` at line ${position.line}, column ${position.column}`
  const text = lines.slice(0, -2).join('\n')
  return text.endsWith(place) ? text.slice(0, -place.length) : text
}

/** Errors without a place of their own are placed where their statement begins. */
function placeInScript({ position }: SqlError, statement: ScriptStatement) {
  const { line, column } = position ?? firstToken(statement.text)
  return {
    line: statement.line + line - 1,
    column: line === 1 ? statement.column + column - 1 : column,
  }
}

function firstToken(text: string): { line: number; column: number } {
  const lead = text.slice(0, text.length - text.trimStart().length).split('\n')
  return { line: lead.length, column: lead[lead.length - 1].length + 1 }
}

function caretText({ span, position }: SqlError, sql: string): string {
  if (!span || !position || span.start > sql.length) return ''
  const lineStart = sql.lastIndexOf('\n', span.start - 1) + 1
  const newline = sql.indexOf('\n', span.start)
  const lineEnd = newline < 0 ? sql.length : newline
  const from = Math.max(lineStart, span.start - shownBefore)
  const to = Math.min(lineEnd, span.start + shownBehind)
  const before = (from > lineStart ? '…' : '') + shown(sql.slice(from, span.start))
  const marked = shown(sql.slice(span.start, Math.min(span.end, to)))
  const behind = shown(sql.slice(Math.min(span.end, to), to)) + (to < lineEnd ? '…' : '')
  const carets = '^'.repeat(Math.max(1, displayWidth(marked)))
  return `${before}${marked}${behind}\n${' '.repeat(displayWidth(before))}${carets}\n`
}

function shown(text: string): string {
  return visibleLines(text).join(' ')
}
