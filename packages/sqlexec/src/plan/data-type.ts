import type { DataType } from '../sql/index.ts'
import {
  type BytesType,
  type CollationName,
  decimalType,
  defaultCollation,
  type IntegerType,
  type SqlType,
  type TextType,
} from '../types/sql-type.ts'

/** The type that a declaration or a CAST names, or a message that says what is wrong with it. */
export function sqlTypeOf(declared: DataType): SqlType | string {
  switch (declared.name) {
    case 'tinyint':
      return integer(8, declared)
    case 'smallint':
      return integer(16, declared)
    case 'mediumint':
      return integer(24, declared)
    case 'int':
      return integer(32, declared)
    case 'bigint':
      return integer(64, declared)
    case 'boolean':
      return { kind: 'boolean' }
    case 'decimal':
      return decimal(declared)
    case 'float':
      return declared.length !== null && declared.scale === null && declared.length > 24
        ? { kind: 'double' }
        : { kind: 'float' }
    case 'double':
      return { kind: 'double' }
    case 'date':
      return { kind: 'date' }
    case 'time':
    case 'datetime':
    case 'timestamp':
      if (declared.length !== null && declared.length > 9) {
        return `Too big precision ${declared.length} specified; the maximum is 9`
      }
      return { kind: declared.name, fsp: declared.length }
    case 'char':
    case 'varchar':
    case 'tinytext':
    case 'text':
    case 'mediumtext':
    case 'longtext':
      return text(declared, declared.name, declared.length)
    case 'binary':
    case 'varbinary':
    case 'tinyblob':
    case 'blob':
    case 'mediumblob':
    case 'longblob':
      return bytes(declared.name, declared.length)
    case 'json':
      return { kind: 'json' }
    default:
      return `the type ${declared.name.toUpperCase()} is not supported yet`
  }
}

function integer(bits: IntegerType['bits'], declared: DataType): SqlType {
  return { kind: 'integer', bits, unsigned: declared.unsigned || declared.zerofill }
}

function decimal(declared: DataType): SqlType | string {
  const precision = declared.length === null || declared.length === 0 ? 10 : declared.length
  const scale = declared.scale ?? 0
  if (precision > 38) return `Too big precision ${precision} specified; the maximum is 38`
  if (scale > 30) return `Too big scale ${scale} specified; the maximum is 30`
  if (scale > precision) return `For DECIMAL(M, D), M must be >= D (M = ${precision}, D = ${scale})`
  return decimalType(precision, scale, declared.unsigned || declared.zerofill)
}

function text(
  declared: DataType,
  name: TextType['name'],
  length: number | null,
): TextType | string {
  const collation = declared.collation ?? (declared.binaryCollation ? 'utf8mb4_bin' : null)
  const known = collation === null ? defaultCollation : collationOf(collation)
  if (known === undefined) return `Unknown collation: '${collation}'`
  return { kind: 'text', name, length, collation: known }
}

function bytes(name: BytesType['name'], length: number | null): BytesType {
  return { kind: 'bytes', name, length }
}

/**
 * The collation that stands for a collation of MySQL. Those of other languages, character sets and versions are served by
 * the one that tells apart what they tell apart: case and accents, or neither, or every code point.
 */
export function collationOf(name: string): CollationName | undefined {
  const lower = name.toLowerCase()
  if (lower === 'binary' || lower.endsWith('_bin')) return 'utf8mb4_bin'
  if (lower.endsWith('_as_cs') || lower.endsWith('_cs')) return 'utf8mb4_0900_as_cs'
  return lower.endsWith('_ci') ? 'utf8mb4_0900_ai_ci' : undefined
}
