export { type ErrorCode, type Position, SqlError } from './base/errors.ts'
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
