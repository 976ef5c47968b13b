import type { Span } from '../../base/errors.ts'
import type { DataType } from './data-type.ts'
import type { Literal, StringLiteral } from './literal.ts'
import type { Identifier } from './name.ts'
import type { OrderItem, Query } from './query.ts'
import type { WindowReference, WindowSpecification } from './window.ts'

export type Expression =
  | Literal
  | Parameter
  | ColumnReference
  | UserVariable
  | SystemVariable
  | Assignment
  | UnaryExpression
  | BinaryExpression
  | Comparison
  | LogicalExpression
  | IsTest
  | LikeTest
  | RegexpTest
  | SoundsLikeTest
  | BetweenTest
  | InListTest
  | InQueryTest
  | MemberOfTest
  | ExistsTest
  | QuantifiedComparison
  | ScalarSubquery
  | RowExpression
  | CaseExpression
  | CastExpression
  | ConvertCharset
  | CollateExpression
  | IntervalExpression
  | ExtractExpression
  | TrimExpression
  | JsonArrow
  | JsonValue
  | MatchAgainst
  | FunctionCall
  | UnitArgument
  | InsertedValue
  | DefaultValue

/** A `?`, counted from 0 in the order of the text. */
export interface Parameter {
  readonly kind: 'parameter'
  readonly index: number
  readonly span: Span
}

// ---- names ----------------------------------------------------------------------------------------------

export interface ColumnReference {
  readonly kind: 'column'
  readonly database: Identifier | null
  readonly table: Identifier | null
  readonly name: Identifier
  readonly span: Span
}

/** `@name`; the name without the `@`. */
export interface UserVariable {
  readonly kind: 'user_variable'
  readonly name: string
  readonly span: Span
}

export type VariableScope = 'global' | 'session' | 'persist' | 'persist_only'

/** `@@name`, `@@global.name`. Scope `null`: not said. */
export interface SystemVariable {
  readonly kind: 'system_variable'
  readonly scope: VariableScope | null
  /** Lower case; structured variables keep their dot. */
  readonly name: string
  readonly span: Span
}

/** `@a := value` within an expression. */
export interface Assignment {
  readonly kind: 'assignment'
  readonly variable: UserVariable
  readonly value: Expression
  readonly span: Span
}

// ---- operators ------------------------------------------------------------------------------------------

/** `!a` is `not`. `binary` is the cast operator `BINARY a`. */
export type UnaryOperator = '-' | '+' | '~' | 'not' | 'binary'

export interface UnaryExpression {
  readonly kind: 'unary'
  readonly operator: UnaryOperator
  readonly operand: Expression
  readonly span: Span
}

/** `mod` is written `%` or MOD. `concat` is `||` where PIPES_AS_CONCAT holds. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | 'div'
  | 'mod'
  | '^'
  | '|'
  | '&'
  | '<<'
  | '>>'
  | 'concat'

/** An operand of `+` (either side) and of `-` (the right side) may be an IntervalExpression. */
export interface BinaryExpression {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
  readonly span: Span
}

/** `!=` is `<>`; `<=>` is the comparison in which NULL equals NULL. */
export type ComparisonOperator = '=' | '<=>' | '<>' | '<' | '<=' | '>' | '>='

export interface Comparison {
  readonly kind: 'comparison'
  readonly operator: ComparisonOperator
  readonly left: Expression
  readonly right: Expression
  readonly span: Span
}

/** A chain of one operator, flat: `a AND b AND c` has three operands. At least two. */
export interface LogicalExpression {
  readonly kind: 'logical'
  readonly operator: 'and' | 'or' | 'xor'
  readonly operands: readonly Expression[]
  readonly span: Span
}

/** `a IS [NOT] NULL | TRUE | FALSE | UNKNOWN`. */
export interface IsTest {
  readonly kind: 'is'
  readonly operand: Expression
  readonly test: 'null' | 'true' | 'false' | 'unknown'
  readonly negated: boolean
  readonly span: Span
}

