/** The expressions of a logical plan. */
export type {
  AggregateCall,
  CallExpression,
  CaseExpression,
  CastExpression,
  ColumnExpression,
  ColumnId,
  ConstantExpression,
  CorrelatedColumn,
  Expression,
  InExpression,
  LogicalExpression,
  NotExpression,
  SubqueryExpression,
  WindowCall,
} from './logical-plan.ts'
