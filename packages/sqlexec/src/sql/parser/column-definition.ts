import type {
  CheckConstraint,
  ColumnDefinition,
  Expression,
  GeneratedColumn,
  Identifier,
  References,
} from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseCheck, parseReferences } from './constraints.ts'
import { parseDataType } from './data-type.ts'
import { parseNumber, parseStringText } from './literals.ts'
import { isName, parseColumnName, parseIdentifier, parseSettingName } from './names.ts'
import type { Parser } from './parser.ts'
import { ARROW_POWER } from './powers.ts'

interface Attributes {
  nullable: boolean | null
  default: Expression | null
  onUpdate: Expression | null
  autoIncrement: boolean
  generated: GeneratedColumn | null
  key: 'primary' | 'unique' | null
  checks: CheckConstraint[]
  references: References | null
  referencesName: Identifier | null
  comment: string | null
  invisible: boolean
  srid: number | null
  columnFormat: ColumnDefinition['columnFormat']
  storage: ColumnDefinition['storage']
  collation: string | null
}

/** A column of CREATE TABLE or ALTER TABLE: name, type, attributes in any order. */
export function parseColumnDefinition(p: Parser): ColumnDefinition {
  const start = p.start
  const name = parseColumnName(p)
  return parseColumnBody(p, start, name)
}

/** What follows the name of a column. */
export function parseColumnBody(p: Parser, start: number, name: Identifier): ColumnDefinition {
  const attributes: Attributes = {
    nullable: null,
    default: null,
    onUpdate: null,
    autoIncrement: false,
    generated: null,
    key: null,
    checks: [],
    references: null,
    referencesName: null,
    comment: null,
    invisible: false,
    srid: null,
    columnFormat: null,
    storage: null,
    collation: null,
  }
  const serial = p.kind === W.SERIAL
  const declared = serial ? parseSerial(p, attributes) : parseDataType(p)
  while (parseAttribute(p, attributes) || parseConstraint(p, attributes));
  const { collation, ...rest } = attributes
  const type = collation === null ? declared : { ...declared, collation }
  return { kind: 'column_definition', name, type, ...rest, span: p.spanFrom(start) }
}

/** SERIAL is BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE. */
function parseSerial(p: Parser, attributes: Attributes): ColumnDefinition['type'] {
  const span = p.tokenSpan()
  p.advance()
  attributes.nullable = false
  attributes.autoIncrement = true
  attributes.key = 'unique'
  return {
    kind: 'data_type',
    name: 'bigint',
    length: null,
    scale: null,
    unsigned: true,
    zerofill: false,
    members: [],
    charset: null,
    collation: null,
    binaryCollation: false,
    array: false,
    span,
  }
}

/** Takes one attribute, or none. */
function parseAttribute(p: Parser, attributes: Attributes): boolean {
  if (p.accept(R.NULL)) attributes.nullable = true
  else if (p.accept2(R.NOT, R.NULL)) attributes.nullable = false
  else if (p.accept(R.DEFAULT)) attributes.default = parseDefaultValue(p)
  else if (p.accept(R.ON)) {
    p.expect(R.UPDATE)
    attributes.onUpdate = p.expression(ARROW_POWER)
  } else if (p.accept(W.AUTO_INCREMENT)) attributes.autoIncrement = true
  else if (p.accept(W.COMMENT)) attributes.comment = parseStringText(p)
  else if (p.accept(R.COLLATE)) attributes.collation = parseSettingName(p, 'a collation')
  else if (p.accept(W.VISIBLE)) attributes.invisible = false
  else if (p.accept(W.INVISIBLE)) attributes.invisible = true
  else if (p.accept(W.SRID)) attributes.srid = parseNumber(p)
  else if (p.accept(W.COLUMN_FORMAT)) attributes.columnFormat = parseColumnFormat(p)
  else if (p.accept(W.STORAGE)) attributes.storage = parseStorage(p)
  else return false
  return true
}

/** Takes one key, CHECK, REFERENCES or GENERATED clause, or none. */
function parseConstraint(p: Parser, attributes: Attributes): boolean {
  if (p.kind === R.GENERATED || (p.kind === R.AS && p.peek(1) === T.LEFT_PAREN)) {
    attributes.generated = parseGenerated(p)
    return true
  }
  if (p.kind === R.UNIQUE || p.kind === R.PRIMARY || p.kind === R.KEY) {
    const unique = p.accept(R.UNIQUE)
    if (!unique) p.accept(R.PRIMARY)
    if (!unique && p.kind !== R.KEY) throw p.expected('KEY')
    p.accept(R.KEY)
    if (attributes.key !== 'primary') attributes.key = unique ? 'unique' : 'primary'
    return true
  }
  let name: Identifier | null = null
  const start = p.start
  if (p.accept(R.CONSTRAINT)) name = isName(p.kind) ? parseIdentifier(p) : null
  else if (p.kind !== R.CHECK && p.kind !== R.REFERENCES) return false
  if (p.kind === R.REFERENCES) {
    attributes.references = parseReferences(p)
    attributes.referencesName = name
  } else {
    attributes.checks.push(parseCheck(p, start, name))
  }
  return true
}

/** A literal with its sign, a call such as CURRENT_TIMESTAMP, or an expression in parentheses. */
export function parseDefaultValue(p: Parser): Expression {
  return p.expression(ARROW_POWER)
}

function parseGenerated(p: Parser): GeneratedColumn {
  if (p.accept(R.GENERATED)) p.expect(W.ALWAYS)
  p.expect(R.AS)
  p.expect(T.LEFT_PAREN)
  const expression = p.expression()
  p.expect(T.RIGHT_PAREN)
  const stored = p.accept(R.STORED) || p.acceptWord('persistent')
  if (!stored) p.accept(R.VIRTUAL)
  return { expression, stored }
}

function parseColumnFormat(p: Parser): ColumnDefinition['columnFormat'] {
  if (p.acceptWord('fixed')) return 'fixed'
  if (p.acceptWord('dynamic')) return 'dynamic'
  p.expect(R.DEFAULT)
  return 'default'
}

function parseStorage(p: Parser): ColumnDefinition['storage'] {
  if (p.acceptWord('disk')) return 'disk'
  if (p.acceptWord('memory')) return 'memory'
  throw p.expected('DISK or MEMORY')
}