export interface LikeTest {
  readonly kind: 'like'
  readonly operand: Expression
  readonly pattern: Expression
  /** `null`: the backslash. */
  readonly escape: Expression | null
  readonly negated: boolean
  readonly span: Span
}

export interface RegexpTest {
  readonly kind: 'regexp'
  readonly operand: Expression
  readonly pattern: Expression
  readonly negated: boolean
  readonly span: Span
}

export interface SoundsLikeTest {
  readonly kind: 'sounds_like'
  readonly left: Expression
  readonly right: Expression
  readonly span: Span
}

export interface BetweenTest {
  readonly kind: 'between'
  readonly operand: Expression
  readonly low: Expression
  readonly high: Expression
  readonly negated: boolean
  readonly span: Span
}

export interface InListTest {
  readonly kind: 'in_list'
  readonly operand: Expression
  /** At least one. */
  readonly items: readonly Expression[]
  readonly negated: boolean
  readonly span: Span
}

export interface InQueryTest {
  readonly kind: 'in_query'
  readonly operand: Expression
  readonly query: Query
  readonly negated: boolean
  readonly span: Span
}

/** `value MEMBER OF (json array)`. */
export interface MemberOfTest {
  readonly kind: 'member_of'
  readonly value: Expression
  readonly array: Expression
  readonly span: Span
}

// ---- subqueries -----------------------------------------------------------------------------------------

/** NOT EXISTS is a `unary` around it. */
export interface ExistsTest {
  readonly kind: 'exists'
  readonly query: Query
  readonly span: Span
}

/** `a > ALL (query)`; SOME is `any`. */
export interface QuantifiedComparison {
  readonly kind: 'quantified'
  readonly operand: Expression
  readonly operator: ComparisonOperator
  readonly quantifier: 'any' | 'all'
  readonly query: Query
  readonly span: Span
}

/** One row; one column too, unless it stands beside a row expression. */
export interface ScalarSubquery {
  readonly kind: 'subquery'
  readonly query: Query
  readonly span: Span
}

// ---- composite ------------------------------------------------------------------------------------------

/** `(a, b)`, at least two items, or `ROW(a, …)`, at least one. */
export interface RowExpression {
  readonly kind: 'row'
  readonly items: readonly Expression[]
  readonly span: Span
}

export interface CaseBranch {
  readonly when: Expression
  readonly result: Expression
}

export interface CaseExpression {
  readonly kind: 'case'
  /** `null` in the searched form. */
  readonly operand: Expression | null
  readonly branches: readonly CaseBranch[]
  readonly otherwise: Expression | null
  readonly span: Span
}

/** CAST(a AS type) and CONVERT(a, type). */
export interface CastExpression {
  readonly kind: 'cast'
  readonly operand: Expression
  readonly type: DataType
  readonly span: Span
}

/** CONVERT(a USING charset). */
export interface ConvertCharset {
  readonly kind: 'convert_charset'
  readonly operand: Expression
  readonly charset: string
  readonly span: Span
}

export interface CollateExpression {
  readonly kind: 'collate'
  readonly operand: Expression
  /** Lower case. */
  readonly collation: string
  readonly span: Span
}

export type IntervalUnit =
  | 'microsecond'
  | 'second'
  | 'minute'
  | 'hour'
  | 'day'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | 'second_microsecond'
  | 'minute_microsecond'
  | 'minute_second'
  | 'hour_microsecond'
  | 'hour_second'
  | 'hour_minute'
  | 'day_microsecond'
  | 'day_second'
  | 'day_minute'
  | 'day_hour'
  | 'year_month'

/**
 * `INTERVAL value unit`: an operand of `+` or `-`, the second argument of DATE_ADD, DATE_SUB, ADDDATE and SUBDATE,
 * or a bound of a RANGE frame; nowhere else.
 */
