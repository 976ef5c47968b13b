import type { BinaryOperator, ComparisonOperator } from '../ast/index.ts'
import * as W from '../lexer/plain-words.ts'
import * as R from '../lexer/reserved-words.ts'
import * as T from '../lexer/token-kinds.ts'

// How tightly operators bind, as in MySQL's manual, section "Operator Precedence". All but `:=` associate to the left.

export const OR_POWER = 10
export const XOR_POWER = 20
export const AND_POWER = 30
export const NOT_POWER = 40
/** Comparisons and IS. */
export const COMPARISON_POWER = 50
/** [NOT] IN, BETWEEN, LIKE, REGEXP, MEMBER OF, SOUNDS LIKE: their operands hold no comparison. */
export const PREDICATE_POWER = 60
export const BIT_OR_POWER = 70
export const BIT_AND_POWER = 80
export const SHIFT_POWER = 90
export const ADDITIVE_POWER = 100
export const MULTIPLICATIVE_POWER = 110
export const POWER_POWER = 120
/** `||` where PIPES_AS_CONCAT holds. */
export const CONCAT_POWER = 125
/** Prefix `-`, `+`, `~`, `!`, BINARY. */
export const UNARY_POWER = 130
export const COLLATE_POWER = 150
export const ARROW_POWER = 160

/** What kind of rule goes on after a left operand. */
export const LOGICAL_INFIX = 1
export const COMPARISON_INFIX = 2
export const BINARY_INFIX = 3
export const PREDICATE_INFIX = 4
export const COLLATE_INFIX = 5
export const ARROW_INFIX = 6

/** By token kind: one of the rules above, or 0, and its power. */
export const infixRule = new Uint8Array(T.KIND_COUNT)
export const infixPower = new Uint8Array(T.KIND_COUNT)

export const logicalOperator: ('and' | 'or' | 'xor')[] = []
export const comparisonOperator: ComparisonOperator[] = []
export const binaryOperator: BinaryOperator[] = []

function define(rule: number, power: number, kinds: readonly number[]): void {
  for (const kind of kinds) {
    infixRule[kind] = rule
    infixPower[kind] = power
  }
}

function defineLogical(operator: 'and' | 'or' | 'xor', power: number, kinds: number[]): void {
  define(LOGICAL_INFIX, power, kinds)
  for (const kind of kinds) logicalOperator[kind] = operator
}

function defineBinary(operator: BinaryOperator, power: number, kinds: number[]): void {
  define(BINARY_INFIX, power, kinds)
  for (const kind of kinds) binaryOperator[kind] = operator
}

function defineComparison(operator: ComparisonOperator, kind: number): void {
  define(COMPARISON_INFIX, COMPARISON_POWER, [kind])
  comparisonOperator[kind] = operator
}

defineLogical('or', OR_POWER, [R.OR, T.DOUBLE_BAR])
defineLogical('xor', XOR_POWER, [R.XOR])
defineLogical('and', AND_POWER, [R.AND, T.DOUBLE_AMPERSAND])
defineComparison('=', T.EQUAL)
defineComparison('<=>', T.NULL_SAFE_EQUAL)
defineComparison('<>', T.NOT_EQUAL)
defineComparison('<', T.LESS_THAN)
defineComparison('<=', T.LESS_EQUAL)
defineComparison('>', T.GREATER_THAN)
defineComparison('>=', T.GREATER_EQUAL)
define(PREDICATE_INFIX, COMPARISON_POWER, [R.IS])
define(PREDICATE_INFIX, PREDICATE_POWER, [R.LIKE, R.REGEXP, R.RLIKE, R.IN, R.BETWEEN, R.NOT])
define(PREDICATE_INFIX, PREDICATE_POWER, [W.MEMBER, W.SOUNDS])
defineBinary('|', BIT_OR_POWER, [T.BAR])
defineBinary('&', BIT_AND_POWER, [T.AMPERSAND])
defineBinary('<<', SHIFT_POWER, [T.SHIFT_LEFT])
defineBinary('>>', SHIFT_POWER, [T.SHIFT_RIGHT])
defineBinary('+', ADDITIVE_POWER, [T.PLUS])
defineBinary('-', ADDITIVE_POWER, [T.MINUS])
defineBinary('*', MULTIPLICATIVE_POWER, [T.STAR])
defineBinary('/', MULTIPLICATIVE_POWER, [T.SLASH])
defineBinary('div', MULTIPLICATIVE_POWER, [R.DIV])
defineBinary('mod', MULTIPLICATIVE_POWER, [T.PERCENT, R.MOD])
defineBinary('^', POWER_POWER, [T.CARET])
define(COLLATE_INFIX, COLLATE_POWER, [R.COLLATE])
define(ARROW_INFIX, ARROW_POWER, [T.ARROW, T.DOUBLE_ARROW])
