import type { Span } from '../base/errors.ts'
import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import type { DelimitedFormat } from './file-format.ts'

const charsets: ReadonlySet<string> = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ascii', 'binary'])

/** The format that LOAD DATA and INTO OUTFILE describe, with MySQL's defaults (reference manual, "LOAD DATA Statement"). */
export function textFileFormat(
  binder: Binder,
  clauses: ast.TextFileClauses,
  span: Span,
): DelimitedFormat {
  const { charset } = clauses
  if (charset !== null && !charsets.has(charset)) {
    throw binder.unsupported(`A file in the character set ${charset}`, span)
  }
  const quote = oneCharacter(binder, 'ENCLOSED BY', clauses.fieldsEnclosed ?? '', span)
  const escapeCharacter = oneCharacter(binder, 'ESCAPED BY', clauses.fieldsEscaped ?? '\\', span)
  const fieldEnd = clauses.fieldsTerminated ?? '\t'
  const lineEnd = clauses.linesTerminated ?? '\n'
  if (fieldEnd === '') throw binder.unsupported('A file of fields of fixed width', span)
  if (lineEnd === '') throw binder.unsupported('A file without ends of lines', span)
  return {
    kind: 'delimited',
    fieldEnd,
    lineStart: clauses.linesStarting ?? '',
    lineEnd,
    quote,
    quoted: clauses.enclosedOptionally ? 'text' : 'all',
    strictQuotes: false,
    escaper: escapeCharacter,
    escapesLetters: escapeCharacter !== '',
    nullText: quote !== '' || escapeCharacter === '' ? 'NULL' : null,
    skippedLines: 0,
    header: 'none',
    skipsEmptyLines: false,
  }
}

function oneCharacter(binder: Binder, clause: string, text: string, span: Span): string {
  if (text.length > 1 || text.charCodeAt(0) > 127) {
    const message = `Field separator argument is not what is expected; ${clause} takes one ASCII character`
    throw binder.error('field_separator', message, span)
  }
  return text
}
