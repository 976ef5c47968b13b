import type { AggregateFunction } from '../functions/aggregate-function.ts'
import type { ScalarFunction } from '../functions/scalar-function.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'

/** Identifies a column of any operator's output; unique within one plan. */
export type ColumnId = number

/** A typed expression without names: the binder has resolved every column, function and implicit cast. */
export type Expression =
  | ColumnExpression
  | ConstantExpression
  | ParameterExpression
  | CallExpression
  | CastExpression
  | LogicalExpression
  | NotExpression
  | IsNullExpression
  | InExpression
  | CaseExpression

interface ExpressionBase {
  readonly type: SqlType
  /** Whether the value may be NULL, as far as types and constraints tell. */
  readonly nullable: boolean
}

export interface ColumnExpression extends ExpressionBase {
  readonly kind: 'column'
  readonly column: ColumnId
}

export interface ConstantExpression extends ExpressionBase {
  readonly kind: 'constant'
  readonly value: SqlValue
}

/** A value known when execution begins: the `?` parameters in order, then the lifted literals in order. */
export interface ParameterExpression extends ExpressionBase {
  readonly kind: 'parameter'
  readonly index: number
}

export interface CallExpression extends ExpressionBase {
  readonly kind: 'call'
  readonly function: ScalarFunction
  /** Already cast to the types that the function's `resolve` asked for. */
  readonly args: readonly Expression[]
}

export interface CastExpression extends ExpressionBase {
  readonly kind: 'cast'
  readonly input: Expression
  /**
   * What a value that does not fit does. 'implicit': MySQL's lenient conversion inside an expression ('12abc' is 12);
   * 'explicit': CAST(… AS …); 'assignment': storing into a column in strict mode, an error where it does not fit.
   */
  readonly mode: 'implicit' | 'explicit' | 'assignment'
  /** The column's name for the error of an assignment. */
  readonly target?: string
}

/** N-ary AND or OR in three-valued logic; `args` are conditions of any numeric type, true where not zero. */
export interface LogicalExpression extends ExpressionBase {
  readonly kind: 'and' | 'or'
  readonly args: readonly Expression[]
}

export interface NotExpression extends ExpressionBase {
  readonly kind: 'not'
  readonly input: Expression
}

export interface IsNullExpression extends ExpressionBase {
  readonly kind: 'is-null'
  readonly input: Expression
}

/** `input IN (list)`; `NOT IN` is NOT over it. All have one comparable type. */
export interface InExpression extends ExpressionBase {
  readonly kind: 'in'
  readonly input: Expression
  readonly list: readonly Expression[]
}

/** Searched CASE: the first branch whose condition is true, else `otherwise` (NULL where it is null). */
export interface CaseExpression extends ExpressionBase {
  readonly kind: 'case'
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
  readonly otherwise: Expression | null
}

/** Stands only in an Aggregate operator. */
export interface AggregateCall {
  readonly function: AggregateFunction
  readonly args: readonly Expression[]
  readonly distinct: boolean
  readonly type: SqlType
  readonly nullable: boolean
}
