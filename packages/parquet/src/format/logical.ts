import { ConvertedType, PhysicalType } from './constants.ts'
import type { LogicalType, SchemaElement, TimeUnit } from './metadata.ts'

export type Unit = 'millis' | 'micros' | 'nanos'

/**
 * What the values of a column mean: `logicalType`, or the older `converted_type` where that is absent, as one
 * type. `none` where neither says anything, and where the annotation does not fit the physical type.
 * INT96, which no annotation describes, is a timestamp.
 */
export type LogicalKind =
  | { readonly kind: 'none' }
  | { readonly kind: 'string' }
  | { readonly kind: 'enum' }
  | { readonly kind: 'json' }
  | { readonly kind: 'bson' }
  | { readonly kind: 'int'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'date' }
  | { readonly kind: 'time'; readonly unit: Unit; readonly utc: boolean }
  | { readonly kind: 'timestamp'; readonly unit: Unit; readonly utc: boolean }
  | { readonly kind: 'interval' }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'float16' }
  | { readonly kind: 'geometry'; readonly crs?: string }
  | { readonly kind: 'geography'; readonly crs?: string; readonly algorithm?: number }
  | { readonly kind: 'variant' }
  | { readonly kind: 'unknown' }

const none: LogicalKind = { kind: 'none' }

/**
 * The logical type of a leaf.
 *
 * @param int96Unit the unit that INT96 timestamps are read in. Nanoseconds keep every bit but end in 2262.
 */
export function logicalKind(element: SchemaElement, int96Unit: Unit = 'nanos'): LogicalKind {
  if (element.type === PhysicalType.INT96) return { kind: 'timestamp', unit: int96Unit, utc: true }
  const declared =
    (element.logicalType && fromLogicalType(element.logicalType)) ?? fromConvertedType(element)
  return fitsPhysicalType(declared, element) ? declared : none
}

function fromLogicalType(type: LogicalType): LogicalKind | undefined {
  if (type.STRING) return { kind: 'string' }
  if (type.ENUM) return { kind: 'enum' }
  if (type.DECIMAL) return { kind: 'decimal', ...type.DECIMAL }
  if (type.DATE) return { kind: 'date' }
  if (type.TIME) {
    const unit = fromTimeUnit(type.TIME.unit)
    return unit && { kind: 'time', unit, utc: type.TIME.isAdjustedToUTC }
  }
  if (type.TIMESTAMP) {
    const unit = fromTimeUnit(type.TIMESTAMP.unit)
    return unit && { kind: 'timestamp', unit, utc: type.TIMESTAMP.isAdjustedToUTC }
  }
  if (type.INTEGER) return integer(type.INTEGER.bitWidth, type.INTEGER.isSigned)
  if (type.UNKNOWN) return { kind: 'unknown' }
  if (type.JSON) return { kind: 'json' }
  if (type.BSON) return { kind: 'bson' }
  if (type.UUID) return { kind: 'uuid' }
  if (type.FLOAT16) return { kind: 'float16' }
  if (type.VARIANT) return { kind: 'variant' }
  if (type.GEOMETRY) return { kind: 'geometry', ...type.GEOMETRY }
  if (type.GEOGRAPHY) return { kind: 'geography', ...type.GEOGRAPHY }
  return undefined
}

function fromTimeUnit(unit: TimeUnit): Unit | undefined {
  if (unit.MILLIS) return 'millis'
  if (unit.MICROS) return 'micros'
  return unit.NANOS ? 'nanos' : undefined
}

function integer(bits: number, signed: boolean): LogicalKind {
  return bits === 8 || bits === 16 || bits === 32 || bits === 64
    ? { kind: 'int', bits, signed }
    : none
}

function fromConvertedType(element: SchemaElement): LogicalKind {
  switch (element.convertedType) {
    case ConvertedType.UTF8:
      return { kind: 'string' }
    case ConvertedType.ENUM:
      return { kind: 'enum' }
    case ConvertedType.DECIMAL:
      return { kind: 'decimal', precision: element.precision ?? 0, scale: element.scale ?? 0 }
    case ConvertedType.DATE:
      return { kind: 'date' }
    case ConvertedType.TIME_MILLIS:
      return { kind: 'time', unit: 'millis', utc: true }
    case ConvertedType.TIME_MICROS:
      return { kind: 'time', unit: 'micros', utc: true }
    case ConvertedType.TIMESTAMP_MILLIS:
      return { kind: 'timestamp', unit: 'millis', utc: true }
    case ConvertedType.TIMESTAMP_MICROS:
      return { kind: 'timestamp', unit: 'micros', utc: true }
    case ConvertedType.UINT_8:
      return integer(8, false)
    case ConvertedType.UINT_16:
      return integer(16, false)
    case ConvertedType.UINT_32:
      return integer(32, false)
    case ConvertedType.UINT_64:
      return integer(64, false)
    case ConvertedType.INT_8:
      return integer(8, true)
    case ConvertedType.INT_16:
      return integer(16, true)
    case ConvertedType.INT_32:
      return integer(32, true)
    case ConvertedType.INT_64:
      return integer(64, true)
    case ConvertedType.JSON:
      return { kind: 'json' }
    case ConvertedType.BSON:
      return { kind: 'bson' }
    case ConvertedType.INTERVAL:
      return { kind: 'interval' }
    default:
      return none
  }
}

/** Whether the annotation is allowed on the physical type (LogicalTypes.md). */
export function fitsPhysicalType(
  logical: LogicalKind,
  { type, typeLength }: Pick<SchemaElement, 'type' | 'typeLength'>,
): boolean {
  const bytes = type === PhysicalType.BYTE_ARRAY
  const fixed = type === PhysicalType.FIXED_LEN_BYTE_ARRAY
  switch (logical.kind) {
    case 'string':
    case 'enum':
    case 'json':
    case 'bson':
      return bytes || fixed
    case 'geometry':
    case 'geography':
      return bytes
    case 'int':
      return logical.bits === 64 ? type === PhysicalType.INT64 : type === PhysicalType.INT32
    case 'date':
      return type === PhysicalType.INT32
    case 'time':
      return type === (logical.unit === 'millis' ? PhysicalType.INT32 : PhysicalType.INT64)
    case 'timestamp':
      return type === PhysicalType.INT64
    case 'decimal':
      return bytes || fixed || type === PhysicalType.INT32 || type === PhysicalType.INT64
    case 'interval':
      return fixed && typeLength === 12
    case 'uuid':
      return fixed && typeLength === 16
    case 'float16':
      return fixed && typeLength === 2
    case 'variant':
      return false
    default:
      return true
  }
}
