import { decimalType, type SqlType, types } from '../types/sql-type.ts'

/** The type of a column that holds the values of an expression's type. */
export function storedType(type: SqlType): SqlType {
  switch (type.kind) {
    case 'null':
      return { ...types.text, name: 'longtext' }
    case 'text':
      return type.length === null && type.name === 'varchar' ? { ...type, name: 'longtext' } : type
    case 'bytes':
      return type.length === null ? { ...type, name: 'longblob' } : type
    case 'decimal':
      return decimalType(Math.min(type.precision, 38), Math.min(type.scale, 30), type.unsigned)
    default:
      return type
  }
}
