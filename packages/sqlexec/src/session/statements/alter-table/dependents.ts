import type { ErrorCode } from '../../../base/errors.ts'
import {
  type CheckDefinition,
  type ColumnDefinition,
  findColumn,
  type TableDefinition,
} from '../../../catalog/definition.ts'
import { bindRowExpression } from '../../../plan/bind-row-expression.ts'
import { columnsOf } from '../../../plan/expression-walk.ts'
import { rowColumns } from '../../../plan/row-rules.ts'
import { parseExpressionText } from '../../../sql/index.ts'
import type { StorageEngine } from '../../../storage/table-access.ts'
import { sameType } from '../../../types/sql-type.ts'
import { indexLostByForeignKey } from '../foreign-key-guards.ts'

export type Fail = (code: ErrorCode, message: string) => Error

/** The checks that stay: those whose only column is dropped go with it. Throws where a check needs what goes or gets another name. */
export function keptChecks(
  former: TableDefinition,
  definition: TableDefinition,
  fail: Fail,
): readonly CheckDefinition[] {
  return definition.checks.filter((check) => {
    const used = columnsIn(former, check.sql, 'check', check.name)
    if (used.length === 1 && columnOf(definition, used[0]) === undefined) return false
    const lost = used.find((column) => columnOf(definition, column)?.name !== column.name)
    if (lost === undefined) return true
    const message = `Check constraint '${check.name}' uses column '${lost.name}', hence column cannot be dropped or renamed.`
    throw fail('column_of_check', message)
  })
}

/** Throws where a generated column that stays is computed from what goes or gets another name. */
export function assertGeneratedStay(
  former: TableDefinition,
  definition: TableDefinition,
  fail: Fail,
): void {
  for (const column of former.columns) {
    const kept = columnOf(definition, column)
    if (kept === undefined) continue
    const { generated } = column
    if (generated === null || kept.generated?.sql !== generated.sql) continue
    for (const used of columnsIn(former, generated.sql, 'generated', column.name)) {
      const now = columnOf(definition, used)
      if (now?.name !== used.name) {
        throw fail(
          'column_of_generated',
          `Column '${used.name}' has a generated column dependency.`,
        )
      }
    }
  }
}

/** Throws where a foreign key that stays, of this table or to it, loses a column, an index or the likeness of its types. */
export function assertForeignKeysStay(
  engine: Pick<StorageEngine, 'referencing'>,
  former: TableDefinition,
  definition: TableDefinition,
  fail: Fail,
): void {
  for (const { name, columns } of definition.foreignKeys) {
    for (const id of columns) {
      const column = former.columns.find((each) => each.id === id)
      if (column === undefined) continue
      const now = columnOf(definition, column)
      if (now === undefined) {
        const message = `Cannot drop column '${column.name}': needed in a foreign key constraint '${name}'`
        throw fail('column_of_foreign_key', message)
      }
      if (!sameStored(column, now)) {
        const message = `Cannot change column '${column.name}': used in a foreign key constraint '${name}'`
        throw fail('column_type_of_foreign_key', message)
      }
    }
  }
  for (const { table, key } of engine.referencing(former.name)) {
    if (!isKept(table.definition.id, key.name, definition)) continue
    const other = table.definition.name
    for (const name of key.referenced) {
      const column = former.columns[findColumn(former, name)]
      if (column === undefined) continue
      const now = columnOf(definition, column)
      if (now === undefined) {
        const message = `Cannot drop column '${name}': needed in a foreign key constraint '${key.name}' of table '${other}'`
        throw fail('column_of_other_foreign_key', message)
      }
      if (!sameStored(column, now)) {
        const message = `Cannot change column '${name}': used in a foreign key constraint '${key.name}' of table '${other}'`
        throw fail('column_type_of_other_foreign_key', message)
      }
    }
  }
  const lost = indexLostByForeignKey(engine, former, definition)
  if (lost !== undefined) {
    const message = `Cannot drop index '${lost.name}': needed in a foreign key constraint`
    throw fail('index_of_foreign_key', message)
  }
}

/** Whether a foreign key to the table is still there: one of the table itself may be dropped by the same statement. */
function isKept(child: number, key: string, definition: TableDefinition): boolean {
  return child !== definition.id || definition.foreignKeys.some(({ name }) => name === key)
}

/** Texts may get longer. */
function sameStored(
  { type: before }: ColumnDefinition,
  { type: after }: ColumnDefinition,
): boolean {
  if (before.kind === 'text' && after.kind === 'text') return before.collation === after.collation
  return (before.kind === 'bytes' && after.kind === 'bytes') || sameType(before, after)
}

function columnOf(
  { columns }: TableDefinition,
  { id }: ColumnDefinition,
): ColumnDefinition | undefined {
  return columns.find((column) => column.id === id)
}

/** The columns that an expression speaks of; none where it is not of the former table. */
function columnsIn(
  former: TableDefinition,
  sql: string,
  kind: 'check' | 'generated',
  name: string,
): ColumnDefinition[] {
  const place = { kind, name, table: former.name }
  const bound = bindRowExpression(
    parseExpressionText(sql),
    { columns: rowColumns(former) },
    place,
    sql,
  )
  return [...columnsOf(bound)].map((ordinal) => former.columns[ordinal])
}
