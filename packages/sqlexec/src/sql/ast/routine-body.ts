import type { Span } from '../../base/errors.ts'
import type { DataType } from './data-type.ts'
import type { Expression } from './expression.ts'
import type { Identifier } from './name.ts'
import type { Statement } from './statement.ts'

/** A statement of the body of a trigger. */
export type BodyStatement =
  | BodyBlock
  | BodyDeclaration
  | BodyAssignment
  | BodyCondition
  | BodySignal
  | BodySql

/** BEGIN … END. Its declarations come first. */
export interface BodyBlock {
  readonly kind: 'body_block'
  readonly statements: readonly BodyStatement[]
  readonly span: Span
}

/** DECLARE a, b INT DEFAULT 1. */
export interface BodyDeclaration {
  readonly kind: 'body_declaration'
  readonly names: readonly Identifier[]
  readonly type: DataType
  readonly default: Expression | null
  readonly span: Span
}

/** One assignment of SET; several of them are several statements. */
export interface BodyAssignment {
  readonly kind: 'body_assignment'
  readonly target:
    | { readonly kind: 'row'; readonly row: string; readonly column: Identifier }
    | { readonly kind: 'local'; readonly name: Identifier }
    | { readonly kind: 'user'; readonly name: string }
  readonly value: Expression
  readonly span: Span
}

/** IF … THEN … ELSEIF … ELSE … END IF. */
export interface BodyCondition {
  readonly kind: 'body_condition'
  readonly branches: readonly {
    readonly when: Expression
    readonly body: readonly BodyStatement[]
  }[]
  readonly otherwise: readonly BodyStatement[]
  readonly span: Span
}

/** SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = …, MYSQL_ERRNO = …. */
export interface BodySignal {
  readonly kind: 'body_signal'
  readonly sqlState: string
  readonly message: Expression | null
  readonly errno: Expression | null
  readonly span: Span
}

/** A statement that stands outside of bodies too. */
export interface BodySql {
  readonly kind: 'body_sql'
  readonly statement: Statement
  readonly span: Span
}
