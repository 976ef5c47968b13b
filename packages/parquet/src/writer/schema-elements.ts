import { ConvertedType, PhysicalType, Repetition } from '../format/constants.ts'
import type { LogicalKind, Unit } from '../format/logical.ts'
import type { LogicalType, SchemaElement, TimeUnit } from '../format/metadata.ts'
import { type ColumnSpec, repetitionOf } from './column-spec.ts'

/** The flattened schema tree of a footer. */
export function schemaElements(columns: readonly ColumnSpec[]): SchemaElement[] {
  const root: SchemaElement = { name: 'schema', numChildren: columns.length }
  return [root, ...columns.flatMap(columnElements)]
}

function columnElements(spec: ColumnSpec): SchemaElement[] {
  const { name, nullable, list } = spec
  const id = spec.fieldId === undefined ? {} : { fieldId: spec.fieldId }
  if (list === undefined) return [{ ...leafElement(spec, name, nullable), ...id }]
  // The standard three levels (LogicalTypes.md, "Lists").
  return [
    {
      name,
      repetitionType: repetitionOf(nullable),
      numChildren: 1,
      convertedType: ConvertedType.LIST,
      logicalType: { LIST: {} },
      ...id,
    },
    { name: 'list', repetitionType: Repetition.REPEATED, numChildren: 1 },
    leafElement(spec, 'element', list.elementNullable),
  ]
}

function leafElement(spec: ColumnSpec, name: string, nullable: boolean): SchemaElement {
  const { physicalType, typeLength, logical } = spec
  return {
    name,
    type: physicalType,
    repetitionType: repetitionOf(nullable),
    ...(physicalType === PhysicalType.FIXED_LEN_BYTE_ARRAY ? { typeLength } : {}),
    // INT96 timestamps have no annotation of their own.
    ...(physicalType === PhysicalType.INT96 ? {} : annotations(logical)),
  }
}

/**
 * `logicalType` for today's readers, and `convertedType` for those that came before it, where one
 * exists.
 */
function annotations(logical: LogicalKind): Partial<SchemaElement> {
  switch (logical.kind) {
    case 'string':
      return { convertedType: ConvertedType.UTF8, logicalType: { STRING: {} } }
    case 'enum':
      return { convertedType: ConvertedType.ENUM, logicalType: { ENUM: {} } }
    case 'json':
      return { convertedType: ConvertedType.JSON, logicalType: { JSON: {} } }
    case 'bson':
      return { convertedType: ConvertedType.BSON, logicalType: { BSON: {} } }
    case 'int':
      return {
        convertedType: convertedInteger(logical.bits, logical.signed),
        logicalType: { INTEGER: { bitWidth: logical.bits, isSigned: logical.signed } },
      }
    case 'decimal': {
      const { precision, scale } = logical
      const logicalType = { DECIMAL: { precision, scale } }
      return { convertedType: ConvertedType.DECIMAL, precision, scale, logicalType }
    }
    case 'date':
      return { convertedType: ConvertedType.DATE, logicalType: { DATE: {} } }
    case 'time':
    case 'timestamp':
      return temporal(logical.kind, logical.unit, logical.utc)
    case 'interval':
      return { convertedType: ConvertedType.INTERVAL }
    default:
      return { logicalType: modernType(logical) }
  }
}

/** Types that never had a converted type. */
function modernType(logical: LogicalKind): LogicalType | undefined {
  switch (logical.kind) {
    case 'uuid':
      return { UUID: {} }
    case 'float16':
      return { FLOAT16: {} }
    case 'unknown':
      return { UNKNOWN: {} }
    case 'geometry':
      return { GEOMETRY: { crs: logical.crs } }
    case 'geography':
      return { GEOGRAPHY: { crs: logical.crs, algorithm: logical.algorithm } }
    default:
      return undefined
  }
}

/**
 * The converted types of times are adjusted to UTC by definition, so local times go without one.
 */
function temporal(kind: 'time' | 'timestamp', unit: Unit, utc: boolean): Partial<SchemaElement> {
  const value = { isAdjustedToUTC: utc, unit: timeUnit(unit) }
  const logicalType: LogicalType = kind === 'time' ? { TIME: value } : { TIMESTAMP: value }
  const convertedType = utc ? convertedTemporal(kind, unit) : undefined
  return { convertedType, logicalType }
}

function convertedTemporal(kind: 'time' | 'timestamp', unit: Unit): ConvertedType | undefined {
  if (unit === 'nanos') return undefined
  if (kind === 'time') {
    return unit === 'millis' ? ConvertedType.TIME_MILLIS : ConvertedType.TIME_MICROS
  }
  return unit === 'millis' ? ConvertedType.TIMESTAMP_MILLIS : ConvertedType.TIMESTAMP_MICROS
}

function timeUnit(unit: Unit): TimeUnit {
  if (unit === 'millis') return { MILLIS: {} }
  return unit === 'micros' ? { MICROS: {} } : { NANOS: {} }
}

function convertedInteger(bits: 8 | 16 | 32 | 64, signed: boolean): ConvertedType {
  switch (bits) {
    case 8:
      return signed ? ConvertedType.INT_8 : ConvertedType.UINT_8
    case 16:
      return signed ? ConvertedType.INT_16 : ConvertedType.UINT_16
    case 32:
      return signed ? ConvertedType.INT_32 : ConvertedType.UINT_32
    default:
      return signed ? ConvertedType.INT_64 : ConvertedType.UINT_64
  }
}
