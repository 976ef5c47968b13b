import type * as ast from '../sql/index.ts'
import { bindFrom } from './bind-from.ts'
import { bindLimit } from './bind-limit.ts'
import { bindOrder, projectAndSort } from './bind-order.ts'
import { bindRecursive, type MemberBinder, namesTable } from './bind-recursive.ts'
import { bindSelect } from './bind-select.ts'
import { bindSetOperation } from './bind-set-operation.ts'
import { bindValues } from './bind-values.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { LogicalOperator } from './logical-plan.ts'
import { type CommonTables, type Environment, Scope } from './scope.ts'
import type { SelectEntry } from './select-list.ts'

/** A query expression: WITH, a body, ORDER BY, LIMIT. */
export function bindQuery(
  binder: Binder,
  query: ast.Query,
  environment: Environment,
): LogicalOperator {
  if (query.into !== null) throw binder.unsupported('SELECT … INTO', query.span)
  if (query.locking.length > 0 && query !== binder.outermost) {
    const { strength, span } = query.locking[0]
    throw binder.unsupported(`FOR ${strength.toUpperCase()} within a statement`, span)
  }
  const within =
    query.with === null ? environment : withCommonTables(binder, query.with, environment)
  const { recursive } = environment
  if (recursive !== undefined) {
    const own = { ...within, recursive: undefined }
    if (namesTable(query, recursive.name.name)) {
      const bindMember: MemberBinder = (body, around) => bindBody(binder, body, [], null, around)
      const operator = bindRecursive(binder, query, recursive, own, bindMember)
      return sortResult(binder, operator, query.orderBy, query.limit, own)
    }
    return bindBody(binder, query.body, query.orderBy, query.limit, own)
  }
  return bindBody(binder, query.body, query.orderBy, query.limit, within)
}

/** The environment in which the names that WITH gives are known. */
export function withCommonTables(
  binder: Binder,
  node: ast.WithClause,
  environment: Environment,
): Environment {
  const names = new Set<string>()
  let commonTables = environment.commonTables
  for (const table of node.tables) {
    const { name, span } = table.name
    if (names.has(name)) {
      throw binder.error('duplicate_alias', `Not unique table/alias: '${name}'`, span)
    }
    names.add(name)
    const itself: CommonTables = { table, environment: null, next: commonTables }
    const own = node.recursive
      ? { ...environment, commonTables: itself, recursive: table }
      : { ...environment, commonTables }
    commonTables = { table, environment: own, next: commonTables }
  }
  return { ...environment, commonTables }
}

function bindBody(
  binder: Binder,
  body: ast.QueryBody,
  orderBy: readonly ast.OrderItem[],
  limit: ast.Limit | null,
  environment: Environment,
): LogicalOperator {
  switch (body.kind) {
    case 'select':
      return bindSelect(binder, body, orderBy, limit, environment)
    case 'query': {
      const inner = bindQuery(binder, body, environment)
      return sortResult(binder, inner, orderBy, limit, environment)
    }
    case 'values': {
      const inner = bindValues(binder, body, environment)
      return sortResult(binder, inner, orderBy, limit, environment)
    }
    case 'table_body': {
      const { table: name, span } = body
      const table = {
        kind: 'named_table',
        name,
        alias: null,
        partitions: [],
        hints: [],
        span,
      } as const
      const inner = bindFrom(binder, [table], environment).operator
      return sortResult(binder, inner, orderBy, limit, environment)
    }
    case 'set_operation': {
      const operands = body.operands.map((operand) =>
        bindBody(binder, operand, [], null, environment),
      )
      const inner = bindSetOperation(binder, body, operands)
      return sortResult(binder, inner, orderBy, limit, environment)
    }
  }
}

/** ORDER BY and LIMIT that know the result alone. */
function sortResult(
  binder: Binder,
  operator: LogicalOperator,
  orderBy: readonly ast.OrderItem[],
  limit: ast.Limit | null,
  environment: Environment,
): LogicalOperator {
  if (orderBy.length === 0) return bindLimit(binder, operator, limit)
  const relation = { database: null, name: '', columns: operator.columns, table: null }
  const scope = Scope.of(relation, environment)
  const entries = operator.columns.map(
    (column): SelectEntry => ({
      name: column.name,
      expression: columnExpression(column),
      named: true,
      node: { kind: 'wildcard', database: null, table: null, span: { start: 0, end: 0 } },
    }),
  )
  const order = bindOrder(binder, orderBy, { operator, scope }, entries, null)
  const sorted = projectAndSort(binder, operator, entries, order, false)
  return sorted.finish(bindLimit(binder, sorted.operator, limit))
}
