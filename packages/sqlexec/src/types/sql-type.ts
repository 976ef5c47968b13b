/** A declared or inferred SQL type. Structural: two types are the same type when they are deeply equal. */
export type SqlType =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | IntegerType
  | FloatingType
  | DecimalType
  | TextType
  | BytesType
  | MembersType
  | { readonly kind: 'date' }
  | TemporalType
  | { readonly kind: 'json' }

export interface IntegerType {
  readonly kind: 'integer'
  readonly bits: 8 | 16 | 24 | 32 | 64
  readonly unsigned: boolean
  /** What the declaration says beyond a number; absent for plain integers. */
  readonly display?: IntegerDisplay
  /** With `display`: digits of ZEROFILL, bits of BIT. */
  readonly width?: number
}

/**
 * - `year`: YEAR, 0 or 1901 to 2155, of four digits as text
 * - `bit`: BIT(width), which is bytes as text and in JavaScript
 * - `zerofill`: padded with zeros as text
 * - `flag`: TINYINT(1), which clients take for a truth value
 */
export type IntegerDisplay = 'year' | 'bit' | 'zerofill' | 'flag'

/** FLOAT(digits, scale) and DOUBLE(digits, scale) round what is stored; both or neither are there. */
export interface FloatingType {
  readonly kind: 'float' | 'double'
  readonly digits?: number
  readonly scale?: number
}

/** `precision` digits in all (1 to 65 in expressions, 1 to 38 in columns), `scale` of them after the point. */
export interface DecimalType {
  readonly kind: 'decimal'
  readonly precision: number
  readonly scale: number
  readonly unsigned: boolean
}

export type CollationName = 'utf8mb4_0900_ai_ci' | 'utf8mb4_0900_as_cs' | 'utf8mb4_bin'

/** `length` counts characters (code points); `null` where the declaration gives none. */
export interface TextType {
  readonly kind: 'text'
  readonly name: 'char' | 'varchar' | 'tinytext' | 'text' | 'mediumtext' | 'longtext'
  readonly length: number | null
  readonly collation: CollationName
}

/** `length` counts bytes. A `uuid` is 16 bytes, and as text its 36 characters. */
export interface BytesType {
  readonly kind: 'bytes'
  readonly name: 'binary' | 'varbinary' | 'tinyblob' | 'blob' | 'mediumblob' | 'longblob' | 'uuid'
  readonly length: number | null
}

/**
 * ENUM: a value is the number of a member counted from 1, or 0 for the empty text that stands for a wrong value.
 * SET: bit `i` of a value says whether member `i` belongs to it.
 */
export interface MembersType {
  readonly kind: 'enum' | 'set'
  readonly members: readonly string[]
  readonly collation: CollationName
}

/**
 * DATETIME (a wall clock), TIMESTAMP (an instant, shown in the session's time zone) and TIME (a signed duration).
 * `fsp`: digits of the fraction of a second. `null`, where the declaration gives none: milliseconds are kept, and shown
 * when they are not zero. Values count units since 1970-01-01 00:00:00 (TIME: since 00:00:00), see `timeUnit`.
 */
export interface TemporalType {
  readonly kind: 'datetime' | 'timestamp' | 'time'
  readonly fsp: number | null
}

/** Units per second in which values of a temporal type count: 1e3 for fsp null to 3, 1e6 for 4 to 6, 1e9 above. */
export function unitsPerSecond(type: TemporalType): 1_000 | 1_000_000 | 1_000_000_000 {
  const fsp = type.fsp ?? 3
  return fsp <= 3 ? 1_000 : fsp <= 6 ? 1_000_000 : 1_000_000_000
}

/** How values of a type lie in memory; see vector/column-vector.ts. */
export type PhysicalKind = 'boolean' | 'int32' | 'int64' | 'wide' | 'float' | 'double' | 'bytes'

