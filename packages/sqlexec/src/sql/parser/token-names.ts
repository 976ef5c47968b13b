import { wordOfKind } from '../lexer/keyword-table.ts'
import * as T from '../lexer/token-kinds.ts'

const namesOfKinds: Record<number, string> = {
  [T.END]: 'the end of the statement',
  [T.IDENTIFIER]: 'a name',
  [T.QUOTED_IDENTIFIER]: 'a name',
  [T.STRING]: 'a string',
  [T.ESCAPED_STRING]: 'a string',
  [T.INTEGER]: 'a number',
  [T.DECIMAL_NUMBER]: 'a number',
  [T.FLOAT_NUMBER]: 'a number',
  [T.USER_VARIABLE]: 'a user variable',
  [T.SYSTEM_VARIABLE]: 'a system variable',
  [T.LEFT_PAREN]: "'('",
  [T.RIGHT_PAREN]: "')'",
  [T.COMMA]: "','",
  [T.DOT]: "'.'",
  [T.EQUAL]: "'='",
  [T.STAR]: "'*'",
  [T.SEMICOLON]: "';'",
  [T.RIGHT_BRACE]: "'}'",
}

/** What a message calls a kind of token that is wanted. */
export function describeKind(kind: number): string {
  return wordOfKind[kind] ?? namesOfKinds[kind] ?? 'another token'
}

/** The longest piece of a token that a message quotes. */
const maxQuotedToken = 40

/** What a message calls a token that was found. */
export function describeToken(kind: number, text: string): string {
  if (kind === T.END) return 'the end of the statement'
  const shown = text.length > maxQuotedToken ? `${text.slice(0, maxQuotedToken)}…` : text
  const quoted = shown.startsWith("'") ? shown : `'${shown}'`
  return kind >= T.FIRST_RESERVED_WORD && kind < T.FIRST_PLAIN_WORD
    ? `the reserved word ${quoted}`
    : quoted
}
