/** SQL text to syntax tree and back. */
export type * from './ast/index.ts'
export { isCharsetName } from './lexer/charsets.ts'
export type { SqlModes } from './lexer/sql-modes.ts'
export {
  parseExpressionText,
  parseQueryText,
  parseScript,
  parseStatement,
  parseTriggerBody,
} from './parser/parse.ts'
export { printString } from './printer/literals.ts'
export { printName } from './printer/names.ts'
export {
  printExpressionText,
  printStatement,
  printTypeText,
} from './printer/print.ts'