export function physicalKind(type: SqlType): PhysicalKind {
  switch (type.kind) {
    case 'boolean':
      return 'boolean'
    case 'integer':
      if (type.bits === 64) return 'int64'
      return type.unsigned && type.bits === 32 ? 'int64' : 'int32'
    case 'null':
    case 'date':
    case 'enum':
      return 'int32'
    case 'set':
      return 'int64'
    case 'float':
      return 'float'
    case 'double':
      return 'double'
    case 'decimal':
      return type.precision <= 9 ? 'int32' : type.precision <= 18 ? 'int64' : 'wide'
    case 'datetime':
    case 'timestamp':
    case 'time':
      return 'int64'
    case 'text':
    case 'bytes':
    case 'json':
      return 'bytes'
  }
}

/** Whether values are UTF-8 text, as strings in JavaScript; other `bytes` kinds are Uint8Array. */
export function isTextual(type: SqlType): boolean {
  return type.kind === 'text' || type.kind === 'json'
}

export function isNumeric(type: SqlType): boolean {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
    case 'float':
    case 'double':
    case 'decimal':
      return true
    default:
      return false
  }
}

export function isTemporal(type: SqlType): boolean {
  return (
    type.kind === 'date' ||
    type.kind === 'datetime' ||
    type.kind === 'timestamp' ||
    type.kind === 'time'
  )
}

export const defaultCollation: CollationName = 'utf8mb4_0900_ai_ci'

/** Types that expressions yield, so that every place speaks of the same objects. */
export const types = {
  null: { kind: 'null' },
  boolean: { kind: 'boolean' },
  /** What a comparison or a logical operator yields: 0 or 1. */
  truth: { kind: 'integer', bits: 32, unsigned: false },
  int: { kind: 'integer', bits: 32, unsigned: false },
  bigint: { kind: 'integer', bits: 64, unsigned: false },
  unsignedBigint: { kind: 'integer', bits: 64, unsigned: true },
  year: { kind: 'integer', bits: 16, unsigned: true, display: 'year' },
  float: { kind: 'float' },
  double: { kind: 'double' },
  text: { kind: 'text', name: 'varchar', length: null, collation: defaultCollation },
  blob: { kind: 'bytes', name: 'blob', length: null },
  uuid: { kind: 'bytes', name: 'uuid', length: 16 },
  date: { kind: 'date' },
  datetime: { kind: 'datetime', fsp: null },
  timestamp: { kind: 'timestamp', fsp: null },
  time: { kind: 'time', fsp: null },
  json: { kind: 'json' },
} as const satisfies Record<string, SqlType>

export function decimalType(precision: number, scale: number, unsigned = false): DecimalType {
  return { kind: 'decimal', precision, scale, unsigned }
}

export function sameType(a: SqlType, b: SqlType): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  const left = a as unknown as Record<string, unknown>
  const right = b as unknown as Record<string, unknown>
  const keys = Object.keys(left)
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => left[key] === right[key] || sameList(left[key], right[key]))
  )
}

function sameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return false
  return a.length === b.length && a.every((item, i) => item === b[i])
}

/** Whether 64 bits of a value hold a number that is never negative. */
export function isUnsigned64(type: SqlType): boolean {
  return type.kind === 'set' || (type.kind === 'integer' && type.unsigned)
}

export function isBit(type: SqlType): type is IntegerType & { readonly width: number } {
  return type.kind === 'integer' && type.display === 'bit'
}

export function isYear(type: SqlType): boolean {
  return type.kind === 'integer' && type.display === 'year'
}

export function isUuid(type: SqlType): boolean {
  return type.kind === 'bytes' && type.name === 'uuid'
}

export function hasMembers(type: SqlType): type is MembersType {
  return type.kind === 'enum' || type.kind === 'set'
}

/** ENUM and SET as the text that they stand for; every other type as it is. */
export function withoutMembers(type: SqlType): SqlType {
  return hasMembers(type) ? { ...types.text, collation: type.collation } : type
}

/** Decimal digits that the values of an integer type take at most. */
export function integerDigits(bits: IntegerType['bits']): number {
  return { 8: 3, 16: 5, 24: 8, 32: 10, 64: 20 }[bits]
}
