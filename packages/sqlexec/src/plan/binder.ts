import { type ErrorCode, type Span, SqlError } from '../base/errors.ts'
import type { ColumnReference } from '../sql/index.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { BindContext } from './bind-context.ts'
import type { ColumnExpression, ColumnId, CorrelatedColumn, Expression } from './expression.ts'
import type { OutputColumn } from './logical-plan.ts'

/** What one run of the binder carries through all of a statement. */
export class Binder {
  readonly context: BindContext
  private nextColumn = 0
  private nextParameter: number
  private readonly references = new WeakMap<Expression, ColumnReference>()

  constructor(context: BindContext) {
    this.context = context
    this.nextParameter = context.parameterTypes.length
  }

  /** A column that no operator of this plan has yet. */
  column(name: string, type: SqlType, nullable: boolean): OutputColumn {
    return { id: this.nextColumn++, name, type, nullable }
  }

  /** A value from around a subquery, as the subquery's plan knows it. */
  correlated(column: ColumnId, value: Expression): CorrelatedColumn {
    return { column, parameter: this.nextParameter++, value }
  }

  /** The first of `count` parameters that the statement gets from within its execution. */
  parameters(count: number): number {
    const first = this.nextParameter
    this.nextParameter += count
    return first
  }

  error(code: ErrorCode, message: string, span: Span): SqlError {
    return new SqlError(code, message, { span, sql: this.context.sql })
  }

  unsupported(construct: string, span: Span): SqlError {
    return this.error('unsupported', `${construct} is not supported yet`, span)
  }

  /** Remembers where a column expression was written, for errors found after binding. */
  note(expression: ColumnExpression, reference: ColumnReference): ColumnExpression {
    this.references.set(expression, reference)
    return expression
  }

  referenceOf(expression: Expression): ColumnReference | undefined {
    return this.references.get(expression)
  }
}

export function columnExpression(column: OutputColumn): ColumnExpression {
  return { kind: 'column', column: column.id, type: column.type, nullable: column.nullable }
}
