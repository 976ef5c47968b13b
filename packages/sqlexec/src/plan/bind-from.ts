import { type ErrorCode, type Span, SqlError } from '../base/errors.ts'
import type * as ast from '../sql/index.ts'
import { compare } from './bind-comparison.ts'
import type { ViewReference } from './bind-context.ts'
import { bindJsonTable } from './bind-json-table.ts'
import { type FromPlace, joinBeside, placeBeside } from './bind-lateral.ts'
import { findTable } from './bind-table.ts'
import type { Binder } from './binder.ts'
import { call, conjuncts } from './build-expression.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type { LogicalOperator } from './logical-plan.ts'
import { asNullable, scan, singleRow } from './operators.ts'
import {
  type CommonTables,
  type Environment,
  type Relation,
  Scope,
  topEnvironment,
  type VisibleColumn,
} from './scope.ts'

/** Rows to choose from, and what their columns are called. */
export interface Source {
  readonly operator: LogicalOperator
  readonly scope: Scope
}

/** FROM. Commas are cross joins; without FROM there is one row without columns. */
export function bindFrom(
  binder: Binder,
  from: readonly ast.TableReference[],
  environment: Environment,
): Source {
  if (from.length === 0) return { operator: singleRow(), scope: new Scope([], [], environment) }
  const place = { environment, lateral: environment }
  const [first, ...others] = from
  return others.reduce(
    (left, node) => {
      const beside = placeBeside(left.scope, place)
      const right = bindTableReference(binder, node, beside)
      const scope = besideEachOther(binder, left, right, node)
      const operator = joinBeside(binder, 'inner', left.operator, right.operator, [], beside, node)
      return { operator, scope }
    },
    bindTableReference(binder, first, place),
  )
}

function bindTableReference(binder: Binder, node: ast.TableReference, place: FromPlace): Source {
  switch (node.kind) {
    case 'named_table':
      return bindNamedTable(binder, node, place.environment)
    case 'derived_table': {
      const { query, alias, columns, lateral } = node
      const within = lateral ? place.lateral : place.environment
      return bindDerived(binder, query, alias?.name ?? '', columns, within, place.environment)
    }
    case 'join':
      return bindJoin(binder, node, place)
    case 'table_function':
      throw binder.unsupported('A table function', node.span)
    case 'json_table': {
      const within = new Scope([], [], place.lateral)
      const document = new ExpressionBinder(binder, within, 'table function argument').bind(
        node.document,
      )
      const operator = bindJsonTable(binder, node, document)
      const name = node.alias?.name ?? ''
      return sourceOf(binder, operator, name, [], place.environment, node.span)
    }
  }
}

function bindNamedTable(binder: Binder, node: ast.NamedTable, environment: Environment): Source {
  const name = node.name.name.name
  if (node.partitions.length > 0) throw binder.unsupported('PARTITION', node.span)
  if (node.name.database === null) {
    const common = findCommonTable(binder, name, node, environment)
    if (common !== undefined) return common
  }
  const view = binder.context.catalog.findView(node.name.database?.name ?? null, name)
  if (view !== undefined) return bindView(binder, view, node, environment)
  const table = findTable(binder, node.name)
  const alias = node.alias?.name ?? name
  const columns = table.table.columns.map((column) =>
    binder.column(column.name, column.type, column.nullable),
  )
  const database = node.name.database?.name ?? table.database
  const relation = { database, name: alias, columns, table }
  return { operator: scan(table, alias, columns), scope: Scope.of(relation, environment) }
}

/** More than anybody nests; views that came to name each other end here. */
const maxViewDepth = 50

/** What makes a view invalid that was not so when it was made. */
const brokenViewCodes: ReadonlySet<ErrorCode> = new Set([
  'unknown_table',
  'unknown_column',
  'unknown_database',
  'unknown_function',
  'ambiguous_column',
])

