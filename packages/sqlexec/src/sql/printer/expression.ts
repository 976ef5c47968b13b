import type { ColumnReference, Expression, JsonFallback, JsonValue } from '../ast/index.ts'
import * as P from '../parser/powers.ts'
import { printDataType } from './data-type.ts'
import { printFunctionCall } from './function-call.ts'
import { printLiteral, printSetting, printSystemVariable, printUserVariable } from './literals.ts'
import { printIdentifier } from './names.ts'
import { join, maybe, type Printer } from './printer.ts'

/** The power of what needs no parentheses anywhere. */
const PRIMARY_POWER = 200

/** Parenthesized where its outermost operator binds less tightly than `minPower`. */
export function printExpression(c: Printer, expression: Expression, minPower: number): string {
  const text = printBare(c, expression)
  return powerOf(expression) < minPower ? `(${text})` : text
}

const logicalPower = { or: P.OR_POWER, xor: P.XOR_POWER, and: P.AND_POWER }

const binaryPower = {
  '|': P.BIT_OR_POWER,
  '&': P.BIT_AND_POWER,
  '<<': P.SHIFT_POWER,
  '>>': P.SHIFT_POWER,
  '+': P.ADDITIVE_POWER,
  '-': P.ADDITIVE_POWER,
  '*': P.MULTIPLICATIVE_POWER,
  '/': P.MULTIPLICATIVE_POWER,
  div: P.MULTIPLICATIVE_POWER,
  mod: P.MULTIPLICATIVE_POWER,
  '^': P.POWER_POWER,
  concat: P.CONCAT_POWER,
}

const binaryText: Record<string, string> = { div: 'DIV', mod: '%', concat: '||' }

/** How tightly the outermost operator of an expression binds. */
function powerOf(expression: Expression): number {
  switch (expression.kind) {
    case 'assignment':
      return 0
    case 'logical':
      return logicalPower[expression.operator]
    case 'comparison':
    case 'quantified':
    case 'is':
      return P.COMPARISON_POWER
    case 'like':
    case 'regexp':
    case 'sounds_like':
    case 'between':
    case 'in_list':
    case 'in_query':
    case 'member_of':
      return P.PREDICATE_POWER
    case 'binary':
      return binaryPower[expression.operator]
    case 'unary':
      return expression.operator === 'not' ? P.NOT_POWER : P.UNARY_POWER
    case 'collate':
      return P.COLLATE_POWER
    case 'json_arrow':
      return P.ARROW_POWER
  }
  return PRIMARY_POWER
}

function printBare(c: Printer, node: Expression): string {
  switch (node.kind) {
    case 'literal':
      return printLiteral(node)
    case 'parameter':
      return '?'
    case 'column':
      return printColumn(node)
    case 'user_variable':
      return printUserVariable(node)
    case 'system_variable':
      return printSystemVariable(node)
    case 'assignment':
      return `${printUserVariable(node.variable)} := ${c.expression(node.value, 0)}`
    case 'logical': {
      const power = logicalPower[node.operator] + 1
      const separator = ` ${node.operator.toUpperCase()} `
      return join(node.operands, (operand) => c.expression(operand, power), separator)
    }
    case 'binary': {
      const power = binaryPower[node.operator]
      const operator = binaryText[node.operator] ?? node.operator
      return `${c.expression(node.left, power)} ${operator} ${c.expression(node.right, power + 1)}`
    }
    case 'unary':
      return printUnary(c, node.operator, node.operand)
    case 'collate':
      return `${c.expression(node.operand, P.COLLATE_POWER)} COLLATE ${printSetting(node.collation)}`
    case 'json_arrow': {
      const arrow = node.unquote ? '->>' : '->'
      return `${c.expression(node.operand, P.ARROW_POWER)} ${arrow} ${printLiteral(node.path)}`
    }
    case 'function':
      return printFunctionCall(c, node)
  }
  return printTest(c, node) ?? printComposite(c, node)
}

export function printColumn({ database, table, name }: ColumnReference): string {
  const prefix = database === null ? '' : `${printIdentifier(database)}.`
  return prefix + (table === null ? '' : `${printIdentifier(table)}.`) + printIdentifier(name)
}

function printUnary(c: Printer, operator: string, operand: Expression): string {
  if (operator === 'not') return `NOT ${c.expression(operand, P.NOT_POWER)}`
  const text = c.expression(operand, P.UNARY_POWER)
  if (operator === 'binary') return `BINARY ${text}`
  // A gap, since `--` may begin a comment.
  return operator + (/^[-+~]/.test(text) ? ' ' : '') + text
}

