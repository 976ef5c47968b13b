import type { TextFileClauses } from '../ast/index.ts'
import { printSetting, printString } from './literals.ts'
import { maybe, when, words } from './printer.ts'

/** CHARACTER SET, FIELDS and LINES of LOAD DATA and INTO OUTFILE. */
export function printTextFileClauses(clauses: TextFileClauses): string {
  const fields = words(
    maybe(clauses.fieldsTerminated, (text) => `TERMINATED BY ${printString(text)}`),
    maybe(
      clauses.fieldsEnclosed,
      (text) =>
        `${when(clauses.enclosedOptionally, 'OPTIONALLY ')}ENCLOSED BY ${printString(text)}`,
    ),
    maybe(clauses.fieldsEscaped, (text) => `ESCAPED BY ${printString(text)}`),
  )
  const lines = words(
    maybe(clauses.linesStarting, (text) => `STARTING BY ${printString(text)}`),
    maybe(clauses.linesTerminated, (text) => `TERMINATED BY ${printString(text)}`),
  )
  return words(
    maybe(clauses.charset, (charset) => `CHARACTER SET ${printSetting(charset)}`),
    when(fields !== '', `FIELDS ${fields}`),
    when(lines !== '', `LINES ${lines}`),
  )
}
