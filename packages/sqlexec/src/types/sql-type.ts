/** A declared or inferred SQL type. Structural: two types are the same type when they are deeply equal. */
export type SqlType =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | IntegerType
  | { readonly kind: 'float' }
  | { readonly kind: 'double' }
  | DecimalType
  | TextType
  | BytesType
  | { readonly kind: 'date' }
  | TemporalType
  | { readonly kind: 'json' }

export interface IntegerType {
  readonly kind: 'integer'
  readonly bits: 8 | 16 | 24 | 32 | 64
  readonly unsigned: boolean
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

/** `length` counts bytes. */
export interface BytesType {
  readonly kind: 'bytes'
  readonly name: 'binary' | 'varbinary' | 'tinyblob' | 'blob' | 'mediumblob' | 'longblob'
  readonly length: number | null
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
      return 'int32'
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
  float: { kind: 'float' },
  double: { kind: 'double' },
  text: { kind: 'text', name: 'varchar', length: null, collation: defaultCollation },
  blob: { kind: 'bytes', name: 'blob', length: null },
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
  return Object.keys(left).every((key) => left[key] === right[key])
}

/** Decimal digits that the values of an integer type take at most. */
export function integerDigits(bits: IntegerType['bits']): number {
  return { 8: 3, 16: 5, 24: 8, 32: 10, 64: 20 }[bits]
}
