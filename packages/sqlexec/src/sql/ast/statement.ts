import type * as administration from './administration.ts'
import type * as definition from './definition.ts'
import type * as manipulation from './manipulation.ts'
import type { Query } from './query.ts'
import type * as table from './table-definition.ts'

/** Every statement of the dialect. */
export type Statement =
  | Query
  | manipulation.Insert
  | manipulation.Update
  | manipulation.Delete
  | manipulation.Call
  | manipulation.Do
  | manipulation.LoadData
  | manipulation.CopyFrom
  | manipulation.CopyTo
  | table.CreateTable
  | table.AlterTable
  | definition.DropTable
  | definition.TruncateTable
  | definition.RenameTable
  | definition.CreateIndex
  | definition.DropIndex
  | definition.CreateView
  | definition.DropView
  | definition.CreateDatabase
  | definition.DropDatabase
  | definition.CreateTrigger
  | definition.CreateRoutine
  | definition.DropRoutine
  | administration.StartTransaction
  | administration.Commit
  | administration.Rollback
  | administration.Savepoint
  | administration.ReleaseSavepoint
  | administration.SetTransaction
  | administration.LockTables
  | administration.UnlockTables
  | administration.SetVariables
  | administration.SetNames
  | administration.Use
  | administration.ShowList
  | administration.ShowColumns
  | administration.ShowIndexes
  | administration.ShowCreate
  | administration.ShowDiagnostics
  | administration.Explain
  | administration.Flush
  | administration.Checkpoint
  | administration.MaintainTables
  | administration.Kill
  | administration.Prepare
  | administration.Execute
  | administration.Deallocate
