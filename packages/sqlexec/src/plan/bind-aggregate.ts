import type { AggregateFunction } from '../functions/aggregate-function.ts'
import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import type { AggregateCollector } from './aggregate-collector.ts'
import { checkForm, orderNodes, separatorOf, sortingOf, valueNodes } from './aggregate-form.ts'
import { caseBranch, caseOf, condition, constant } from './build-expression.ts'
import { castTo } from './cast.ts'
import { widened } from './exact-quotient.ts'
import type { AggregateCall, ColumnExpression, ColumnId, Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { columnsOf } from './expression-walk.ts'
import type { Scope } from './scope.ts'

/** An aggregate call becomes a column of the Aggregate operator that its SELECT, or one around it, will have. */
export function bindAggregate(
  scope: ExpressionScope,
  node: ast.FunctionCall,
  definition: AggregateFunction,
): Expression {
  checkForm(scope, node, definition)
  const { outer } = scope.scope.environment
  if (outer !== null) return bindInOwner(scope, node, definition)
  const args = bindArguments(scope, node)
  return shown(add(scope, scope.aggregates, node, definition, args), definition, args, node)
}

/** Sums and means take all digits of a quotient, and show as many as they would of what it shows. */
const summing: ReadonlySet<string> = new Set(['SUM', 'AVG'])

function shown(
  column: ColumnExpression,
  definition: AggregateFunction,
  bound: readonly Expression[],
  node: ast.FunctionCall,
): Expression {
  if (!summing.has(definition.name) || column.type.kind !== 'decimal') return column
  const values = bound.slice(0, bound.length - node.orderBy.length)
  const resolved = definition.resolve(values.map((arg) => arg.type))
  if (typeof resolved === 'string' || resolved.type.kind !== 'decimal') return column
  return resolved.type.scale === column.type.scale
    ? column
    : castTo(column, resolved.type, 'narrowing')
}

/** A query that the call stands in, and what gathers the aggregates of its clause; `null` where none may stand. */
interface Level {
  readonly scope: Scope
  readonly aggregates: AggregateCollector | null
}

/** A call over columns of a query around belongs to that query, and is one of its columns here. */
function bindInOwner(
  scope: ExpressionScope,
  node: ast.FunctionCall,
  definition: AggregateFunction,
): Expression {
  const levels = levelsAround(scope)
  const captured = levels.map((level) => new Map(level.scope.environment.captured))
  const args = bindArguments(scope, node)
  const owner = ownerOf(levels, innermost(levels, args))
  if (owner === 0) {
    return shown(add(scope, scope.aggregates, node, definition, args), definition, args, node)
  }
  // The arguments are bound anew where they belong; what they captured on the way there is given back.
  for (const [i, level] of levels.entries()) {
    const columns = level.scope.environment.captured
    for (const id of columns.keys()) if (!captured[i].has(id)) columns.delete(id)
  }
  const { scope: outer, aggregates } = levels[owner]
  const there = scope.over(outer)
  const own = bindArguments(there, node)
  const column = add(there, aggregates, node, definition, own)
  for (let i = 0; i < owner; i++) {
    levels[i].scope.environment.captured.set(column.column, column)
  }
  return shown(column, definition, own, node)
}

/** The query itself first, then those around it. */
function levelsAround({ scope, aggregates }: ExpressionScope): readonly Level[] {
  const levels: Level[] = [{ scope, aggregates }]
  let { environment } = scope
  while (environment.outer !== null) {
    levels.push({ scope: environment.outer, aggregates: environment.outerAggregates })
    environment = environment.outer.environment
  }
  return levels
}

/** The innermost level that the arguments have a column of; `null` where they have none. */
function innermost(levels: readonly Level[], args: readonly Expression[]): number | null {
  const columns = columnsOf(...args)
  if (columns.size === 0) return null
  return Math.min(...[...columns].map((id) => levelOf(levels, id)))
}

/** What no FROM has is an alias of the select list. */
function levelOf(levels: readonly Level[], id: ColumnId): number {
  return Math.max(
    0,
    levels.findIndex(({ scope }) => scope.has(id)),
  )
}

/**
 * The level that an aggregate belongs to: that of its innermost column, or where no aggregate may stand there, the innermost one
 * below it where one may; the query itself comes last unless it has the column, but first for a call without columns
 * (reference manual, "Server SQL Modes", ANSI, tells the rule of the standard that MySQL departs from).
 */
function ownerOf(levels: readonly Level[], column: number | null): number {
  const allowed = (level: number) => levels[level].aggregates !== null
  if (column === 0 || (column === null && allowed(0))) return 0
  if (column !== null && allowed(column)) return column
  const end = column ?? levels.length
  for (let level = 1; level < end; level++) if (allowed(level)) return level
  return 0
}

/** The values, then the keys of an ORDER BY within the call. */
function bindArguments(scope: ExpressionScope, node: ast.FunctionCall): readonly Expression[] {
  const inner = scope.withoutCalls()
  const values = valueNodes(node).map((arg) => inner.bind(arg))
  const keys = orderNodes(inner, node).map((arg) => inner.bind(arg))
  const given = node.filter === null ? values : filterArguments(inner, node, values)
  return [...given, ...keys]
}

/** FILTER (WHERE c): a row that fails counts as NULL, which the aggregates that may have it pass over. */
export function filterArguments(
  scope: ExpressionScope,
  node: ast.FunctionCall,
  args: readonly Expression[],
): readonly Expression[] {
  const when = condition(scope.bind(node.filter!))
  const counted = node.star ? [constant(1, types.truth)] : args
  return counted.map((arg) => caseOf([caseBranch(when, arg)], null))
}

function add(
  { binder }: ExpressionScope,
  aggregates: AggregateCollector | null,
  node: ast.FunctionCall,
  definition: AggregateFunction,
  bound: readonly Expression[],
): ColumnExpression {
  if (aggregates === null) {
    throw binder.error('invalid_group', 'Invalid use of group function', node.span)
  }
  const order = node.orderBy.map(sortingOf)
  const full = summing.has(definition.name) ? bound.map(widened) : bound
  const values = full.slice(0, full.length - order.length)
  const resolved = definition.resolve(values.map((arg) => arg.type))
  if (typeof resolved === 'string') throw binder.error('wrong_arguments', resolved, node.span)
  const args = full.map((arg, i) => (i < values.length ? castTo(arg, resolved.args[i]) : arg))
  const separator = separatorOf(binder, node)
  const call: AggregateCall = {
    function: definition,
    args,
    ...(order.length === 0 ? {} : { order }),
    ...(separator === null ? {} : { separator }),
    distinct: node.distinct,
    type: resolved.type,
    // A group has a row, so that only NULLs make NULL; without GROUP BY there may be no row.
    nullable: definition.ofNothing === undefined,
  }
  return aggregates.add(binder, call, binder.context.sql.slice(node.span.start, node.span.end))
}
