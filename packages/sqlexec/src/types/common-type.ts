import {
  type CollationName,
  type DecimalType,
  decimalType,
  type IntegerType,
  integerDigits,
  isNumeric,
  isTemporal,
  type SqlType,
  sameType,
  type TemporalType,
  type TextType,
  types,
  withoutMembers,
} from './sql-type.ts'

/**
 * The type that holds the values of all branches of a CASE, rows of VALUES or operands of a UNION, as MySQL 8 aggregates result
 * types (reference manual, "Flow Control Functions" and "UNION Clause"). NULL branches do not count; only NULLs make NULL.
 */
export function commonType(branches: readonly SqlType[]): SqlType {
  let common: SqlType = types.null
  for (const type of branches) common = commonTypeOfTwo(common, withoutMembers(type))
  return common
}

export function commonTypeOfTwo(a: SqlType, b: SqlType): SqlType {
  const left = withoutMembers(a)
  const right = withoutMembers(b)
  if (left.kind === 'null' || sameType(left, right)) return right
  if (right.kind === 'null') return left
  if (isNumeric(left) && isNumeric(right)) return commonNumeric(left, right)
  if (isTemporal(left) && isTemporal(right)) return commonTemporal(left, right)
  if (left.kind === 'bytes' || right.kind === 'bytes') return types.blob
  if (left.kind === 'text' && right.kind === 'text') return commonText(left, right)
  if (left.kind === 'text') return { ...types.text, collation: left.collation }
  if (right.kind === 'text') return { ...types.text, collation: right.collation }
  return types.text
}

function commonNumeric(left: SqlType, right: SqlType): SqlType {
  if (left.kind === 'boolean') return right
  if (right.kind === 'boolean') return left
  if (left.kind === 'integer' && right.kind === 'integer') return commonInteger(left, right)
  if (isExact(left) && isExact(right)) return commonDecimal(asDecimal(left), asDecimal(right))
  return types.double
}

function isExact(type: SqlType): type is IntegerType | DecimalType {
  return type.kind === 'integer' || type.kind === 'decimal'
}

function asDecimal(type: IntegerType | DecimalType): DecimalType {
  if (type.kind === 'decimal') return type
  return decimalType(integerDigits(type.bits), 0, type.unsigned)
}

function commonDecimal(left: DecimalType, right: DecimalType): DecimalType {
  const scale = Math.max(left.scale, right.scale)
  const digits = Math.max(left.precision - left.scale, right.precision - right.scale)
  return decimalType(Math.min(65, digits + scale), scale, left.unsigned && right.unsigned)
}

function commonInteger(left: IntegerType, right: IntegerType): SqlType {
  if (left.unsigned === right.unsigned) return plainInteger(left.bits >= right.bits ? left : right)
  const [signed, unsigned] = left.unsigned ? [right, left] : [left, right]
  if (signed.bits > unsigned.bits) return plainInteger(signed)
  const wider = { 8: 16, 16: 24, 24: 32, 32: 64, 64: null } as const
  const bits = wider[unsigned.bits]
  return bits === null ? decimalType(20, 0) : { kind: 'integer', bits, unsigned: false }
}

function plainInteger({ kind, bits, unsigned }: IntegerType): IntegerType {
  return { kind, bits, unsigned }
}

function commonTemporal(left: SqlType, right: SqlType): SqlType {
  const fsp = finerFraction(left, right)
  if (left.kind === right.kind) return { kind: left.kind as TemporalType['kind'], fsp }
  return { kind: 'datetime', fsp }
}

/** DATE has no fraction; `null` counts as milliseconds. */
function finerFraction(left: SqlType, right: SqlType): number | null {
  const fraction = (type: SqlType) => (type.kind === 'date' ? 0 : (type as TemporalType).fsp)
  const a = fraction(left)
  const b = fraction(right)
  return (a ?? 3) > (b ?? 3) ? a : b
}

function commonText(left: TextType, right: TextType): SqlType {
  const collation = commonCollation(left.collation, right.collation)
  if (left.length === null || right.length === null) return { ...types.text, collation }
  const length = Math.max(left.length, right.length)
  return { kind: 'text', name: 'varchar', length, collation }
}

/** Where two columns disagree, the stricter collation tells apart whatever either of them does. */
function commonCollation(left: CollationName, right: CollationName): CollationName {
  if (left === right) return left
  return left === 'utf8mb4_bin' || right === 'utf8mb4_bin' ? 'utf8mb4_bin' : 'utf8mb4_0900_as_cs'
}
