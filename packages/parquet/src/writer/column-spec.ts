import { PhysicalType, Repetition } from '../format/constants.ts'
import type { LogicalKind } from '../format/logical.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { checkSpec } from './check-spec.ts'
import { decimalForm } from './decimal-form.ts'

/** How the values of a column are laid out in its data pages. */
export type ColumnEncoding =
  /** A dictionary where it makes the chunk smaller, PLAIN otherwise. The default. */
  | 'auto'
  | 'plain'
  /** A dictionary unless it makes the chunk larger. */
  | 'dictionary'
  /** DELTA_BINARY_PACKED for INT32 and INT64, DELTA_LENGTH_BYTE_ARRAY for BYTE_ARRAY. */
  | 'delta'
  /** DELTA_BYTE_ARRAY, for BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY: small where values begin as the ones before them. */
  | 'delta_byte_array'
  /** BYTE_STREAM_SPLIT, for FLOAT, DOUBLE, INT32, INT64 and FIXED_LEN_BYTE_ARRAY. */
  | 'byte_stream_split'
  /** Whichever of these makes a sample of the chunk smallest, compressed. Writing takes longer. */
  | 'measured'

/**
 * Whether chunks get a Bloom filter, by which readers skip row groups that lack a value, and the share of absent values that
 * it may take for present (default 0.01). Every type but BOOLEAN may have one.
 */
export type BloomFilterOption = boolean | { readonly falsePositiveRate?: number }

/** One column to be written. {@link columnSpec} chooses the physical type for a logical one. */
export interface ColumnSpec {
  readonly name: string
  readonly physicalType: PhysicalType
  readonly logical: LogicalKind
  /** Bytes per value of FIXED_LEN_BYTE_ARRAY; 0 or absent for other types. */
  readonly typeLength?: number
  /** Whether rows (of a list column: the lists themselves) may be NULL. */
  readonly nullable: boolean
  /** Present where rows are lists of such values, written from `ListData`. */
  readonly list?: { readonly elementNullable: boolean }
  readonly encoding?: ColumnEncoding
  readonly bloomFilter?: BloomFilterOption
  /** The number by which formats such as Iceberg know the field. */
  readonly fieldId?: number
}

/**
 * A type as a caller thinks of it: the logical types, and the physical ones that need no
 * annotation.
 */
export type ColumnType =
  | Exclude<LogicalKind, { kind: 'none' | 'variant' | 'unknown' }>
  | { readonly kind: 'boolean' | 'float' | 'double' | 'bytes' }
  | { readonly kind: 'fixed'; readonly length: number }

export interface ColumnOptions {
  /** Default: true. */
  readonly nullable?: boolean
  readonly list?: { readonly elementNullable: boolean }
  readonly encoding?: ColumnEncoding
  readonly bloomFilter?: BloomFilterOption
  /** The number by which formats such as Iceberg know the field. */
  readonly fieldId?: number
}

/**
 * The column of a name and type, with the physical type that readers expect for it: decimals of up
 * to 9 digits as INT32, of up to 18 as INT64, of up to 38 as the shortest FIXED_LEN_BYTE_ARRAY.
 *
 * @throws RangeError for a decimal that has no such form
 */
export function columnSpec(
  name: string,
  type: ColumnType,
  { nullable = true, list, encoding, bloomFilter, fieldId }: ColumnOptions = {},
): ColumnSpec {
  const { physicalType, typeLength } = physicalForm(type)
  const logical = logicalForm(type)
  return {
    name,
    physicalType,
    logical,
    nullable,
    ...(typeLength === undefined ? {} : { typeLength }),
    ...(list === undefined ? {} : { list }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(bloomFilter === undefined ? {} : { bloomFilter }),
    ...(fieldId === undefined ? {} : { fieldId }),
  }
}

/**
 * The spec of a column as it stands in an existing file, so that its chunks can be copied. INT96
 * columns and decimals on BYTE_ARRAY can only be copied: there is no encoder for them.
 *
 * @throws RangeError for a column that cannot be written: see `unsupported` of the schema
 */
export function columnSpecOf(schema: ColumnSchema): ColumnSpec {
  if (schema.unsupported !== undefined) {
    throw new RangeError(`column ${schema.name} cannot be written: ${schema.unsupported}`)
  }
  const spec: ColumnSpec = {
    name: schema.name,
    physicalType: schema.physicalType,
    logical: schema.logical,
    nullable: schema.nullable,
    ...(schema.typeLength === 0 ? {} : { typeLength: schema.typeLength }),
    ...(schema.list ? { list: { elementNullable: schema.elementNullable } } : {}),
    ...(schema.fieldId === undefined ? {} : { fieldId: schema.fieldId }),
  }
  checkSpec(spec)
  const { definition, repetition } = maxLevels(spec)
  if (definition !== schema.maxDefinition || repetition !== schema.maxRepetition) {
    throw new RangeError(`column ${schema.name} cannot be written: it is a list of another form`)
  }
  return spec
}

function physicalForm(type: ColumnType): { physicalType: PhysicalType; typeLength?: number } {
  switch (type.kind) {
    case 'boolean':
      return { physicalType: PhysicalType.BOOLEAN }
    case 'int':
      return { physicalType: type.bits === 64 ? PhysicalType.INT64 : PhysicalType.INT32 }
    case 'date':
      return { physicalType: PhysicalType.INT32 }
    case 'time':
      return { physicalType: type.unit === 'millis' ? PhysicalType.INT32 : PhysicalType.INT64 }
    case 'timestamp':
      return { physicalType: PhysicalType.INT64 }
    case 'float':
      return { physicalType: PhysicalType.FLOAT }
    case 'double':
      return { physicalType: PhysicalType.DOUBLE }
    case 'decimal':
      return decimalForm(type.precision, type.scale)
    case 'fixed':
      return fixed(type.length)
    case 'uuid':
      return fixed(16)
    case 'interval':
      return fixed(12)
    case 'float16':
      return fixed(2)
    default:
      return { physicalType: PhysicalType.BYTE_ARRAY }
  }
}

function fixed(typeLength: number) {
  return { physicalType: PhysicalType.FIXED_LEN_BYTE_ARRAY, typeLength }
}

function logicalForm(type: ColumnType): LogicalKind {
  switch (type.kind) {
    case 'boolean':
    case 'float':
    case 'double':
    case 'bytes':
    case 'fixed':
      return { kind: 'none' }
    default:
      return type
  }
}

/** The greatest definition and repetition level of a spec's column. */
export function maxLevels(spec: ColumnSpec): { definition: number; repetition: number } {
  const optional = spec.nullable ? 1 : 0
  if (spec.list === undefined) return { definition: optional, repetition: 0 }
  return { definition: optional + 1 + (spec.list.elementNullable ? 1 : 0), repetition: 1 }
}

/** Field names from the root's child down to the leaf. */
export function columnPath(spec: ColumnSpec): string[] {
  return spec.list === undefined ? [spec.name] : [spec.name, 'list', 'element']
}

export function repetitionOf(nullable: boolean): Repetition {
  return nullable ? Repetition.OPTIONAL : Repetition.REQUIRED
}
