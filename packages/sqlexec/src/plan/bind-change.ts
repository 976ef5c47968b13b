import type * as ast from '../sql/index.ts'
import { bindAssignments } from './bind-assignments.ts'
import { bindFrom } from './bind-from.ts'
import { bindLimit } from './bind-limit.ts'
import { bindOrder } from './bind-order.ts'
import { withCommonTables } from './bind-query.ts'
import { bindReturning } from './bind-returning.ts'
import { bindWhere } from './bind-select.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import {
  type ChangeableTable,
  changeableTables,
  notChangeable,
  withRowIds,
} from './changeable-table.ts'
import { implicitDefault } from './column-default.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type {
  ChangedTable,
  DeleteStatementPlan,
  LogicalOperator,
  OutputColumn,
  ReturningPlan,
  UpdatedTable,
  UpdateStatementPlan,
} from './logical-plan.ts'
import { project, sort } from './operators.ts'
import type { Environment, Scope } from './scope.ts'
import type { SelectEntry } from './select-list.ts'

/** UPDATE of one table or of several that FROM joins. */
export function bindUpdate(
  binder: Binder,
  node: ast.Update,
  around: Environment,
): UpdateStatementPlan {
  const { environment, from } = bindTables(binder, node, node.tables, around)
  const expressions = new ExpressionBinder(binder, from.scope, 'field list')
  const candidates = changeableTables(binder, from.scope)
  const mode = node.ignore ? 'adjusting' : 'assignment'
  const assigned = bindAssignments(expressions, node.set, candidates, environment, mode)
  const changed = candidates.filter((_, i) => assigned[i].size > 0)
  const values = assigned.filter(({ size }) => size > 0)
  const rows = chooseRows(binder, from, changed, node)
  const columns: OutputColumn[] = []
  const outputs: Expression[] = []
  const tables = changed.map(({ table, rowId }, i): UpdatedTable => {
    const place = columns.push(rowId) - 1
    outputs.push(columnExpression(rowId))
    for (const [ordinal, value] of values[i]) {
      const { name } = table.table.columns[ordinal]
      columns.push(binder.column(name, value.type, value.nullable))
      outputs.push(value)
    }
    const implicit = node.ignore
      ? table.table.columns.map(({ type }) => implicitDefault(type))
      : null
    return { table, rowId: place, ordinals: [...values[i].keys()], implicit }
  })
  const source = project(rows, columns, outputs)
  const returning = bindOnlyReturning(binder, node, node.tables, changed, environment)
  return { kind: 'update', tables, isJoined: isJoined(node.tables), source, returning }
}

/** DELETE from one table, or from several of those that FROM joins. */
export function bindDelete(
  binder: Binder,
  node: ast.Delete,
  around: Environment,
): DeleteStatementPlan {
  const { environment, from } = bindTables(binder, node, node.from, around)
  const candidates = changeableTables(binder, from.scope)
  const changed =
    node.targets.length === 0
      ? [onlyTable(binder, from.scope, candidates, node.from[0])]
      : node.targets.map((target) => targetOf(binder, from.scope, candidates, target))
  const again = changed.findIndex((target, i) => changed.indexOf(target) < i)
  if (again >= 0) {
    const { name, span } = node.targets[again].name
    throw binder.error('duplicate_alias', `Not unique table/alias: '${name}'`, span)
  }
  const rows = chooseRows(binder, from, changed, node)
  const columns = changed.map(({ rowId }) => rowId)
  const source = project(rows, columns, columns.map(columnExpression))
  const tables = changed.map(({ table }, rowId): ChangedTable => ({ table, rowId }))
  const returning = bindOnlyReturning(binder, node, node.from, changed, environment)
  return { kind: 'delete', tables, isJoined: isJoined(node.from), source, returning }
}

function isJoined(tables: readonly ast.TableReference[]): boolean {
  return tables.length > 1 || tables[0].kind !== 'named_table'
}

interface Tables {
  readonly environment: Environment
  readonly from: ReturnType<typeof bindFrom>
}

function bindTables(
  binder: Binder,
  node: ast.Update | ast.Delete,
  tables: readonly ast.TableReference[],
  around: Environment,
): Tables {
  const environment = node.with === null ? around : withCommonTables(binder, node.with, around)
  return { environment, from: bindFrom(binder, tables, environment) }
}

/** The rows that WHERE, ORDER BY and LIMIT choose, with the row ids of the tables that change. */
export function chooseRows(
  binder: Binder,
  { operator, scope }: Tables['from'],
  changed: readonly ChangeableTable[],
  { where, orderBy, limit }: Pick<ast.Update, 'where' | 'orderBy' | 'limit'>,
  entries: readonly SelectEntry[] = [],
): LogicalOperator {
  const all = withRowIds(operator, changed)
  const chosen = bindWhere(binder, where, { operator: all, scope })
  const order = bindOrder(binder, orderBy, { operator: chosen, scope }, entries, null)
  return bindLimit(binder, sort(chosen, order), limit)
}

function onlyTable(
  binder: Binder,
  { relations }: Scope,
  candidates: readonly ChangeableTable[],
  node: ast.TableReference,
): ChangeableTable {
  const [table] = candidates
  if (table !== undefined) return table
  throw notChangeable(binder, relations[0], 'DELETE', node.span)
}

/** The table that `name` or `database.name` of DELETE means: an alias in FROM. */
function targetOf(
  binder: Binder,
  scope: Scope,
  candidates: readonly ChangeableTable[],
  { name, database, span }: ast.ObjectName,
): ChangeableTable {
  const [relation] = scope.named(name.name, database?.name ?? null)
  if (relation === undefined) {
    throw binder.error('unknown_target', `Unknown table '${name.name}' in MULTI DELETE`, span)
  }
  const target = candidates.find((candidate) => candidate.relation === relation)
  if (target !== undefined) return target
  throw notChangeable(binder, relation, 'DELETE', span)
}

/** RETURNING of a change of one table. */
function bindOnlyReturning(
  binder: Binder,
  { returning }: ast.Update | ast.Delete,
  tables: readonly ast.TableReference[],
  [changed]: readonly ChangeableTable[],
  environment: Environment,
): ReturningPlan | null {
  if (returning.length === 0) return null
  if (isJoined(tables)) {
    throw binder.unsupported('RETURNING of a change of several tables', returning[0].span)
  }
  return bindReturning(binder, returning, changed.table, changed.relation.name, environment)
}
