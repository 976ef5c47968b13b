import type { Span } from '../../base/errors.ts'

export type Literal =
  | IntegerLiteral
  | DecimalLiteral
  | FloatLiteral
  | StringLiteral
  | BytesLiteral
  | NullLiteral
  | BooleanLiteral
  | TemporalLiteral

interface LiteralBase {
  readonly kind: 'literal'
  /**
   * The index in the statement's `literals` where the value may differ between statements that share a plan,
   * −1 where the value is part of the plan. A plan may depend on the type of a lifted literal (for decimals
   * with precision and scale) and on which of NULL, TRUE and FALSE it is, but on no other value: two lifted
   * literals are the same expression only where their indexes are equal.
   */
  readonly lift: number
  readonly span: Span
}

/** 0 … 2^64 − 1; anything larger is a decimal of scale 0. A sign is a `unary` around it. */
export interface IntegerLiteral extends LiteralBase {
  readonly type: 'integer'
  /** A bigint beyond 2^53 − 1. */
  readonly value: number | bigint
}

/** An exact number with a point: `1.50` is value 150, precision 3, scale 2. */
export interface DecimalLiteral extends LiteralBase {
  readonly type: 'decimal'
  /** The unscaled digits; a bigint beyond 2^53 − 1. */
  readonly value: number | bigint
  readonly precision: number
  readonly scale: number
}

/** A number with an exponent, or an exact one of more digits than a decimal holds. */
export interface FloatLiteral extends LiteralBase {
  readonly type: 'float'
  readonly value: number
}

export interface StringLiteral extends LiteralBase {
  readonly type: 'string'
  /** Escapes resolved; adjacent strings joined. */
  readonly value: string
  /** Of an introducer: `_utf8mb4'…'`, or `utf8mb3` for `N'…'`. Never `binary`, see BytesLiteral. */
  readonly charset: string | null
}

/** `X'4d'`, `0x4d`, `b'1001101'`, `0b1001101`, `_binary'…'`: a byte string; a number where one is wanted. */
export interface BytesLiteral extends LiteralBase {
  readonly type: 'hex' | 'bit' | 'binary'
  readonly value: Uint8Array
}

export interface NullLiteral extends LiteralBase {
  readonly type: 'null'
  readonly value: null
}

export interface BooleanLiteral extends LiteralBase {
  readonly type: 'boolean'
  readonly value: boolean
}

/** `DATE '2024-02-29'`, `TIME '…'`, `TIMESTAMP '…'`: the text between the quotes, not checked. */
export interface TemporalLiteral extends LiteralBase {
  readonly type: 'date' | 'time' | 'timestamp'
  readonly value: string
}
