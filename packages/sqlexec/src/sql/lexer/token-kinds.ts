/**
 * Kinds of token. 0 … 63 are here; reserved words follow from 64, other words of the grammar from 400. A kind is a plain
 * number so that tokens live in typed arrays and rules compare integers.
 */

export const END = 0
export const IDENTIFIER = 1
/** In back-ticks, or in double quotes where ANSI_QUOTES holds. */
export const QUOTED_IDENTIFIER = 2
/** A quoted string without escapes or doubled quotes: its value is the slice between the quotes. */
export const STRING = 3
/** A quoted string whose escapes must be resolved. */
export const ESCAPED_STRING = 4
export const INTEGER = 5
/** Digits with a point, no exponent. */
export const DECIMAL_NUMBER = 6
export const FLOAT_NUMBER = 7
/** `0x4d` or `X'4d'`. */
export const HEX = 8
/** `0b1` or `B'1'`. */
export const BIT = 9
/** `N'…'`: the string token follows; this one is the N. */
export const NATIONAL_PREFIX = 10
/** `_utf8mb4` directly before a string, hex or bit literal. */
export const INTRODUCER = 11
/** `?` */
export const PARAMETER = 12
/** `@name`, whole. */
export const USER_VARIABLE = 13
/** `@@name` or `@@scope.name`, whole. */
export const SYSTEM_VARIABLE = 14

export const LEFT_PAREN = 20
export const RIGHT_PAREN = 21
export const COMMA = 22
export const DOT = 23
export const PLUS = 24
export const MINUS = 25
export const STAR = 26
export const SLASH = 27
export const PERCENT = 28
export const CARET = 29
export const TILDE = 30
/** `!` */
export const BANG = 31
export const AMPERSAND = 32
export const BAR = 33
export const SHIFT_LEFT = 34
export const SHIFT_RIGHT = 35
/** `&&` */
export const DOUBLE_AMPERSAND = 36
/** `||` */
export const DOUBLE_BAR = 37
export const EQUAL = 38
/** `<=>` */
export const NULL_SAFE_EQUAL = 39
export const LESS_THAN = 40
export const LESS_EQUAL = 41
export const GREATER_THAN = 42
export const GREATER_EQUAL = 43
/** `<>` and `!=` */
export const NOT_EQUAL = 44
/** `:=` */
export const ASSIGN = 45
/** `->` */
export const ARROW = 46
/** `->>` */
export const DOUBLE_ARROW = 47
export const LEFT_BRACE = 48
export const RIGHT_BRACE = 49
export const COLON = 50
/** Only within the body of a routine, or where another delimiter is set; else it ends the statement. */
export const SEMICOLON = 51

/** Words from here up to FIRST_PLAIN_WORD are reserved. */
export const FIRST_RESERVED_WORD = 64
/** Words from here on may be names. */
export const FIRST_PLAIN_WORD = 400
/** One more than the largest kind; tables indexed by kind have this size. */
export const KIND_COUNT = 640