/** A view is a derived table that sees nothing of the query around it. */
function bindView(
  binder: Binder,
  view: ViewReference,
  node: ast.NamedTable,
  environment: Environment,
): Source {
  const { span } = node
  const { definition, database } = view
  const names = definition.columns.map((name) => ({ kind: 'identifier', name, span }) as const)
  const alias = node.alias?.name ?? node.name.name.name
  const viewDepth = environment.viewDepth + 1
  if (viewDepth > maxViewDepth) {
    throw binder.error(
      'too_deep',
      `View '${alias}' stands in more than ${maxViewDepth} views`,
      span,
    )
  }
  const within = { ...topEnvironment(environment.bindQuery), viewDepth }
  const { onlyFullGroupBy, functions } = binder.context
  const own = binder.within({
    catalog: view.catalog,
    functions,
    parameterTypes: [],
    parameterCount: 0,
    sql: definition.query,
    onlyFullGroupBy,
  })
  try {
    return bindDerived(own, view.query, alias, names, within, environment, database)
  } catch (error) {
    if (!(error instanceof SqlError) || !brokenViewCodes.has(error.code)) throw error
    const message =
      `View '${database}.${definition.name}' references invalid table(s) or column(s) or function(s): ` +
      error.message
    throw new SqlError('invalid_view', message, { span, sql: binder.context.sql, cause: error })
  }
}

/** Each use of a common table is a derived table of its own. */
function findCommonTable(
  binder: Binder,
  name: string,
  node: ast.NamedTable,
  environment: Environment,
): Source | undefined {
  for (let common = environment.commonTables; common !== null; common = common.next) {
    if (common.table.name.name !== name) continue
    const alias = node.alias?.name ?? name
    if (common.environment === null) {
      return bindWorkingTable(binder, common, alias, node, environment)
    }
    const within: Environment = { ...common.environment, captured: new Map() }
    const { query, columns } = common.table
    const source = bindDerived(binder, query, alias, columns, within, environment)
    passOn(within, environment)
    return source
  }
  return undefined
}

/** What a common table speaks of, every query from here to where WITH gave it its name speaks of too. */
function passOn({ captured, outer }: Environment, environment: Environment): void {
  for (let around = environment; ; around = around.outer.environment) {
    for (const [column, value] of captured) around.captured.set(column, value)
    if (around.outer === outer || around.outer === null) return
  }
}

/** A recursive common table within its own query: the rows that the round before added. */
function bindWorkingTable(
  binder: Binder,
  { table: { name }, working }: CommonTables,
  alias: string,
  { span }: ast.NamedTable,
  environment: Environment,
): Source {
  if (working === undefined) {
    const message = `In recursive query block of Recursive Common Table Expression '${name.name}', the recursive table must be referenced only once, and not in any subquery`
    throw binder.error('recursive_reference', message, span)
  }
  const columns = working.columns.map((column) =>
    binder.column(column.name, column.type, column.nullable),
  )
  const relation = { database: null, name: alias, columns, table: null }
  return {
    operator: { kind: 'working', table: working.id, name: alias, columns },
    scope: Scope.of(relation, environment),
  }
}

function bindDerived(
  binder: Binder,
  query: ast.Query,
  alias: string,
  names: readonly ast.Identifier[],
  within: Environment,
  environment: Environment = within,
  database: string | null = null,
): Source {
  const operator = within.bindQuery(binder, query, within)
  return sourceOf(binder, operator, alias, names, environment, query.span, database)
}

/** An operator under an alias. Throws where two of its columns have one name. */
function sourceOf(
  binder: Binder,
  operator: LogicalOperator,
  alias: string,
  names: readonly ast.Identifier[],
  environment: Environment,
  span: Span,
  database: string | null = null,
): Source {
  if (names.length > 0 && names.length !== operator.columns.length) {
    const message =
      'In definition of view, derived table or common table expression, SELECT list and column names list have different column counts'
    throw binder.error('name_count', message, names[0].span)
  }
  const columns = operator.columns.map((column, i) =>
    names.length > 0 ? { ...column, name: names[i].name } : column,
  )
  const seen = new Set<string>()
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) {
      throw binder.error('duplicate_column', `Duplicate column name '${name}'`, span)
    }
    seen.add(name.toLowerCase())
  }
  const relation = { database, name: alias, columns, table: null }
  return { operator, scope: Scope.of(relation, environment) }
}

function bindJoin(binder: Binder, node: ast.Join, place: FromPlace): Source {
  const left = bindTableReference(binder, node.left, place)
  const beside = placeBeside(left.scope, place)
  const right = bindTableReference(binder, node.right, beside)
  const both = besideEachOther(binder, left, right, node)
  const shared = sharedColumns(binder, node, left.scope, right.scope)
  const predicates = shared.map((pair) =>
    compare(binder, '=', pair.left.expression, pair.right.expression, node.span),
  )
  if (node.on !== null) {
    const on = new ExpressionBinder(binder, both, 'on clause')
    predicates.push(...conjuncts(on.condition(node.on)))
  }
  const operator = joinBeside(
    binder,
    node.type,
    left.operator,
    right.operator,
    predicates,
    beside,
    node,
  )
  return { operator, scope: joinedScope(binder, node, both, left.scope, right.scope, shared) }
}

