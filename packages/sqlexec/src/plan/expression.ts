/** The expressions of a logical plan. */
export type {
  AggregateCall,
  AggregateOrder,
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
