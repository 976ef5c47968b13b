import type { ObjectName, TableOption } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { exactInteger, isString, parseStringText } from './literals.ts'
import { isName, parseObjectName, parseParenthesized, parseSettingName } from './names.ts'
import type { Parser } from './parser.ts'

/** Options of one word and a value, in lower case. */
const simpleOptions: ReadonlySet<string> = new Set(
  (
    'engine auto_increment avg_row_length checksum comment compression connection delay_key_write encryption ' +
    'engine_attribute insert_method key_block_size max_rows min_rows pack_keys password row_format ' +
    'secondary_engine secondary_engine_attribute stats_auto_recalc stats_persistent stats_sample_pages ' +
    'tablespace autoextend_size start nodegroup type'
  ).split(' '),
)

/** ENGINE = …, AUTO_INCREMENT = …, [DEFAULT] CHARSET = …, COLLATE = …, with or without commas between. */
export function parseTableOptions(p: Parser): TableOption[] {
  const options: TableOption[] = []
  for (;;) {
    const option = parseTableOption(p)
    if (option === null) return options
    options.push(option)
    if (p.kind === T.COMMA && startsOption(p)) p.advance()
  }
}

/** Whether an option follows the comma that comes next. */
function startsOption(p: Parser): boolean {
  const kind = p.peek(1)
  if (kind === R.DEFAULT || kind === R.CHARACTER || kind === R.COLLATE || kind === R.UNION)
    return true
  return isName(kind) && (p.peek(2) === T.EQUAL || isPlainOption(p.peekText(1)))
}

function isPlainOption(text: string): boolean {
  const name = text.toLowerCase()
  return simpleOptions.has(name) || name === 'charset'
}

/** One option, or `null` where none follows. */
export function parseTableOption(p: Parser): TableOption | null {
  const start = p.start
  if (
    p.kind === R.DEFAULT ||
    p.kind === R.CHARACTER ||
    p.kind === R.COLLATE ||
    p.kind === W.CHARSET
  ) {
    return parseCharsetOption(p)
  }
  if (p.accept(R.UNION)) {
    p.accept(T.EQUAL)
    const value = parseParenthesized(p, (p): ObjectName => parseObjectName(p))
    return { kind: 'table_option', name: 'union', value, span: p.spanFrom(start) }
  }
  const directory = p.kind === W.DATA || p.kind === R.INDEX
  if (directory && p.peek(1) === W.DIRECTORY) {
    const name = `${p.text.toLowerCase()}_directory`
    p.advance()
    p.advance()
    return parseOptionValue(p, start, name)
  }
  if (!isName(p.kind)) return null
  const name = p.text.toLowerCase()
  if (!simpleOptions.has(name) && p.peek(1) !== T.EQUAL) return null
  p.advance()
  return parseOptionValue(p, start, name)
}

/** [DEFAULT] {CHARACTER SET | CHARSET | COLLATE} [=] name. */
export function parseCharsetOption(p: Parser): TableOption {
  const start = p.start
  p.accept(R.DEFAULT)
  const charset = p.accept(W.CHARSET) || p.accept2(R.CHARACTER, R.SET)
  if (!charset && !p.accept(R.COLLATE)) throw p.expected('CHARACTER SET or COLLATE')
  p.accept(T.EQUAL)
  const value = p.accept(R.DEFAULT) ? 'default' : parseSettingName(p, 'a name')
  return {
    kind: 'table_option',
    name: charset ? 'charset' : 'collate',
    value,
    span: p.spanFrom(start),
  }
}

function parseOptionValue(p: Parser, start: number, name: string): TableOption {
  p.accept(T.EQUAL)
  const value = parseValue(p)
  return { kind: 'table_option', name, value, span: p.spanFrom(start) }
}

function parseValue(p: Parser): string | number | bigint {
  if (isString(p.kind)) return parseStringText(p)
  const text = p.text
  if (p.accept(T.INTEGER)) return exactInteger(text)
  if (!isName(p.kind) && p.kind !== R.DEFAULT) throw p.expected('a value')
  p.advance()
  return text
}
