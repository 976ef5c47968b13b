import type { AlterAction, AlterTable, ColumnPosition, Identifier } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseAlterDrop } from './alter-drop.ts'
import { parsePartitionAction } from './alter-partition.ts'
import { parseColumnBody, parseColumnDefinition, parseDefaultValue } from './column-definition.ts'
import { parseTableConstraint, startsTableConstraint } from './constraints.ts'
import { parseIfNotExists } from './create-table.ts'
import {
  parseColumnName,
  parseIdentifier,
  parseList,
  parseObjectName,
  parseSettingName,
} from './names.ts'
import type { Parser } from './parser.ts'
import { parseTableOptions } from './table-options.ts'

/** ALTER TABLE; the word TABLE was the last one taken. */
export function parseAlterTable(p: Parser, start: number): AlterTable {
  const name = parseObjectName(p)
  const actions: AlterAction[] = []
  if (p.kind !== T.END && p.kind !== T.SEMICOLON) {
    do actions.push(...parseAction(p))
    while (p.accept(T.COMMA))
    // PARTITION BY and REMOVE PARTITIONING stand at the end without a comma.
    while (p.kind === R.PARTITION || p.kind === W.REMOVE) actions.push(...parseAction(p))
  }
  return { kind: 'alter_table', name, actions, span: p.spanFrom(start) }
}

/** One action; ADD (column, column) is several. */
function parseAction(p: Parser): AlterAction[] {
  const start = p.start
  const partition = parsePartitionAction(p, start)
  if (partition !== null) return [partition]
  switch (p.kind) {
    case R.ADD:
      p.advance()
      return parseAdd(p, start)
    case R.DROP:
      p.advance()
      return [parseAlterDrop(p, start)]
    case R.CHANGE:
    case W.MODIFY:
      return [parseModify(p, start)]
    case R.ALTER:
      p.advance()
      return [parseAlterItem(p, start)]
    case R.RENAME:
      p.advance()
      return [parseRename(p, start)]
    case R.CONVERT:
      p.advance()
      return [parseConvert(p, start)]
    case R.ORDER:
      return [parseOrder(p, start)]
  }
  return [parseHintOrOptions(p, start)]
}

function parseAdd(p: Parser, start: number): AlterAction[] {
  if (startsTableConstraint(p)) {
    const constraint = parseTableConstraint(p)
    return [{ kind: 'add_constraint', constraint, span: p.spanFrom(start) }]
  }
  p.accept(R.COLUMN)
  const ifNotExists = parseIfNotExists(p)
  if (p.accept(T.LEFT_PAREN)) {
    const actions = parseList(p, (p) => parseAddItem(p, ifNotExists))
    p.expect(T.RIGHT_PAREN)
    return actions
  }
  const column = parseColumnDefinition(p)
  const position = parsePosition(p)
  return [{ kind: 'add_column', ifNotExists, column, position, span: p.spanFrom(start) }]
}

/** One item of ADD (…): a column or a constraint. */
function parseAddItem(p: Parser, ifNotExists: boolean): AlterAction {
  const start = p.start
  if (startsTableConstraint(p)) {
    const constraint = parseTableConstraint(p)
    return { kind: 'add_constraint', constraint, span: p.spanFrom(start) }
  }
  const column = parseColumnDefinition(p)
  return { kind: 'add_column', ifNotExists, column, position: null, span: p.spanFrom(start) }
}

/** FIRST, AFTER column, or neither. */
function parsePosition(p: Parser): ColumnPosition | null {
  if (p.accept(W.FIRST)) return { kind: 'first' }
  if (!p.accept(W.AFTER)) return null
  return { kind: 'after', column: parseColumnName(p) }
}

/** MODIFY [COLUMN] definition, CHANGE [COLUMN] old definition. */
function parseModify(p: Parser, start: number): AlterAction {
  const change = p.accept(R.CHANGE)
  if (!change) p.expect(W.MODIFY)
  p.accept(R.COLUMN)
  let oldName: Identifier | null = null
  if (change) oldName = parseColumnName(p)
  const columnStart = p.start
  const name = parseColumnName(p)
  const column = parseColumnBody(p, columnStart, name)
  const position = parsePosition(p)
  const span = p.spanFrom(start)
  return { kind: 'modify_column', oldName: oldName ?? name, column, position, span }
}

