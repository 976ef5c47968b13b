import type { SqlType } from './sql-type.ts'

/** A type as SQL declares it, in lower case as MySQL shows it. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case 'integer':
      return `${integerNames[type.bits]}${type.unsigned ? ' unsigned' : ''}`
    case 'decimal':
      return `decimal(${type.precision},${type.scale})${type.unsigned ? ' unsigned' : ''}`
    case 'text':
    case 'bytes':
      return type.length === null ? type.name : `${type.name}(${type.length})`
    case 'datetime':
    case 'timestamp':
    case 'time':
      return type.fsp === null ? type.kind : `${type.kind}(${type.fsp})`
    default:
      return type.kind
  }
}

const integerNames = { 8: 'tinyint', 16: 'smallint', 24: 'mediumint', 32: 'int', 64: 'bigint' }
