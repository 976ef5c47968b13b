import type {
  BytesLiteral,
  DecimalLiteral,
  Literal,
  SystemVariable,
  UserVariable,
} from '../ast/index.ts'
import { keywordKind } from '../lexer/keyword-table.ts'

/** A string in single quotes, for a reader to whom a backslash is an escape. */
export function printString(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

export function printLiteral(literal: Literal): string {
  switch (literal.type) {
    case 'integer':
      return String(literal.value)
    case 'decimal':
      return printDecimal(literal)
    case 'float':
      return literal.value.toExponential()
    case 'string':
      return (literal.charset === null ? '' : `_${literal.charset}`) + printString(literal.value)
    case 'hex':
    case 'bit':
    case 'binary':
      return printBytes(literal)
    case 'null':
      return 'NULL'
    case 'boolean':
      return literal.value ? 'TRUE' : 'FALSE'
    case 'date':
    case 'time':
    case 'timestamp':
      return `${literal.type.toUpperCase()} ${printString(literal.value)}`
  }
}

/** With its point, even where the scale is 0, so that it stays a decimal of this precision and scale. */
function printDecimal({ value, precision, scale }: DecimalLiteral): string {
  const digits = String(value).padStart(precision, '0')
  const point = digits.length - scale
  return `${digits.slice(0, point)}.${digits.slice(point)}`
}

function printBytes({ type, value }: BytesLiteral): string {
  const radix = type === 'bit' ? 2 : 16
  const width = type === 'bit' ? 8 : 2
  let digits = ''
  for (const byte of value) digits += byte.toString(radix).padStart(width, '0')
  if (type === 'bit') return `b'${digits}'`
  return type === 'hex' ? `x'${digits}'` : `_binary x'${digits}'`
}

export function printUserVariable({ name }: UserVariable): string {
  return /^[A-Za-z0-9_.$]+$/.test(name) ? `@${name}` : `@\`${name.replaceAll('`', '``')}\``
}

export function printSystemVariable({ scope, name }: SystemVariable): string {
  const text = scope === null ? name : `${scope}.${name}`
  return /^[A-Za-z0-9_.$]+$/.test(text) ? `@@${text}` : `@@\`${text.replaceAll('`', '``')}\``
}

/** A character set, collation or the like, which is read as a bare word. */
export function printSetting(name: string): string {
  const bare = /^[a-z][a-z0-9_]*$/.test(name) && keywordKind(name) === 0
  return bare || name === 'binary' ? name : `\`${name.replaceAll('`', '``')}\``
}
