import { roundedProduct, wideDivision } from '../functions/arithmetic.ts'
import { formatValue } from '../functions/format-value.ts'
import { isTemporal, type SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { AggregateCall, ColumnId, Expression, SubqueryExpression } from './expression.ts'

/** What a column is called in the text. */
export type ColumnNamer = (column: ColumnId) => string

/** An expression as SQL, for people: implicit casts that only widen are shown too, as `CAST(x AS type)`. */
export function printExpression(expression: Expression, nameOf: ColumnNamer): string {
  return print(expression, nameOf, 0)
}

export function printAggregate(call: AggregateCall, nameOf: ColumnNamer): string {
  const { order = [], separator } = call
  const values = call.args.slice(0, call.args.length - order.length)
  const args = values.length === 0 ? '*' : list(values, nameOf)
  const keys = order.map((key, i) => {
    const text = print(call.args[values.length + i], nameOf, 0)
    const nulls =
      key.nullsFirst === key.descending ? (key.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST') : ''
    return `${text}${key.descending ? ' DESC' : ''}${nulls}`
  })
  const by = keys.length === 0 ? '' : ` ORDER BY ${keys.join(', ')}`
  const between = separator === undefined ? '' : ` SEPARATOR '${separator.replaceAll("'", "''")}'`
  return `${call.function.name}(${call.distinct ? 'DISTINCT ' : ''}${args}${by}${between})`
}

/** Binding strengths, weakest first; an operand weaker than its place gets parentheses. */
const strength = { or: 1, and: 2, not: 3, comparison: 4, bits: 5, sum: 6, product: 7, unary: 8 }

const infix: Readonly<Record<string, number | undefined>> = {
  '=': strength.comparison,
  '<=>': strength.comparison,
  '<>': strength.comparison,
  '<': strength.comparison,
  '<=': strength.comparison,
  '>': strength.comparison,
  '>=': strength.comparison,
  LIKE: strength.comparison,
  '|': strength.bits,
  '&': strength.bits,
  '<<': strength.bits,
  '>>': strength.bits,
  '+': strength.sum,
  '-': strength.sum,
  '*': strength.product,
  '/': strength.product,
  DIV: strength.product,
  '%': strength.product,
  '^': strength.product,
}

/** Operators that compute with all digits of a quotient. */
const shownNames: Readonly<Record<string, string | undefined>> = {
  [wideDivision.name]: '/',
  [roundedProduct.name]: '*',
}

function print(expression: Expression, nameOf: ColumnNamer, place: number): string {
  const [text, own] = printed(expression, nameOf)
  return own < place ? `(${text})` : text
}

function printed(expression: Expression, nameOf: ColumnNamer): [text: string, strength: number] {
  const atom = 9
  switch (expression.kind) {
    case 'column':
      return [nameOf(expression.column), atom]
    case 'constant':
      return [printValue(expression.value, expression.type), atom]
    case 'parameter':
      return [`?${expression.index + 1}`, atom]
    case 'and':
    case 'or': {
      const own = strength[expression.kind]
      const word = expression.kind === 'and' ? ' AND ' : ' OR '
      return [expression.args.map((arg) => print(arg, nameOf, own + 1)).join(word), own]
    }
    case 'not':
      return printNot(expression.input, nameOf)
    case 'is-null':
      return [`${print(expression.input, nameOf, strength.bits)} IS NULL`, strength.comparison]
    case 'in': {
      const input = print(expression.input, nameOf, strength.bits)
      return [`${input} IN (${list(expression.list, nameOf)})`, strength.comparison]
    }
    case 'cast':
      if (expression.mode === 'narrowing') return printed(expression.input, nameOf)
      return [`CAST(${print(expression.input, nameOf, 0)} AS ${typeName(expression.type)})`, atom]
    case 'case': {
      const branches = expression.branches.map(
        ({ when, then }) => `WHEN ${print(when, nameOf, 0)} THEN ${print(then, nameOf, 0)}`,
      )
      const { otherwise } = expression
      const rest = otherwise === null ? '' : ` ELSE ${print(otherwise, nameOf, 0)}`
      return [`CASE ${branches.join(' ')}${rest} END`, atom]
    }
    case 'subquery':
      return [printSubquery(expression, nameOf), atom]
    case 'call': {
      const name = shownNames[expression.function.name] ?? expression.function.name
      const { args } = expression
      const own = infix[name]
      if (own !== undefined && args.length === 2) {
        const [left, right] = args
        return [`${print(left, nameOf, own)} ${name} ${print(right, nameOf, own + 1)}`, own]
      }
      if (name === 'NEGATE') return [`-${print(args[0], nameOf, atom)}`, strength.unary]
      return [`${name}(${list(args, nameOf)})`, atom]
    }
  }
}

/** The plan stands below the operator; here is only what it is asked for. */
function printSubquery(expression: SubqueryExpression, nameOf: ColumnNamer): string {
  if (expression.mode === 'scalar' || expression.mode === 'rows') return '(subquery)'
  if (expression.mode === 'exists') return 'EXISTS (subquery)'
  const operands = expression.operands.map(({ value }) => print(value, nameOf, 0)).join(', ')
  return expression.operands.length === 1
    ? `${operands} IN (subquery)`
    : `(${operands}) IN (subquery)`
}

function printNot(input: Expression, nameOf: ColumnNamer): [string, number] {
  if (input.kind === 'is-null') {
    return [`${print(input.input, nameOf, strength.bits)} IS NOT NULL`, strength.comparison]
  }
  if (input.kind === 'in') {
    const operand = print(input.input, nameOf, strength.bits)
    return [`${operand} NOT IN (${list(input.list, nameOf)})`, strength.comparison]
  }
  return [`NOT ${print(input, nameOf, strength.comparison + 1)}`, strength.not]
}

/** Longer lists are cut; EXPLAIN is for reading. */
const longestList = 20

function list(items: readonly Expression[], nameOf: ColumnNamer): string {
  const shown = items.slice(0, longestList).map((item) => print(item, nameOf, 0))
  if (items.length > longestList) shown.push(`… ${items.length - longestList} more`)
  return shown.join(', ')
}

export function printValue(value: SqlValue, type: SqlType): string {
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array) return `X'${hex(value)}'`
  const text = formatValue(value, type)
  if (typeof value === 'string') return `'${text.replaceAll("'", "''")}'`
  return isTemporal(type) ? `${type.kind.toUpperCase()} '${text}'` : text
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A type as a declaration would name it. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case 'integer': {
      const names = { 8: 'TINYINT', 16: 'SMALLINT', 24: 'MEDIUMINT', 32: 'INT', 64: 'BIGINT' }
      return names[type.bits] + (type.unsigned ? ' UNSIGNED' : '')
    }
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})${type.unsigned ? ' UNSIGNED' : ''}`
    case 'text':
    case 'bytes':
      return type.name.toUpperCase() + (type.length === null ? '' : `(${type.length})`)
    case 'datetime':
    case 'timestamp':
    case 'time':
      return type.kind.toUpperCase() + (type.fsp === null ? '' : `(${type.fsp})`)
    default:
      return type.kind.toUpperCase()
  }
}
