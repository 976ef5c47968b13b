import { SqlError } from '../../base/errors.ts'
import type { Stage } from '../../exec/maybe-async.ts'
import type { RowShape } from '../../exec/sinks/rows.ts'
import { storedType } from '../../plan/stored-type.ts'
import type * as ast from '../../sql/index.ts'
import type { BoundParameters } from '../parameters.ts'
import type { Statement } from '../plan-cache.ts'
import type { Outcome } from '../result.ts'
import type { Session } from '../session.ts'
import { type Change, createTable } from './definition.ts'
import { databaseOf, engineOf, spaceOf } from './find-table.ts'
import type { SelectedColumn } from './table-definition.ts'

/** A CREATE TABLE with a query, whose rows the new table gets. */
export interface CreateTableAs extends ast.CreateTable {
  readonly query: ast.Query
}

/** Carries out a change of definitions, after what is open is committed. */
export type Definer = (change: Change) => Stage<unknown>

/**
 * CREATE TABLE … AS SELECT: the columns that are declared, then those of the query, in its types unless they are declared too; then
 * its rows. A table that does not come to all of its rows goes again.
 */
export function* createTableAs(
  session: Session,
  statement: CreateTableAs,
  parsed: Statement,
  parameters: BoundParameters,
  define: Definer,
): Stage<Outcome> {
  const { query, name } = statement
  const { sql } = parsed
  const engine = engineOf(session, name, sql)
  const own = session.temporary.table(databaseOf(session, name, sql), name.name.name)
  if (own && !statement.temporary) {
    const message = `CREATE TABLE … AS SELECT behind the temporary table '${name.name.name}' is not supported`
    throw new SqlError('unsupported', message, { span: name.span, sql })
  }
  const lasting = engine.table(name.name.name) ?? engine.view(name.name.name)
  const exists = statement.temporary ? own : lasting
  const selected = selectedColumns(session, { ...parsed, statement: query }, parameters)
  yield* define(createTable(session, { ...statement, query: null }, sql, selected))
  if (exists) return { kind: 'change', changes: 0, lastInsertId: 0 }
  const { span } = name
  const insert: ast.Insert = {
    kind: 'insert',
    replace: statement.onDuplicate === 'replace',
    ignore: statement.onDuplicate === 'ignore',
    priority: null,
    table: name,
    partitions: [],
    columns: selected.map((column) => ({ kind: 'identifier', name: column.name, span })),
    rows: null,
    query,
    rowAlias: null,
    onDuplicate: [],
    returning: [],
    span,
  }
  const filling: Statement = { ...parsed, statement: insert }
  const shape: RowShape = 'array'
  try {
    return yield* session.perform(filling, parameters, shape)
  } catch (error) {
    yield spaceOf(session, name, sql).dropTable(name.name.name)
    throw error
  }
}

function selectedColumns(
  session: Session,
  query: Statement,
  parameters: BoundParameters,
): SelectedColumn[] {
  const program = session.shared.plans.compile(query, parameters.types, session)
  const { logical } = program
  const columns = logical.kind === 'query' ? logical.root.columns : []
  return columns.map(({ name, type, nullable }) => ({ name, type: storedType(type), nullable }))
}
