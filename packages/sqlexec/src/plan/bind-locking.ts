import type * as ast from '../sql/index.ts'
import { AggregateCollector } from './aggregate-collector.ts'
import { chooseRows } from './bind-change.ts'
import { bindFrom } from './bind-from.ts'
import { withCommonTables } from './bind-query.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import { type ChangeableTable, changeableTables } from './changeable-table.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type { LockPlan } from './logical-plan.ts'
import { project } from './operators.ts'
import type { Environment, Scope } from './scope.ts'
import { bindSelectList } from './select-list.ts'

/**
 * FOR UPDATE and FOR SHARE: the rows of FROM that the query is about. Of a query that groups its rows, those are all that WHERE lets pass.
 * `null`: there are none to lock.
 */
export function bindLocks(binder: Binder, query: ast.Query, around: Environment): LockPlan | null {
  const { body, locking } = query
  const [{ span }] = locking
  if (locking.some((clause) => clause.wait === 'skip_locked')) {
    throw binder.unsupported('SKIP LOCKED', span)
  }
  if (body.kind !== 'select') throw binder.unsupported(`${nameOf(locking[0])} of a UNION`, span)
  const environment = query.with === null ? around : withCommonTables(binder, query.with, around)
  const from = bindFrom(binder, body.from, environment)
  const tables = lockedTables(binder, from.scope, locking)
  if (tables.length === 0) return null
  const collector = new AggregateCollector()
  const fields = new ExpressionBinder(binder, from.scope, 'field list', collector)
  const entries = bindSelectList(binder, body.items, fields)
  const isGrouped =
    body.groupBy !== null || body.having !== null || body.distinct || collector.calls.length > 0
  const { where } = body
  const chosen = isGrouped
    ? { where, orderBy: [], limit: null }
    : { where, orderBy: query.orderBy, limit: query.limit }
  const rows = chooseRows(binder, from, tables, chosen, entries)
  const columns = tables.map(({ rowId }) => rowId)
  return {
    tables: tables.map(({ table }, rowId) => ({ table, rowId })),
    source: project(rows, columns, columns.map(columnExpression)),
  }
}

function nameOf({ strength }: ast.LockingClause): string {
  return `FOR ${strength.toUpperCase()}`
}

/** The stored tables that the clauses name, or all of FROM. */
function lockedTables(
  binder: Binder,
  scope: Scope,
  locking: readonly ast.LockingClause[],
): readonly ChangeableTable[] {
  const candidates = changeableTables(binder, scope)
  const wanted = locking.flatMap((clause) => {
    if (clause.tables.length === 0) return scope.relations
    return clause.tables.map(({ name, database, span }) => {
      const [relation] = scope.named(name.name, database?.name ?? null)
      if (relation !== undefined) return relation
      const message = `Unresolved table name \`${name.name}\` in locking clause.`
      throw binder.error('unresolved_lock', message, span)
    })
  })
  const view = wanted.find(({ table, database }) => table === null && database !== null)
  if (view !== undefined) {
    throw binder.unsupported(`${nameOf(locking[0])} of a view`, locking[0].span)
  }
  return candidates.filter(({ relation }) => wanted.includes(relation))
}
