import type { IntegerType, SqlType } from './sql-type.ts'

/** A type as SQL declares it, in lower case as MySQL shows it. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case 'integer':
      return integerName(type)
    case 'float':
    case 'double':
      return type.scale === undefined ? type.kind : `${type.kind}(${type.digits},${type.scale})`
    case 'enum':
    case 'set':
      return `${type.kind}(${type.members.map(quoted).join(',')})`
    case 'decimal':
      return `decimal(${type.precision},${type.scale})${type.unsigned ? ' unsigned' : ''}`
    case 'text':
    case 'bytes':
      if (type.name === 'uuid') return 'uuid'
      return type.length === null ? type.name : `${type.name}(${type.length})`
    case 'datetime':
    case 'timestamp':
    case 'time':
      return type.fsp === null ? type.kind : `${type.kind}(${type.fsp})`
    default:
      return type.kind
  }
}

function integerName({ bits, unsigned, display, width }: IntegerType): string {
  switch (display) {
    case 'year':
      return 'year'
    case 'bit':
      return `bit(${width})`
    case 'zerofill':
      return `${integerNames[bits]}(${width}) unsigned zerofill`
    case 'flag':
      return `tinyint(1)${unsigned ? ' unsigned' : ''}`
    default:
      return `${integerNames[bits]}${unsigned ? ' unsigned' : ''}`
  }
}

function quoted(member: string): string {
  return `'${member.replaceAll("'", "''")}'`
}

const integerNames = { 8: 'tinyint', 16: 'smallint', 24: 'mediumint', 32: 'int', 64: 'bigint' }
