import type { Span } from '../../base/errors.ts'
import type { Literal } from '../ast/index.ts'

/**
 * The text within `span` with each lifted literal replaced by a mark. A mark begins with U+0000, which stands in no
 * statement outside quotes and comments, where no literal is; so the key can be read back into tokens in one way only.
 */
export function buildCacheKey(sql: string, span: Span, literals: readonly Literal[]): string {
  let key = ''
  let from = span.start
  for (let i = 0; i < literals.length; i++) {
    const literal = literals[i]
    key += sql.slice(from, literal.span.start) + markOf(literal)
    from = literal.span.end
  }
  return key + sql.slice(from, span.end)
}

function markOf(literal: Literal): string {
  switch (literal.type) {
    case 'integer':
      return markOfInteger(literal.value)
    case 'decimal':
      return `\0d${literal.precision},${literal.scale};`
    case 'float':
      return '\0f'
    case 'string':
      return literal.charset === null ? '\0s' : `\0c${literal.charset};`
    case 'hex':
      return '\0x'
    case 'bit':
      return '\0b'
    case 'binary':
      return '\0y'
    case 'null':
      return '\0n'
    case 'boolean':
      return literal.value ? '\0T' : '\0F'
    case 'date':
      return '\0D'
    case 'time':
      return '\0M'
    case 'timestamp':
      return '\0Z'
  }
}

const maxSigned = 2n ** 63n - 1n

/** Apart for what is a number, a BIGINT and a BIGINT UNSIGNED. */
function markOfInteger(value: number | bigint): string {
  if (typeof value === 'number') return '\0i'
  return value <= maxSigned ? '\0j' : '\0u'
}