export interface IntervalExpression {
  readonly kind: 'interval'
  readonly value: Expression
  readonly unit: IntervalUnit
  readonly span: Span
}

export interface ExtractExpression {
  readonly kind: 'extract'
  readonly unit: IntervalUnit
  readonly source: Expression
  readonly span: Span
}

/** TRIM in all its forms. `removed` `null`: the space. LTRIM(a) and RTRIM(a) are function calls. */
export interface TrimExpression {
  readonly kind: 'trim'
  readonly side: 'both' | 'leading' | 'trailing'
  readonly removed: Expression | null
  readonly source: Expression
  readonly span: Span
}

/** `column -> 'path'`, and with `unquote` `column ->> 'path'`. */
export interface JsonArrow {
  readonly kind: 'json_arrow'
  readonly operand: Expression
  readonly path: StringLiteral
  readonly unquote: boolean
  readonly span: Span
}

/** What JSON_VALUE and JSON_TABLE answer where there is nothing or nothing valid. */
export type JsonFallback =
  | { readonly kind: 'null' }
  | { readonly kind: 'error' }
  | { readonly kind: 'default'; readonly value: Literal }

/** JSON_VALUE(document, path RETURNING type … ON EMPTY … ON ERROR). */
export interface JsonValue {
  readonly kind: 'json_value'
  readonly document: Expression
  readonly path: StringLiteral
  readonly returning: DataType | null
  readonly onEmpty: JsonFallback | null
  readonly onError: JsonFallback | null
  readonly span: Span
}

export type MatchMode = 'natural' | 'natural_expansion' | 'boolean'

/** MATCH (columns) AGAINST (query mode). */
export interface MatchAgainst {
  readonly kind: 'match'
  readonly columns: readonly ColumnReference[]
  readonly query: Expression
  readonly mode: MatchMode
  readonly span: Span
}

// ---- functions ------------------------------------------------------------------------------------------

/**
 * A call of a scalar, aggregate or window function, told apart by the binder. Names without parentheses
 * (CURRENT_DATE) and with a syntax of their own are calls too: SUBSTRING(a FROM b FOR c) is `substring(a, b, c)`,
 * POSITION(a IN b) is `locate(a, b)`.
 */
export interface FunctionCall {
  readonly kind: 'function'
  readonly database: Identifier | null
  /** Lower case. */
  readonly name: string
  readonly args: readonly Expression[]
  /** COUNT(*): no arguments. */
  readonly star: boolean
  readonly distinct: boolean
  /** ORDER BY within the parentheses, of GROUP_CONCAT and its like, or behind them in WITHIN GROUP (…). */
  readonly orderBy: readonly OrderItem[]
  /** Whether it stands in WITHIN GROUP (…). */
  readonly withinGroup: boolean
  /** SEPARATOR of GROUP_CONCAT; `null`: not said. */
  readonly separator: string | null
  /** FILTER (WHERE …). */
  readonly filter: Expression | null
  /** RESPECT NULLS or IGNORE NULLS; `null`: not said. */
  readonly nulls: 'respect' | 'ignore' | null
  /** FROM FIRST or FROM LAST of NTH_VALUE; `null`: not said. */
  readonly from: 'first' | 'last' | null
  readonly over: WindowSpecification | WindowReference | null
  readonly span: Span
}

/** The unit in TIMESTAMPDIFF(MONTH, a, b) and TIMESTAMPADD; nowhere else. */
export interface UnitArgument {
  readonly kind: 'unit'
  readonly unit: IntervalUnit
  readonly span: Span
}

/** VALUES(column) in ON DUPLICATE KEY UPDATE. */
export interface InsertedValue {
  readonly kind: 'inserted_value'
  readonly column: ColumnReference
  readonly span: Span
}

/** DEFAULT in VALUES rows and SET assignments, where `column` is `null`, and DEFAULT(column) anywhere. */
export interface DefaultValue {
  readonly kind: 'default'
  readonly column: ColumnReference | null
  readonly span: Span
}
