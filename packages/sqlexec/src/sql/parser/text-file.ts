import type { TextFileClauses } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import { parseStringText } from './literals.ts'
import { parseSettingName } from './names.ts'
import type { Parser } from './parser.ts'

/** Where the statement says nothing of the file. */
export const noClauses: TextFileClauses = {
  charset: null,
  fieldsTerminated: null,
  fieldsEnclosed: null,
  enclosedOptionally: false,
  fieldsEscaped: null,
  linesStarting: null,
  linesTerminated: null,
}

/** [CHARACTER SET …] [FIELDS …] [LINES …] of LOAD DATA and INTO OUTFILE. */
export function parseTextFileClauses(p: Parser): TextFileClauses {
  const named = p.accept2(R.CHARACTER, R.SET) || p.accept(W.CHARSET)
  const charset = named ? parseSettingName(p, 'a character set') : null
  return { ...noClauses, charset, ...parseFields(p), ...parseLines(p) }
}

type Fields = Pick<TextFileClauses, 'fieldsTerminated' | 'fieldsEnclosed' | 'fieldsEscaped'> & {
  readonly enclosedOptionally: boolean
}
type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

function parseFields(p: Parser): Partial<Fields> {
  const fields: Partial<Writable<Fields>> = {}
  if (!p.accept(W.FIELDS) && !p.accept(W.COLUMNS)) return fields
  for (;;) {
    if (p.accept2(R.TERMINATED, R.BY)) fields.fieldsTerminated = parseStringText(p)
    else if (p.accept2(R.ESCAPED, R.BY)) fields.fieldsEscaped = parseStringText(p)
    else if (p.kind === R.OPTIONALLY || p.kind === R.ENCLOSED) {
      fields.enclosedOptionally = p.accept(R.OPTIONALLY)
      p.expect(R.ENCLOSED)
      p.expect(R.BY)
      fields.fieldsEnclosed = parseStringText(p)
    } else return fields
  }
}

function parseLines(p: Parser): Partial<TextFileClauses> {
  const lines: Partial<Writable<TextFileClauses>> = {}
  if (!p.accept(R.LINES)) return lines
  for (;;) {
    if (p.accept2(R.STARTING, R.BY)) lines.linesStarting = parseStringText(p)
    else if (p.accept2(R.TERMINATED, R.BY)) lines.linesTerminated = parseStringText(p)
    else return lines
  }
}
