import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import type { AggregateCall, Expression } from './expression.ts'
import { operandsOf } from './expression-walk.ts'
import type { LogicalOperator } from './logical-plan.ts'

/**
 * A text that two expressions share exactly where they are the same expression: same structure, columns, constants
 * and types. Volatile calls are the same expression too; the caller sees to them.
 */
export function expressionKey(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return `#${expression.column}`
    case 'constant':
      return `${valueKey(expression.value)}:${typeKey(expression.type)}`
    case 'parameter':
      return `?${expression.index}`
    case 'call':
      return `${expression.function.name}(${listKey(expression.args)}):${typeKey(expression.type)}`
    case 'cast':
      return `${expression.mode}(${expressionKey(expression.input)}):${typeKey(expression.type)}`
    case 'and':
    case 'or':
      return `${expression.kind}(${listKey(expression.args)})`
    case 'not':
    case 'is-null':
      return `${expression.kind}(${expressionKey(expression.input)})`
    case 'in':
      return `in(${expressionKey(expression.input)};${listKey(expression.list)})`
    case 'case': {
      const branches = expression.branches
        .map((branch) => `${expressionKey(branch.when)}>${expressionKey(branch.then)}`)
        .join(',')
      const otherwise = expression.otherwise === null ? '' : expressionKey(expression.otherwise)
      return `case(${branches};${otherwise}):${typeKey(expression.type)}`
    }
    case 'subquery':
      return `${expression.mode}[${planNumber(expression.plan)}](${listKey(operandsOf(expression))})`
  }
}

/** Subqueries are the same where their plans are the same object. */
const planNumbers = new WeakMap<LogicalOperator, number>()
let plansNumbered = 0

function planNumber(plan: LogicalOperator): number {
  let number = planNumbers.get(plan)
  if (number === undefined) planNumbers.set(plan, (number = plansNumbered++))
  return number
}

export function aggregateKey(call: AggregateCall): string {
  const { args, order = [], separator } = call
  const keys = order.map((key) => `${key.descending ? 'd' : 'a'}${key.nullsFirst ? 'f' : 'l'}`)
  const between = separator === undefined ? '' : ` ${JSON.stringify(separator)}`
  const distinct = call.distinct ? 'distinct ' : ''
  return `${call.function.name}(${distinct}${listKey(args)};${keys.join()}${between})`
}

function listKey(expressions: readonly Expression[]): string {
  return expressions.map(expressionKey).join(',')
}

function valueKey(value: SqlValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Uint8Array) return `x${value.join('.')}`
  return Object.is(value, -0) ? '-0' : String(value)
}

function typeKey(type: SqlType): string {
  switch (type.kind) {
    case 'integer':
      return `${type.unsigned ? 'u' : 'i'}${type.bits}.${type.display}.${type.width}`
    case 'float':
    case 'double':
      return `${type.kind}.${type.digits}.${type.scale}`
    case 'enum':
    case 'set':
      return `${type.kind}.${type.collation}.${JSON.stringify(type.members)}`
    case 'decimal':
      return `d${type.precision}.${type.scale}`
    case 'text':
      return `${type.name}.${type.length}.${type.collation}`
    case 'bytes':
      return `${type.name}.${type.length}`
    case 'datetime':
    case 'timestamp':
    case 'time':
      return `${type.kind}.${type.fsp}`
    default:
      return type.kind
  }
}