/** A scope of the columns of both; throws `duplicate_alias` where two tables go by one name. */
function besideEachOther(
  binder: Binder,
  left: Source,
  right: Source,
  node: ast.TableReference,
): Scope {
  for (const relation of right.scope.relations) {
    const same = left.scope
      .named(relation.name, relation.database)
      .some((other) => other.database === relation.database)
    if (same && relation.name !== '') {
      const message = `Not unique table/alias: '${relation.name}'`
      throw binder.error('duplicate_alias', message, node.span)
    }
  }
  const relations = [...left.scope.relations, ...right.scope.relations]
  const visible = [...left.scope.visible, ...right.scope.visible]
  return new Scope(relations, visible, left.scope.environment)
}

interface SharedColumn {
  readonly left: VisibleColumn
  readonly right: VisibleColumn
}

/** The pairs of columns that USING or NATURAL equates, in the order of the left table. */
function sharedColumns(
  binder: Binder,
  node: ast.Join,
  left: Scope,
  right: Scope,
): readonly SharedColumn[] {
  const names = node.natural
    ? left.visible.map((column) => column.name).filter((name) => withName(right, name).length > 0)
    : node.using.map((identifier) => identifier.name)
  const pairs = names.map((name) => {
    const span = node.using.find((identifier) => identifier.name === name)?.span ?? node.span
    const only = (scope: Scope) => {
      const found = withName(scope, name)
      if (found.length === 1) return found[0]
      const [code, message] =
        found.length === 0
          ? (['unknown_column', `Unknown column '${name}' in 'from clause'`] as const)
          : (['ambiguous_column', `Column '${name}' in from clause is ambiguous`] as const)
      throw binder.error(code, message, span)
    }
    return { left: only(left), right: only(right) }
  })
  return pairs.sort((a, b) => left.visible.indexOf(a.left) - left.visible.indexOf(b.left))
}

function withName(scope: Scope, name: string): readonly VisibleColumn[] {
  const wanted = name.toLowerCase()
  return scope.visible.filter((column) => column.name.toLowerCase() === wanted)
}

/**
 * The scope above a join: columns of a side that may be missing become nullable, and shared columns appear once, first,
 * with the value of the side that is always there.
 */
function joinedScope(
  binder: Binder,
  node: ast.Join,
  both: Scope,
  left: Scope,
  right: Scope,
  shared: readonly SharedColumn[],
): Scope {
  const leftMayMiss = node.type === 'right' || node.type === 'full'
  const rightMayMiss = node.type === 'left' || node.type === 'full'
  if (shared.length === 0 && !leftMayMiss && !rightMayMiss) return both
  const relations = [
    ...(leftMayMiss ? left.relations.map(nullableRelation) : left.relations),
    ...(rightMayMiss ? right.relations.map(nullableRelation) : right.relations),
  ]
  const leftVisible = leftMayMiss ? left.visible.map(nullableVisible) : left.visible
  const rightVisible = rightMayMiss ? right.visible.map(nullableVisible) : right.visible
  const merged = shared.map((pair) => {
    const fromLeft = leftVisible[left.visible.indexOf(pair.left)]
    const fromRight = rightVisible[right.visible.indexOf(pair.right)]
    if (node.type === 'right') return { ...fromRight, name: fromLeft.name }
    if (node.type !== 'full') return fromLeft
    const values = [fromLeft.expression, fromRight.expression]
    return { name: fromLeft.name, expression: call(binder, 'COALESCE', values, node.span) }
  })
  const isShared = (column: VisibleColumn) =>
    shared.some((pair) => pair.left === column || pair.right === column)
  const rest = [
    ...leftVisible.filter((_, i) => !isShared(left.visible[i])),
    ...rightVisible.filter((_, i) => !isShared(right.visible[i])),
  ]
  return new Scope(relations, [...merged, ...rest], both.environment)
}

function nullableRelation(relation: Relation): Relation {
  return { ...relation, columns: relation.columns.map(asNullable) }
}

function nullableVisible(column: VisibleColumn): VisibleColumn {
  const expression: Expression = { ...column.expression, nullable: true }
  return { ...column, expression }
}
