import { type ErrorCode, type Span, SqlError } from '../base/errors.ts'
import type { ColumnReference, Query } from '../sql/index.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { BindContext } from './bind-context.ts'
import type { ColumnExpression, Expression } from './expression.ts'
import type { OutputColumn, WorkingTableId } from './logical-plan.ts'

/** What one run of the binder carries through all of a statement. */
export class Binder {
  readonly context: BindContext
  /** The statement itself, where it is a query: what only it may say, no query within says. */
  outermost: Query | null = null
  private readonly ids: { next: number }
  /** The types of the user variables that the statement assigns, as far as it has been bound. */
  readonly assigned = new Map<string, SqlType>()
  private readonly references = new WeakMap<Expression, ColumnReference>()

  constructor(context: BindContext, ids = { next: 0 }) {
    this.context = context
    this.ids = ids
  }

  /** A binder of another text whose plan becomes part of this one's. */
  within(context: BindContext): Binder {
    return new Binder(context, this.ids)
  }

  /** A column that no operator of this plan has yet. */
  column(name: string, type: SqlType, nullable: boolean): OutputColumn {
    return { id: this.ids.next++, name, type, nullable }
  }

  workingTable(): WorkingTableId {
    return this.ids.next++
  }

  /** The number of values that an execution begins with. */
  get parameterCount(): number {
    return this.context.parameterTypes.length
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
