import type { Span } from '../../base/errors.ts'

/** Canonical names of types; synonyms (INTEGER, NUMERIC, INT8, CHARACTER VARYING, …) are folded into these. */
export type TypeName =
  | 'tinyint'
  | 'smallint'
  | 'mediumint'
  | 'int'
  | 'bigint'
  | 'decimal'
  | 'float'
  | 'double'
  | 'boolean'
  | 'bit'
  | 'date'
  | 'time'
  | 'datetime'
  | 'timestamp'
  | 'year'
  | 'char'
  | 'varchar'
  | 'binary'
  | 'varbinary'
  | 'tinytext'
  | 'text'
  | 'mediumtext'
  | 'longtext'
  | 'tinyblob'
  | 'blob'
  | 'mediumblob'
  | 'longblob'
  | 'json'
  | 'uuid'
  | 'enum'
  | 'set'
  | 'vector'
  | 'geometry'
  | 'point'
  | 'linestring'
  | 'polygon'
  | 'multipoint'
  | 'multilinestring'
  | 'multipolygon'
  | 'geometrycollection'

/**
 * A type as declared for a column or named in CAST. `CAST(x AS SIGNED)` is `bigint`, `AS UNSIGNED` is
 * `bigint` with `unsigned`.
 */
export interface DataType {
  readonly kind: 'data_type'
  readonly name: TypeName
  /** Length, precision, display width, fractional seconds or dimensions: the first number in parentheses. */
  readonly length: number | null
  /** The second number in parentheses: the scale of DECIMAL, FLOAT, DOUBLE. */
  readonly scale: number | null
  readonly unsigned: boolean
  readonly zerofill: boolean
  /** The members of ENUM and SET; empty for every other type. */
  readonly members: readonly string[]
  readonly charset: string | null
  readonly collation: string | null
  /** `CHAR(3) BINARY`: the binary collation of the character set. */
  readonly binaryCollation: boolean
  /** `CAST(x AS UNSIGNED ARRAY)`, for multi-valued indexes. */
  readonly array: boolean
  readonly span: Span
}
