import { type ErrorCode, type Span, SqlError } from '../base/errors.ts'
import { type DataType, isCharsetName } from '../sql/index.ts'
import { memberPosition } from '../types/members.ts'
import {
  type BytesType,
  type CollationName,
  decimalType,
  defaultCollation,
  type FloatingType,
  type IntegerType,
  type MembersType,
  type SqlType,
  type TextType,
  types,
} from '../types/sql-type.ts'

/** Where a type is declared, for errors to say. */
export interface DeclarationSite {
  readonly sql?: string
  /** The name of the column, where it is one's. */
  readonly column?: string
}

/**
 * The type that a declaration or a CAST names.
 * @throws SqlError with MySQL's number for a length, scale or list of members that no type has, `unsupported` for types that are
 *   not there
 */
export function sqlTypeOf(declared: DataType, site: DeclarationSite = {}): SqlType {
  return new TypeReader(declared, site).read()
}

const bytesNames = {
  char: 'binary',
  varchar: 'varbinary',
  tinytext: 'tinyblob',
  text: 'blob',
  mediumtext: 'mediumblob',
  longtext: 'longblob',
} as const
const integerBits = { tinyint: 8, smallint: 16, mediumint: 24, int: 32, bigint: 64 } as const
const zerofillWidths = { 8: 3, 16: 5, 24: 8, 32: 10, 64: 20 } as const

/** The longest CHAR and BINARY, and VARCHAR and VARBINARY. */
const maxFixedLength = 255
const maxVaryingLength = 65_535
const maxPrecision = 38
const maxScale = 30
const maxFraction = 9
const maxDisplayWidth = 255
const maxBits = 64
const maxEnumMembers = 65_535
const maxSetMembers = 64
const maxMemberLength = 255

class TypeReader {
  readonly #declared: DataType
  readonly #site: DeclarationSite

  constructor(declared: DataType, site: DeclarationSite) {
    this.#declared = declared
    this.#site = site
  }

  read(): SqlType {
    const { name, length } = this.#declared
    switch (name) {
      case 'tinyint':
      case 'smallint':
      case 'mediumint':
      case 'int':
      case 'bigint':
        return this.#integer(integerBits[name])
      case 'boolean':
      case 'date':
      case 'json':
        return { kind: name }
      case 'bit':
        return this.#bit()
      case 'year':
        if (length === null || length === 4) return types.year
        throw this.#error('invalid_year_width', 'Supports only YEAR or YEAR(4) column')
      case 'decimal':
        return this.#decimal()
      case 'float':
      case 'double':
        return this.#floating(name)
      case 'time':
      case 'datetime':
      case 'timestamp':
        if (length !== null && length > maxFraction) throw this.#tooPrecise(length, maxFraction)
        return { kind: name, fsp: length }
      case 'char':
      case 'varchar':
      case 'tinytext':
      case 'text':
      case 'mediumtext':
      case 'longtext':
        return this.#text(name)
      case 'binary':
      case 'varbinary':
      case 'tinyblob':
      case 'blob':
      case 'mediumblob':
      case 'longblob':
        return this.#bytes(name)
      case 'uuid':
        return types.uuid
      case 'enum':
      case 'set':
        return this.#members(name)
      default:
        throw this.#error('unsupported', `the type ${name.toUpperCase()} is not supported yet`)
    }
  }

