export { type ErrorCode, type Position, SqlError } from './base/errors.ts'
export type { Filter, FilterOperator } from './datasource/filter.ts'
export type { AdapterQueryOptions, OrderTerm } from './datasource/query-sql.ts'
export type { SourceOptionsConfig } from './datasource/source-options.ts'
export type { AdapterColumn, AdapterTable } from './datasource/table-sql.ts'
export type { Progress } from './exec/execution.ts'
export {
  type AdapterQueryResult,
  type AdapterTableInfo,
  ParquetAdapter,
  type ParquetAdapterConfig,
} from './session/adapter.ts'
export type { Connection } from './session/connection.ts'
export { type Database, type DataSource, open, openSources } from './session/database.ts'
export { openDataSources } from './session/open-data-sources.ts'
export type { OpenOptions } from './session/options.ts'
export type { Parameter } from './session/parameters.ts'
export type { PreparedStatement } from './session/prepared-statement.ts'
export type {
  QueryOptions,
  ResultColumn,
  Rows,
  RunResult,
  StatementResult,
} from './session/result.ts'
export type { TransactionHandle, TransactionRunOptions } from './session/transaction.ts'
export type { UserAggregate, UserFunction } from './session/user-function-definition.ts'
