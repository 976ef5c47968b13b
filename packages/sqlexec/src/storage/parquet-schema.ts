import {
  type ColumnSchema,
  type ColumnSpec,
  type ColumnType,
  columnSpec,
  type LogicalKind,
  PhysicalType,
  type Unit,
} from '@sqlexec/parquet'
import type { ColumnDefinition } from '../catalog/definition.ts'
import { defaultCollation, isUuid, type SqlType, type TemporalType } from '../types/sql-type.ts'

/** How a column stands in the files that the engine writes. */
export function parquetColumn(
  column: Pick<ColumnDefinition, 'name' | 'type' | 'nullable'>,
): ColumnSpec {
  return columnSpec(column.name, parquetType(column.type), { nullable: column.nullable })
}

function parquetType(type: SqlType): ColumnType {
  switch (type.kind) {
    case 'boolean':
    case 'float':
    case 'double':
    case 'date':
    case 'json':
      return { kind: type.kind }
    case 'bytes':
      return { kind: isUuid(type) ? 'uuid' : 'bytes' }
    case 'text':
    case 'enum':
    case 'set':
      return { kind: 'string' }
    case 'null':
      return { kind: 'int', bits: 32, signed: true }
    case 'integer':
      return { kind: 'int', bits: type.bits === 24 ? 32 : type.bits, signed: !type.unsigned }
    case 'decimal':
      return { kind: 'decimal', precision: type.precision, scale: type.scale }
    case 'datetime':
    case 'timestamp':
    case 'time':
      return { kind: 'timestamp', unit: timeUnit(type), utc: type.kind === 'timestamp' }
  }
}

function timeUnit(type: TemporalType): Unit {
  const fsp = type.fsp ?? 3
  return fsp <= 3 ? 'millis' : fsp <= 6 ? 'micros' : 'nanos'
}

const fspOf: Record<Unit, number> = { millis: 3, micros: 6, nanos: 9 }

/** The SQL type of a column of a file that another program wrote. The reader yields its values in that type's domain. */
export function sqlTypeOf(column: ColumnSchema): SqlType {
  const { logical } = column
  switch (logical.kind) {
    case 'string':
    case 'enum':
      return { kind: 'text', name: 'varchar', length: null, collation: defaultCollation }
    case 'json':
      return { kind: 'json' }
    case 'int':
      return { kind: 'integer', bits: logical.bits, unsigned: !logical.signed }
    case 'decimal':
      return {
        kind: 'decimal',
        precision: logical.precision,
        scale: logical.scale,
        unsigned: false,
      }
    case 'date':
      return { kind: 'date' }
    case 'time':
      return { kind: 'time', fsp: fspOf[logical.unit] }
    case 'timestamp':
      return { kind: logical.utc ? 'timestamp' : 'datetime', fsp: fspOf[logical.unit] }
    case 'float16':
      return { kind: 'float' }
    case 'uuid':
      return { kind: 'bytes', name: 'binary', length: 16 }
    case 'bson':
    case 'geometry':
    case 'geography':
    case 'variant':
    case 'interval':
    case 'unknown':
    case 'none':
      return unannotatedType(column, logical)
  }
}

function unannotatedType(column: ColumnSchema, _logical: LogicalKind): SqlType {
  switch (column.physicalType) {
    case PhysicalType.BOOLEAN:
      return { kind: 'boolean' }
    case PhysicalType.INT32:
      return { kind: 'integer', bits: 32, unsigned: false }
    case PhysicalType.INT64:
      return { kind: 'integer', bits: 64, unsigned: false }
    case PhysicalType.FLOAT:
      return { kind: 'float' }
    case PhysicalType.DOUBLE:
      return { kind: 'double' }
    case PhysicalType.FIXED_LEN_BYTE_ARRAY:
      return { kind: 'bytes', name: 'binary', length: column.typeLength }
    default:
      return { kind: 'bytes', name: 'blob', length: null }
  }
}
