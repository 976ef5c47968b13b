import { type ColumnSchema, PhysicalType } from '@sqlexec/parquet'

const physicalNames = Object.keys(PhysicalType)

/** The physical type: `INT64`, `FIXED_LEN_BYTE_ARRAY(16)`. */
export function physicalText({ physicalType, typeLength }: ColumnSchema): string {
  const name = physicalNames[physicalType]
  return typeLength > 0 ? `${name}(${typeLength})` : name
}

/** The logical type: `DECIMAL(10,2)`, `TIMESTAMP(micros, UTC)`; `null` where there is none. */
export function logicalText({ logical }: ColumnSchema): string | null {
  const kind = logical.kind.toUpperCase()
  switch (logical.kind) {
    case 'none':
      return null
    case 'int':
      return `${logical.signed ? '' : 'U'}INT${logical.bits}`
    case 'decimal':
      return `DECIMAL(${logical.precision},${logical.scale})`
    case 'time':
    case 'timestamp':
      return `${kind}(${logical.unit}${logical.utc ? ', UTC' : ''})`
    case 'geometry':
    case 'geography':
      return logical.crs === undefined ? kind : `${kind}(${logical.crs})`
    default:
      return kind
  }
}
