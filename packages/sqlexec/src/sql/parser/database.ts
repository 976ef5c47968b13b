import type { CreateDatabase, TableOption } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseIfNotExists } from './create-table.ts'
import { exactInteger, isString, parseStringText } from './literals.ts'
import { isName, parseIdentifier } from './names.ts'
import type { Parser } from './parser.ts'
import { parseCharsetOption } from './table-options.ts'

/** CREATE or ALTER DATABASE; the word DATABASE was the last one taken. */
export function parseCreateDatabase(p: Parser, start: number, alter: boolean): CreateDatabase {
  const ifNotExists = !alter && parseIfNotExists(p)
  const nameless = alter && !isName(p.kind)
  const name = nameless ? null : parseIdentifier(p, 'the name of a database')
  const options: TableOption[] = []
  while (p.kind !== T.END && p.kind !== T.SEMICOLON) options.push(parseOption(p))
  return { kind: 'create_database', name, alter, ifNotExists, options, span: p.spanFrom(start) }
}

/** [DEFAULT] CHARACTER SET | COLLATE | ENCRYPTION, or READ ONLY. */
function parseOption(p: Parser): TableOption {
  const start = p.start
  if (p.accept(R.READ)) {
    p.expect(W.ONLY)
    p.accept(T.EQUAL)
    const text = p.text
    if (!p.accept(T.INTEGER) && !p.accept(R.DEFAULT)) throw p.expected('0, 1 or DEFAULT')
    const value = text.toLowerCase() === 'default' ? 'default' : exactInteger(text)
    return { kind: 'table_option', name: 'read_only', value, span: p.spanFrom(start) }
  }
  const encryption = p.kind === W.ENCRYPTION || p.peek(1) === W.ENCRYPTION
  if (!encryption) return parseCharsetOption(p)
  p.accept(R.DEFAULT)
  p.expect(W.ENCRYPTION)
  p.accept(T.EQUAL)
  if (!isString(p.kind)) throw p.expected('a string')
  const value = parseStringText(p)
  return { kind: 'table_option', name: 'encryption', value, span: p.spanFrom(start) }
}
