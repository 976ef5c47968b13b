import type { Span } from '../base/errors.ts'
import { mirrored } from '../functions/comparison.ts'
import type * as ast from '../sql/index.ts'
import {
  hasMembers,
  isBit,
  isNumeric,
  isTemporal,
  type SqlType,
  sameType,
  type TemporalType,
  types,
  unitsPerSecond,
  withoutMembers,
} from '../types/sql-type.ts'
import type { Binder } from './binder.ts'
import { and, call, caseBranch, caseOf, isNull, not, or } from './build-expression.ts'
import { castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { isColumnFree } from './expression-walk.ts'
import { rowItems } from './row-items.ts'

/** `left operator right`, row expressions included. */
export function bindComparison(scope: ExpressionScope, node: ast.Comparison): Expression {
  const { binder } = scope
  const left = rowItems(scope, node.left)
  const right = rowItems(scope, node.right)
  if (left.length !== right.length) throw operandColumns(binder, left.length, node.span)
  if (left.length > 1) return compareRows(binder, node.operator, left, right, node.span)
  const first = asNumber(binder, node.left, left[0], right[0])
  const second = asNumber(binder, node.right, right[0], first)
  return compare(binder, node.operator, first, second, node.span)
}

export function operandColumns(binder: Binder, count: number, span: Span) {
  return binder.error('operand_columns', `Operand should contain ${count} column(s)`, span)
}

/** X'1F' and b'11' are numbers beside a number, and bytes beside anything else. */
function asNumber(
  binder: Binder,
  node: ast.Expression,
  bound: Expression,
  other: Expression,
): Expression {
  const isBits = node.kind === 'literal' && (node.type === 'hex' || node.type === 'bit')
  return isBits && isNumeric(other.type) ? call(binder, '0x', [bound], node.span) : bound
}

/** Rows compare lexicographically. */
export function compareRows(
  binder: Binder,
  operator: ast.ComparisonOperator,
  left: readonly Expression[],
  right: readonly Expression[],
  span: Span,
): Expression {
  const each = (op: ast.ComparisonOperator) =>
    left.map((item, i) => compare(binder, op, item, right[i], span))
  switch (operator) {
    case '=':
    case '<=>':
      return and(each(operator))
    case '<>':
      return or(each('<>'))
    default: {
      const strict = operator === '<' || operator === '<=' ? '<' : '>'
      const equal = each('=')
      return or(
        left.map((item, i) => {
          const last = i === left.length - 1
          const step = compare(binder, last ? operator : strict, item, right[i], span)
          return and([...equal.slice(0, i), step])
        }),
      )
    }
  }
}

/**
 * Compares two values in the type that MySQL 8 would compare them in, and such that a column beside a value that is known
 * before execution stays bare where that changes nothing, for indexes and zone maps to use.
 */
export function compare(
  binder: Binder,
  operator: ast.ComparisonOperator,
  left: Expression,
  right: Expression,
  span: Span,
): Expression {
  const leftFree = isColumnFree(left)
  const rightFree = isColumnFree(right)
  if (leftFree && !rightFree) {
    return compareWithValue(binder, mirrored[operator], right, left, span)
  }
  if (rightFree && !leftFree) return compareWithValue(binder, operator, left, right, span)
  if (hasMembers(left.type) && sameType(left.type, right.type) && !isEquality(operator)) {
    // The numbers of members tell whether texts are equal, not their order.
    return call(binder, operator, [castTo(left, withoutMembers(left.type)), right], span)
  }
  return call(binder, operator, [left, right], span)
}

function isEquality(operator: ast.ComparisonOperator): boolean {
  return operator === '=' || operator === '<>' || operator === '<=>'
}

function compareWithValue(
  binder: Binder,
  operator: ast.ComparisonOperator,
  left: Expression,
  value: Expression,
  span: Span,
): Expression {
  if (left.type.kind === 'date' && hasTimeOfDay(value.type)) {
    return compareDate(binder, operator, left, value, span)
  }
  if (isNumberBesideTime(left.type, value.type)) {
    return compareTimeWithNumber(binder, operator, left, value, span)
  }
  return call(binder, operator, [left, valueBeside(binder, operator, left, value, span)], span)
}

/** Whether a number that is known before execution may mean a moment, as 20240229 does. */
export function isNumberBesideTime(time: SqlType, number: SqlType): boolean {
  return isTemporal(time) && (number.kind === 'integer' || number.kind === 'decimal')
}

/** A number that is no moment compares as a number: it is then the moment that becomes one. */
function compareTimeWithNumber(
  binder: Binder,
  operator: ast.ComparisonOperator,
  time: Expression,
  number: Expression,
  span: Span,
): Expression {
  const moment = castTo(number, time.type)
  const asNumbers = call(binder, operator, [time, number], span)
  const asMoments = call(binder, operator, [time, moment], span)
  return caseOf([caseBranch(isNull(moment), asNumbers)], asMoments)
}

function hasTimeOfDay(type: SqlType): boolean {
  return type.kind === 'text' || type.kind === 'datetime' || type.kind === 'timestamp'
}

/**
 * A DATE and a moment within a day compare as DATETIME. Where the day alone decides, only it is compared; elsewhere
 * the comparison of the days stands beside the exact one: it follows from it, and an index can use it.
 */
function compareDate(
  binder: Binder,
  operator: ast.ComparisonOperator,
  date: Expression,
  value: Expression,
  span: Span,
): Expression {
  const day = castTo(value, types.date)
  const exact = () => call(binder, operator, [date, value], span)
  switch (operator) {
    case '>':
    case '<=':
      return call(binder, operator, [date, day], span)
    case '<':
      return and([call(binder, '<=', [date, day], span), exact()])
    case '=':
    case '>=':
      return and([call(binder, operator, [date, day], span), exact()])
    default:
      return exact()
  }
}

/** The value in the type of what it is compared with, where that is what MySQL converts it to. */
function valueBeside(
  binder: Binder,
  operator: ast.ComparisonOperator,
  left: Expression,
  value: Expression,
  span: Span,
): Expression {
  const to = left.type
  const from = value.type
  if (hasMembers(to) && from.kind === 'text' && isEquality(operator) && !isCollated(value)) {
    return castTo(value, to)
  }
  if (isBit(to) && from.kind === 'bytes') return call(binder, '0x', [value], span)
  if (to.kind === 'text' && from.kind === 'text') {
    if (to.collation === from.collation || isCollated(value)) return value
    return castTo(value, { ...types.text, collation: to.collation })
  }
  if (to.kind === 'datetime' || to.kind === 'timestamp') {
    const unit = { kind: to.kind, fsp: widestFraction(to) } as const
    if (from.kind === 'text' || from.kind === 'date') return castTo(value, unit)
    if ((from.kind === 'datetime' || from.kind === 'timestamp') && !isFiner(from, to)) {
      return castTo(value, unit)
    }
  }
  if (to.kind === 'time' && from.kind === 'text') {
    return castTo(value, { kind: 'time', fsp: widestFraction(to) })
  }
  return value
}

/** Whether COLLATE was applied, which then rules over the column's own collation. */
function isCollated(value: Expression): boolean {
  return value.kind === 'cast' && value.collates === true
}

/** The most digits of a second that a type of the same unit keeps, so that a bare column needs no conversion. */
function widestFraction(type: TemporalType): number {
  const units = unitsPerSecond(type)
  return units === 1_000 ? 3 : units === 1_000_000 ? 6 : 9
}

function isFiner(a: TemporalType, b: TemporalType): boolean {
  return unitsPerSecond(a) > unitsPerSecond(b)
}

/** Both comparisons of BETWEEN are of numbers where one value is a number and another a text. */
function inOneType(values: readonly Expression[]): readonly Expression[] {
  const mixed =
    values.some(({ type }) => isNumeric(type)) &&
    values.some(({ type }) => type.kind === 'text') &&
    !values.some(({ type }) => isTemporal(type))
  if (!mixed) return values
  return values.map((value) => (value.type.kind === 'text' ? castTo(value, types.double) : value))
}

/** `operand BETWEEN low AND high`: both ends belong to the range. */
export function bindBetween(scope: ExpressionScope, node: ast.BetweenTest): Expression {
  const { binder } = scope
  const [operand, least, most] = inOneType(
    [node.operand, node.low, node.high].map((part) => scope.bind(part)),
  )
  const low = compare(binder, '>=', operand, least, node.span)
  const high = compare(binder, '<=', operand, most, node.span)
  const between = and([low, high])
  return node.negated ? not(between) : between
}