/** Comparisons and predicates; `null` for what is none. */
function printTest(c: Printer, node: Expression): string | null {
  const operand = (of: Expression) => c.expression(of, P.PREDICATE_POWER + 1)
  const not = 'negated' in node && node.negated ? 'NOT ' : ''
  switch (node.kind) {
    case 'comparison': {
      const left = c.expression(node.left, P.COMPARISON_POWER)
      return `${left} ${node.operator} ${c.expression(node.right, P.COMPARISON_POWER + 1)}`
    }
    case 'quantified': {
      const left = c.expression(node.operand, P.COMPARISON_POWER)
      return `${left} ${node.operator} ${node.quantifier.toUpperCase()} (${c.query(node.query)})`
    }
    case 'is':
      return `${c.expression(node.operand, P.COMPARISON_POWER)} IS ${not}${node.test.toUpperCase()}`
    case 'like': {
      const tail = maybe(node.escape, (character) => ` ESCAPE ${operand(character)}`)
      return `${operand(node.operand)} ${not}LIKE ${operand(node.pattern)}${tail}`
    }
    case 'regexp':
      return `${operand(node.operand)} ${not}REGEXP ${operand(node.pattern)}`
    case 'sounds_like':
      return `${operand(node.left)} SOUNDS LIKE ${operand(node.right)}`
    case 'between': {
      const high = c.expression(node.high, P.COMPARISON_POWER + 1)
      return `${operand(node.operand)} ${not}BETWEEN ${operand(node.low)} AND ${high}`
    }
    case 'in_list': {
      const items = join(node.items, (item) => c.expression(item, 0))
      return `${operand(node.operand)} ${not}IN (${items})`
    }
    case 'in_query':
      return `${operand(node.operand)} ${not}IN (${c.query(node.query)})`
    case 'member_of':
      return `${operand(node.value)} MEMBER OF (${c.expression(node.array, 0)})`
  }
  return null
}

function printComposite(c: Printer, node: Expression): string {
  const free = (of: Expression) => c.expression(of, 0)
  switch (node.kind) {
    case 'exists':
      return `EXISTS (${c.query(node.query)})`
    case 'subquery':
      return `(${c.query(node.query)})`
    case 'row':
      return `${node.items.length === 1 ? 'ROW' : ''}(${join(node.items, free)})`
    case 'case': {
      const operand = maybe(node.operand, (of) => ` ${free(of)}`)
      const branches = join(
        node.branches,
        (b) => ` WHEN ${free(b.when)} THEN ${free(b.result)}`,
        '',
      )
      return `CASE${operand}${branches}${maybe(node.otherwise, (of) => ` ELSE ${free(of)}`)} END`
    }
    case 'cast':
      return `CAST(${free(node.operand)} AS ${printDataType(node.type, true)})`
    case 'convert_charset':
      return `CONVERT(${free(node.operand)} USING ${printSetting(node.charset)})`
    case 'interval':
      return `INTERVAL ${free(node.value)} ${node.unit.toUpperCase()}`
    case 'extract':
      return `EXTRACT(${node.unit.toUpperCase()} FROM ${free(node.source)})`
    case 'trim':
      if (node.side === 'both' && node.removed === null) return `TRIM(${free(node.source)})`
      return `TRIM(${node.side.toUpperCase()}${maybe(node.removed, (of) => ` ${free(of)}`)} FROM ${free(node.source)})`
    case 'json_value':
      return printJsonValue(c, node)
    case 'match': {
      const query = c.expression(node.query, P.PREDICATE_POWER + 1)
      return `MATCH (${join(node.columns, printColumn)}) AGAINST (${query}${matchModes[node.mode]})`
    }
    case 'unit':
      return node.unit.toUpperCase()
    case 'inserted_value':
      return `VALUES(${printColumn(node.column)})`
    case 'default':
      return node.column === null ? 'DEFAULT' : `DEFAULT(${printColumn(node.column)})`
  }
  return ''
}

const matchModes = {
  natural: '',
  boolean: ' IN BOOLEAN MODE',
  natural_expansion: ' WITH QUERY EXPANSION',
}

function printJsonValue(c: Printer, node: JsonValue): string {
  const returning = maybe(node.returning, (type) => ` RETURNING ${printDataType(type, true)}`)
  const onEmpty = maybe(node.onEmpty, (fallback) => ` ${printFallback(fallback)} ON EMPTY`)
  const onError = maybe(node.onError, (fallback) => ` ${printFallback(fallback)} ON ERROR`)
  const head = `${c.expression(node.document, 0)}, ${printLiteral(node.path)}`
  return `JSON_VALUE(${head}${returning}${onEmpty}${onError})`
}

export function printFallback(fallback: JsonFallback): string {
  if (fallback.kind !== 'default') return fallback.kind.toUpperCase()
  return `DEFAULT ${printLiteral(fallback.value)}`
}
