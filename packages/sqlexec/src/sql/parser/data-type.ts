import type { DataType, TypeName } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'
import { parseNumber, parseStringText } from './literals.ts'
import { parseParenthesized, parseSettingName } from './names.ts'
import type { Parser } from './parser.ts'

/** The canonical name of every one-word type. */
const typeOfWord = new Map<string, TypeName>()

for (const name of (
  'tinyint smallint mediumint int bigint decimal float double boolean bit date time datetime timestamp year ' +
  'char varchar binary varbinary tinytext text mediumtext longtext tinyblob blob mediumblob longblob json uuid enum ' +
  'set vector geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection'
).split(' ')) {
  typeOfWord.set(name, name as TypeName)
}

for (const [synonym, name] of [
  ['int1', 'tinyint'],
  ['int2', 'smallint'],
  ['int3', 'mediumint'],
  ['middleint', 'mediumint'],
  ['int4', 'int'],
  ['integer', 'int'],
  ['int8', 'bigint'],
  ['dec', 'decimal'],
  ['numeric', 'decimal'],
  ['fixed', 'decimal'],
  ['float4', 'float'],
  ['float8', 'double'],
  ['real', 'double'],
  ['bool', 'boolean'],
  ['character', 'char'],
  ['nchar', 'char'],
  ['varcharacter', 'varchar'],
  ['nvarchar', 'varchar'],
  ['long', 'mediumtext'],
  ['geomcollection', 'geometrycollection'],
  // Names that other systems and the adapter use.
  ['int32', 'int'],
  ['int64', 'bigint'],
  ['float32', 'float'],
  ['float64', 'double'],
  ['string', 'text'],
  ['bytes', 'blob'],
] as const) {
  typeOfWord.set(synonym, name)
}

interface TypeBuilder {
  name: TypeName
  length: number | null
  scale: number | null
  unsigned: boolean
  zerofill: boolean
  members: readonly string[]
  charset: string | null
  collation: string | null
  binaryCollation: boolean
  array: boolean
}

/** A column's type with its length, sign, character set and collation. */
export function parseDataType(p: Parser): DataType {
  const start = p.start
  const type = newType(parseTypeName(p))
  parseLength(p, type)
  parseTypeAttributes(p, type)
  return { kind: 'data_type', ...type, span: p.spanFrom(start) }
}

/** A type in CAST, CONVERT and RETURNING: also SIGNED and UNSIGNED, and perhaps ARRAY. */
export function parseCastType(p: Parser): DataType {
  const start = p.start
  if (p.kind !== W.SIGNED && p.kind !== R.UNSIGNED) {
    const { span: _, ...type } = parseDataType(p)
    const array = p.accept(W.ARRAY)
    return { ...type, array, span: p.spanFrom(start) }
  }
  const type = newType('bigint')
  type.unsigned = p.kind === R.UNSIGNED
  p.advance()
  if (!p.accept(R.INTEGER)) p.accept(R.INT)
  type.array = p.accept(W.ARRAY)
  return { kind: 'data_type', ...type, span: p.spanFrom(start) }
}

function newType(name: TypeName): TypeBuilder {
  return {
    name,
    length: null,
    scale: null,
    unsigned: false,
    zerofill: false,
    members: [],
    charset: null,
    collation: null,
    binaryCollation: false,
    array: false,
  }
}

function parseTypeName(p: Parser): TypeName {
  const word = p.text.toLowerCase()
  if (p.accept(W.NATIONAL)) {
    const name = typeOfWord.get(p.text.toLowerCase())
    if (name !== 'char' && name !== 'varchar') throw p.expected('CHAR or VARCHAR')
    p.advance()
    return p.accept(R.VARYING) ? 'varchar' : name
  }
  const isWord = p.kind === T.IDENTIFIER || p.kind >= T.FIRST_RESERVED_WORD
  const name = isWord ? typeOfWord.get(word) : undefined
  if (name === undefined) throw p.expected('a data type')
  const kind = p.kind
  p.advance()
  if (kind === R.REAL && p.modes.realAsFloat) return 'float'
  if (name === 'double') p.accept(R.PRECISION)
  if (name === 'char' && p.accept(R.VARYING)) return 'varchar'
  if (kind === R.LONG) {
    if (p.accept(R.VARBINARY)) return 'mediumblob'
    if (!p.accept(R.VARCHAR) && p.accept(R.CHAR)) p.expect(R.VARYING)
  }
  return name
}

function parseLength(p: Parser, type: TypeBuilder): void {
  if (type.name === 'enum' || type.name === 'set') {
    type.members = parseParenthesized(p, parseStringText)
    return
  }
  if (!p.accept(T.LEFT_PAREN)) return
  type.length = parseNumber(p, 'a length')
  if (p.accept(T.COMMA)) type.scale = parseNumber(p, 'a scale')
  p.expect(T.RIGHT_PAREN)
}

/** UNSIGNED, ZEROFILL, CHARACTER SET, COLLATE, BINARY and the like, in any order. */
function parseTypeAttributes(p: Parser, type: TypeBuilder): void {
  for (;;) {
    if (p.accept(R.UNSIGNED)) type.unsigned = true
    else if (p.accept(W.SIGNED)) type.unsigned = false
    else if (p.accept(R.ZEROFILL)) {
      type.zerofill = true
      type.unsigned = true
    } else if (p.accept(R.COLLATE)) type.collation = parseSettingName(p, 'a collation')
    else if (p.accept(W.CHARSET) || p.accept2(R.CHARACTER, R.SET) || p.accept2(R.CHAR, R.SET)) {
      type.charset = parseSettingName(p, 'a character set')
    } else if (p.accept(R.BINARY)) type.binaryCollation = true
    else if (p.acceptWord('ascii')) type.charset = 'latin1'
    else if (p.acceptWord('unicode')) type.charset = 'ucs2'
    else if (p.acceptWord('byte')) type.charset = 'binary'
    else return
  }
}