/** ALTER [COLUMN] c SET/DROP DEFAULT, ALTER INDEX i VISIBLE, ALTER CHECK c ENFORCED. */
function parseAlterItem(p: Parser, start: number): AlterAction {
  if (p.accept(R.INDEX)) {
    const name = parseIdentifier(p, 'the name of an index')
    return {
      kind: 'alter_index_visibility',
      name,
      visible: parseVisibility(p),
      span: p.spanFrom(start),
    }
  }
  if (p.accept(R.CHECK) || p.accept(R.CONSTRAINT)) {
    const name = parseIdentifier(p, 'the name of a constraint')
    const enforced = !p.accept(R.NOT)
    p.expect(W.ENFORCED)
    return { kind: 'alter_check', name, enforced, span: p.spanFrom(start) }
  }
  p.accept(R.COLUMN)
  const name = parseColumnName(p)
  if (p.accept2(R.DROP, R.DEFAULT)) {
    return { kind: 'alter_column_default', name, default: null, span: p.spanFrom(start) }
  }
  p.expect(R.SET)
  if (p.accept(R.DEFAULT)) {
    const value = parseDefaultValue(p)
    return { kind: 'alter_column_default', name, default: value, span: p.spanFrom(start) }
  }
  return {
    kind: 'alter_column_visibility',
    name,
    visible: parseVisibility(p),
    span: p.spanFrom(start),
  }
}

function parseVisibility(p: Parser): boolean {
  if (p.accept(W.INVISIBLE)) return false
  p.expect(W.VISIBLE)
  return true
}

/** RENAME COLUMN a TO b, RENAME INDEX a TO b, RENAME [TO | AS] table. */
function parseRename(p: Parser, start: number): AlterAction {
  const column = p.accept(R.COLUMN)
  if (column || p.accept(R.INDEX) || p.accept(R.KEY)) {
    const from = parseIdentifier(p)
    p.expect(R.TO)
    const to = parseIdentifier(p)
    return { kind: column ? 'rename_column' : 'rename_index', from, to, span: p.spanFrom(start) }
  }
  if (!p.accept(R.TO) && !p.accept(R.AS)) p.accept(T.EQUAL)
  return { kind: 'rename_to', name: parseObjectName(p), span: p.spanFrom(start) }
}

function parseConvert(p: Parser, start: number): AlterAction {
  p.expect(R.TO)
  if (!p.accept(W.CHARSET)) {
    p.expect(R.CHARACTER)
    p.expect(R.SET)
  }
  const charset = p.accept(R.DEFAULT) ? null : parseSettingName(p, 'a character set')
  const collation = p.accept(R.COLLATE) ? parseSettingName(p, 'a collation') : null
  return { kind: 'convert_table_charset', charset, collation, span: p.spanFrom(start) }
}

function parseOrder(p: Parser, start: number): AlterAction {
  p.advance()
  p.expect(R.BY)
  const columns = parseList(p, (p) => {
    const name = parseColumnName(p)
    const descending = p.accept(R.DESC)
    if (!descending) p.accept(R.ASC)
    return { name, descending }
  })
  return { kind: 'order_table', columns, span: p.spanFrom(start) }
}

/** FORCE, ALGORITHM = …, LOCK = …, DISABLE KEYS, WITH VALIDATION, or options of the table. */
function parseHintOrOptions(p: Parser, start: number): AlterAction {
  if (p.accept(R.FORCE)) {
    return { kind: 'alter_algorithm', name: 'force', value: '', span: p.spanFrom(start) }
  }
  if (p.kind === W.ALGORITHM || p.kind === R.LOCK) {
    const name = p.kind === R.LOCK ? 'lock' : 'algorithm'
    p.advance()
    p.accept(T.EQUAL)
    const value = p.accept(R.DEFAULT) ? 'default' : parseIdentifier(p).name.toLowerCase()
    return { kind: 'alter_algorithm', name, value, span: p.spanFrom(start) }
  }
  const without = p.kind === W.WITHOUT
  if ((without || p.kind === R.WITH) && p.peek(1) === W.VALIDATION) {
    p.advance()
    p.advance()
    const value = without ? 'without' : 'with'
    return { kind: 'alter_algorithm', name: 'validation', value, span: p.spanFrom(start) }
  }
  if (p.kind === W.ENABLE || p.kind === W.DISABLE) {
    const enabled = p.kind === W.ENABLE
    p.advance()
    p.expect(R.KEYS)
    return { kind: 'toggle_keys', enabled, span: p.spanFrom(start) }
  }
  const options = parseTableOptions(p)
  if (options.length === 0) throw p.expected('an action such as ADD, DROP, MODIFY or RENAME')
  return { kind: 'set_table_options', options, span: p.spanFrom(start) }
}