  #integer(bits: IntegerType['bits']): IntegerType {
    const { length, unsigned, zerofill } = this.#declared
    if (length !== null && length > maxDisplayWidth) throw this.#tooWide(maxDisplayWidth)
    const plain: IntegerType = { kind: 'integer', bits, unsigned: unsigned || zerofill }
    if (zerofill) return { ...plain, display: 'zerofill', width: length || zerofillWidths[bits] }
    return bits === 8 && length === 1 && !unsigned ? { ...plain, display: 'flag' } : plain
  }

  #bit(): IntegerType {
    const width = this.#declared.length ?? 1
    if (width === 0) throw this.#error('invalid_size', `Invalid size for column${this.#named()}.`)
    if (width > maxBits) throw this.#tooWide(maxBits)
    const bits = ([8, 16, 32, 64] as const).find((each) => each >= width)!
    return { kind: 'integer', bits, unsigned: true, display: 'bit', width }
  }

  #decimal(): SqlType {
    const { length, unsigned, zerofill } = this.#declared
    const precision = length || 10
    const scale = this.#declared.scale ?? 0
    if (scale > maxScale) throw this.#tooBigScale(scale)
    if (precision > maxPrecision) throw this.#tooPrecise(precision, maxPrecision)
    if (scale > precision) throw this.#scaleOverPrecision()
    return decimalType(precision, scale, unsigned || zerofill)
  }

  /** FLOAT(p) is a DOUBLE from 25 bits on; FLOAT(digits, scale) rounds. */
  #floating(kind: FloatingType['kind']): FloatingType {
    const { length, scale } = this.#declared
    if (length === null) return { kind }
    if (scale === null) {
      if (length > 53)
        throw this.#error('bad_specifier', `Incorrect column specifier${this.#forColumn()}`)
      return { kind: length > 24 ? 'double' : kind }
    }
    if (scale > maxScale) throw this.#tooBigScale(scale)
    if (length > maxDisplayWidth) throw this.#tooWide(maxDisplayWidth)
    if (scale > length) throw this.#scaleOverPrecision()
    return { kind, digits: length, scale }
  }

  #text(name: TextType['name']): TextType | BytesType {
    const { charset, length } = this.#declared
    if (charset !== null && !isCharsetName(charset.toLowerCase())) {
      throw this.#error('unknown_charset', `Unknown character set: '${charset}'`)
    }
    if (charset?.toLowerCase() === 'binary') return this.#bytes(bytesNames[name])
    this.#checkLength(length, name === 'char')
    return {
      kind: 'text',
      name,
      length: length ?? this.#impliedLength(),
      collation: this.#collation(),
    }
  }

  #bytes(name: BytesType['name']): BytesType {
    const { length } = this.#declared
    this.#checkLength(length, name === 'binary')
    return { kind: 'bytes', name, length: length ?? this.#impliedLength() }
  }

  /** CHAR and BINARY columns have one character, CAST AS CHAR keeps all. */
  #impliedLength(): number | null {
    const { name } = this.#declared
    return this.#site.column !== undefined && (name === 'char' || name === 'binary') ? 1 : null
  }

  #checkLength(length: number | null, fixed: boolean): void {
    const most = fixed ? maxFixedLength : maxVaryingLength
    const { name } = this.#declared
    const limited = fixed || name === 'varchar' || name === 'varbinary'
    if (!limited || length === null || length <= most) return
    const message = `Column length too big${this.#forColumn()} (max = ${most}); use BLOB or TEXT instead`
    throw this.#error('bad_length', message)
  }

  #collation(): CollationName {
    const { collation, binaryCollation } = this.#declared
    const wanted = collation ?? (binaryCollation ? 'utf8mb4_bin' : null)
    if (wanted === null) return defaultCollation
    const known = collationOf(wanted)
    if (known === undefined) throw unknownCollation(wanted, this.#declared.span, this.#site.sql)
    return known
  }

  #members(kind: MembersType['kind']): MembersType {
    const members = this.#declared.members.map((member) => member.replace(/ +$/u, ''))
    const most = kind === 'enum' ? maxEnumMembers : maxSetMembers
    const what = kind.toUpperCase()
    if (members.length > most) {
      throw this.#error('too_many_members', `Too many strings${this.#forColumn()} and ${what}`)
    }
    const long = members.find((member) => member.length > maxMemberLength)
    if (long !== undefined) {
      throw this.#error('long_member', `Too long enumeration/set value${this.#forColumn()}.`)
    }
    const listing = kind === 'set' ? members.find((member) => member.includes(',')) : undefined
    if (listing !== undefined) {
      throw this.#error('illegal_member', `Illegal set '${listing}' value found during parsing`)
    }
    const type: MembersType = { kind, members, collation: this.#collation() }
    // Of members that are equal the last one is found.
    const twice = members.find((member, i) => memberPosition(type, member) !== i)
    if (twice !== undefined) {
      const message = `Column${this.#named()} has duplicated value '${twice}' in ${what}`
      throw this.#error('duplicate_member', message)
    }
    return type
  }

  #tooWide(most: number): SqlError {
    return this.#error(
      'too_big_width',
      `Display width out of range${this.#forColumn()} (max = ${most})`,
    )
  }

  #tooPrecise(precision: number, most: number): SqlError {
    const message = `Too big precision ${precision} specified${this.#for()}. Maximum is ${most}.`
    return this.#error('too_big_precision', message)
  }

  #tooBigScale(scale: number): SqlError {
    const message = `Too big scale ${scale} specified${this.#for()}. Maximum is ${maxScale}.`
    return this.#error('too_big_scale', message)
  }

  #scaleOverPrecision(): SqlError {
    const message = `For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '${this.#site.column ?? ''}').`
    return this.#error('scale_over_precision', message)
  }

  #named(): string {
    return this.#site.column === undefined ? '' : ` '${this.#site.column}'`
  }

  #for(): string {
    return this.#site.column === undefined ? '' : ` for '${this.#site.column}'`
  }

  #forColumn(): string {
    return this.#site.column === undefined ? '' : ` for column '${this.#site.column}'`
  }

  #error(code: ErrorCode, message: string): SqlError {
    return new SqlError(code, message, { span: this.#declared.span, sql: this.#site.sql })
  }
}

/** The error for a name that `collationOf` knows nothing for. */
export function unknownCollation(name: string, span: Span, sql: string | undefined): SqlError {
  const [charset, ...rest] = name.toLowerCase().split('_')
  // Accents that count without case, and the orders of single languages, have no stand-in.
  const isKnown = isCharsetName(charset) && /_(ci|cs|ks)$/u.test(`_${rest.join('_')}`)
  return isKnown
    ? new SqlError('unsupported', `the collation ${name} is not supported yet`, { span, sql })
    : new SqlError('unknown_collation', `Unknown collation: '${name}'`, { span, sql })
}

const unicodeCollations: ReadonlySet<string> = new Set(
  'general_ci general_mysql500_ci unicode_ci unicode_520_ci 0900_ai_ci 0900_as_cs 0900_bin bin uca1400_ai_ci uca1400_as_cs tolower_ci'.split(
    ' ',
  ),
)

/**
 * The collation that stands for a collation of MySQL: the one that tells apart what it tells apart, be it case and accents, neither, or
 * every code point. `undefined`: none does, or there is no such collation.
 */
export function collationOf(name: string): CollationName | undefined {
  const lower = name.toLowerCase()
  if (lower === 'binary') return 'utf8mb4_bin'
  const charset = lower.split('_', 1)[0]
  if (!isCharsetName(charset)) return undefined
  const rules = lower.slice(charset.length + 1)
  if (charset.startsWith('utf8') && !unicodeCollations.has(rules)) return undefined
  if (rules === 'bin' || rules.endsWith('_bin')) return 'utf8mb4_bin'
  if (rules.endsWith('_cs')) return 'utf8mb4_0900_as_cs'
  return rules.endsWith('_ci') ? 'utf8mb4_0900_ai_ci' : undefined
}
