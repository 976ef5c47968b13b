import type { ColumnDefinition, TableDefinition } from '../../../catalog/definition.ts'
import { nameChanges, withRenamedReferences } from '../../../catalog/references.ts'
import { drive, type Stage } from '../../../exec/maybe-async.ts'
import type * as ast from '../../../sql/index.ts'
import type { TableAlteration } from '../../../storage/alter-table.ts'
import type { StorageEngine } from '../../../storage/table-access.ts'
import type { Session } from '../../session.ts'
import type { Change } from '../definition.ts'
import { databaseOf, engineOf, spaceOf, tableOf } from '../find-table.ts'
import { assertGeneratedColumns } from '../generated-columns.ts'
import { refuse } from '../refuse.ts'
import { checkAutoIncrement } from '../table-definition.ts'
import {
  addColumn,
  alterDefault,
  assertConvertible,
  convertText,
  dropColumn,
  modifyColumn,
  renameColumn,
} from './alter-columns.ts'
import { addConstraints, alterCheck } from './alter-constraints.ts'
import { addConstraint, dropColumnsOfIndexes, dropConstraint, renameIndex } from './alter-keys.ts'
import { collationOfConversion, setOptions } from './alter-options.ts'
import { assertForeignKeysStay, assertGeneratedStay, type Fail, keptChecks } from './dependents.ts'
import { newColumnValues } from './new-column-values.ts'
import { rowRules } from './row-rules.ts'
import { TableDraft } from './table-draft.ts'
import { assertRowsRefer } from './valid-foreign-keys.ts'

/** ALTER TABLE: all of its actions make one new definition, which takes effect whole or not at all. */
export function* alterTable(
  session: Session,
  statement: ast.AlterTable,
  sql: string,
): Stage<Change> {
  const table = tableOf(session, statement.name, sql)
  const engine = engineOf(session, statement.name, sql)
  const space = spaceOf(session, statement.name, sql)
  const former = table.definition
  const draft = new TableDraft(former, sql)
  for (const action of statement.actions) applyColumns(session, draft, action, statement.name)
  dropColumnsOfIndexes(draft)
  for (const action of statement.actions) applyKeys(draft, action)
  const temporary = space !== engine
  const referring = temporary ? unreferred : engine
  const settled = withoutDependents(referring, former, finished(draft, statement), draft, statement)
  const definition = addConstraints(session, settled, statement, sql)
  assertGeneratedColumns(definition, statement.span, sql)
  const keys = definition.foreignKeys.filter((key) => !settled.foreignKeys.includes(key))
  refuse(temporary && keys.length > 0, 'foreign keys of temporary tables', statement.span, sql)
  const checked = session.variables.flag('foreign_key_checks') ? keys : []
  const database = databaseOf(session, statement.name, sql)
  yield* assertRowsRefer(session, database, definition, checked, former)
  const added = definition.columns.filter(
    ({ id, generated }) => generated === null && !former.columns.some((old) => old.id === id),
  )
  const values = yield* newColumnValues(session, added, table.estimatedRows() > 0)
  assertConvertible(session, draft, definition)
  const { compute, check } = rowRules(former, definition, session.environment())
  const alteration: TableAlteration = {
    definition,
    fill: values.fill,
    compute: new Map([...values.compute, ...compute]),
    ...(check && { check }),
    ...counter(draft, definition),
  }
  return async () => {
    await space.alterTable(former.name, alteration)
    // From here on the keys hold; what came between the first look and this is found now.
    try {
      await drive(assertRowsRefer(session, database, definition, checked, definition))
    } catch (error) {
      const { foreignKeys } = settled
      await space.alterTable(definition.name, { definition: { ...definition, foreignKeys } })
      throw error
    }
  }
}

/** What concerns columns, options and the name. */
function applyColumns(
  session: Session,
  draft: TableDraft,
  action: ast.AlterAction,
  table: ast.ObjectName,
): void {
  switch (action.kind) {
    case 'add_column':
      addColumn(draft, action)
      break
    case 'modify_column':
      modifyColumn(draft, action)
      break
    case 'rename_column':
      renameColumn(draft, action)
      break
    case 'drop_column':
      dropColumn(draft, action)
      break
    case 'alter_column_default':
      alterDefault(draft, action)
      break
    case 'convert_table_charset':
      convertText(draft, collationOfConversion(action, draft))
      break
    case 'rename_to':
      renameTo(session, draft, action, table)
      break
    case 'set_table_options':
      setOptions(draft, action)
      break
    // A drop comes before what is added under its name.
    case 'drop_constraint':
      dropConstraint(draft, action)
      break
    case 'rename_index':
      renameIndex(draft, action)
      break
    case 'partition_action':
      refuse(true, 'partitions', action.span, draft.sql)
      break
    case 'alter_check':
      alterCheck(draft, action)
      break
    case 'alter_column_visibility':
    case 'alter_index_visibility':
      refuse(!action.visible, 'INVISIBLE', action.span, draft.sql)
      break
    // Hints on how to go about it. Rows have no order, and keys are always kept.
    case 'order_table':
    case 'toggle_keys':
    case 'alter_algorithm':
    case 'add_constraint':
  }
}

function applyKeys(draft: TableDraft, action: ast.AlterAction): void {
  if (action.kind === 'add_constraint') addConstraint(draft, action)
}

function renameTo(
  session: Session,
  draft: TableDraft,
  { name, span }: ast.RenameTo,
  table: ast.ObjectName,
): void {
  const { sql } = draft
  const own = databaseOf(session, table, sql)
  const other = name.database?.name ?? own
  refuse(other !== own, 'moving a table to another database', span, sql)
  draft.name = name.name.name
}

function finished(draft: TableDraft, { span }: ast.AlterTable): TableDefinition {
  const { former, name, comment, checks, sql } = draft
  const indexes = [...draft.indexes].sort((a, b) => Number(b.primary) - Number(a.primary))
  const primary = indexes.find((index) => index.primary)
  const keyed = new Set(primary?.columns.map(({ column }) => column))
  const columns = draft
    .columns()
    .map((column) => (keyed.has(column.id) ? { ...column, nullable: false } : column))
  checkAutoIncrement(columns, indexes, { span }, sql)
  const { foreignKeys } = draft
  const definition = { ...former, name, comment, columns, indexes, checks, foreignKeys }
  // A table may refer to itself.
  const [referring] = withRenamedReferences([definition], nameChanges(former, definition))
  return referring ?? definition
}

/** The definition, unless what it drops, renames or gives another type is needed by what stays. */
/** No foreign key refers to a temporary table. */
const unreferred: Pick<StorageEngine, 'referencing'> = { referencing: () => [] }

function withoutDependents(
  engine: Pick<StorageEngine, 'referencing'>,
  former: TableDefinition,
  definition: TableDefinition,
  draft: TableDraft,
  { span }: ast.AlterTable,
): TableDefinition {
  const fail: Fail = (code, message) => draft.error(code, message, span)
  assertGeneratedStay(former, definition, fail)
  assertForeignKeysStay(engine, former, definition, fail)
  return { ...definition, checks: keptChecks(former, definition, fail) }
}

/** Where the AUTO_INCREMENT value goes on, if the statement says so or makes a column count. */
function counter(
  { former, autoIncrement }: TableDraft,
  { columns }: TableDefinition,
): { autoIncrement?: number } {
  const counting = (column: ColumnDefinition) => column.autoIncrement
  const column = columns.find(counting)
  if (column === undefined) return {}
  if (autoIncrement !== undefined) return { autoIncrement }
  return former.columns.find(counting)?.id === column.id ? {} : { autoIncrement: 1 }
}
