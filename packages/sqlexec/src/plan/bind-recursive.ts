import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import { bindRowCount } from './bind-limit.ts'
import { bindSetOperation, castColumns } from './bind-set-operation.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import { call } from './build-expression.ts'
import { castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import type { LogicalOperator, OutputColumn, RecursiveOperator } from './logical-plan.ts'
import { project } from './operators.ts'
import { checkRecursiveMember } from './recursive-member.ts'
import type { Environment, WorkingTable } from './scope.ts'

/** Binds one operand of a set operation. */
export type MemberBinder = (member: ast.QueryBody, environment: Environment) => LogicalOperator

/**
 * The query of a recursive common table: a UNION of members that do not name the table, then of members that do. The first ones
 * alone decide the types of the columns, all of which may be NULL (reference manual, "Recursive Common Table
 * Expressions"). Where they say nothing but NULL, the types are those of the others.
 */
export function bindRecursive(
  binder: Binder,
  query: ast.Query,
  table: ast.CommonTable,
  environment: Environment,
  bindMember: MemberBinder,
): RecursiveOperator {
  const { anchors, steps, distinct } = takeMembersApart(binder, query, table)
  const bound = anchors.map(({ body }) => bindMember(body, environment))
  const anchor = bound.reduce((left, right, i) => {
    const node = {
      kind: 'set_operation',
      operator: 'union',
      operands: [],
      span: query.span,
    } as const
    return bindSetOperation(binder, { ...node, all: anchors[i].all }, [left, right])
  })
  checkWidth(binder, table, anchor.columns.length)
  const name = table.name.name
  const id = binder.workingTable()
  const bindSteps = (columns: readonly OutputColumn[]): LogicalOperator[] => {
    const working: WorkingTable = { id, columns }
    const itself = { table, environment: null, working, next: environment.commonTables }
    return steps.map(({ body }) => {
      const member = bindMember(body, { ...environment, commonTables: itself })
      checkRecursiveMember(binder, member, id, name, body.span)
      if (member.columns.length !== columns.length) {
        const message = 'The used SELECT statements have a different number of columns'
        throw binder.error('select_columns', message, query.span)
      }
      return member
    })
  }
  const known = resultColumns(binder, anchor, table, null)
  const untyped = known.some(({ type }) => type.kind === 'null')
  const columns = untyped ? resultColumns(binder, anchor, table, bindSteps(known)) : known
  const members = bindSteps(columns).map((member) => storedAs(binder, member, columns))
  return {
    kind: 'recursive',
    name,
    table: id,
    anchor: storedAs(binder, anchor, columns),
    step: unionOf(binder, members),
    distinct,
    columns,
    enough: query.orderBy.length > 0 ? null : rowsWanted(binder, query),
  }
}

interface Member {
  readonly body: ast.QueryBody
  /** How it is united with what is before it. */
  readonly all: boolean
}

function takeMembersApart(binder: Binder, query: ast.Query, table: ast.CommonTable) {
  const name = table.name.name
  const { body } = query
  if (body.kind !== 'set_operation' || body.operator !== 'union') {
    const message = `Recursive Common Table Expression '${name}' should contain a UNION`
    throw binder.error('recursive_union', message, body.span)
  }
  const members = membersOf(body)
  const first = members.findIndex((member) => namesTable(member.body, name))
  const late = members.findIndex((member, i) => i > first && !namesTable(member.body, name))
  if (first === 0 || late > 0) {
    const message = `Recursive Common Table Expression '${name}' should have one or more non-recursive query blocks followed by one or more recursive ones`
    throw binder.error('recursive_first', message, members[Math.max(late, 0)].body.span)
  }
  const anchors = members.slice(0, first)
  const steps = members.slice(first)
  // A DISTINCT concerns all that stands before it.
  const distinct = !steps[steps.length - 1].all
  if (!distinct && steps.some(({ all }) => !all)) {
    throw binder.unsupported('UNION ALL after a recursive UNION DISTINCT', body.span)
  }
  return { anchors, steps, distinct }
}

function membersOf(node: ast.QueryBody): Member[] {
  if (node.kind !== 'set_operation' || node.operator !== 'union') return [{ body: node, all: true }]
  const [first, ...others] = node.operands
  return [...membersOf(first), ...others.map((body) => ({ body, all: node.all }))]
}

/** Whether FROM names the table anywhere within a piece of syntax, and no WITH in between gives the name another meaning. */
export function namesTable(node: unknown, name: string): boolean {
  if (typeof node !== 'object' || node === null) return false
  if (Array.isArray(node)) return node.some((item) => namesTable(item, name))
  const { kind } = node as { readonly kind?: string }
  if (kind === 'named_table' || kind === 'table_body') {
    const table = node as ast.NamedTable | ast.TableBody
    const named = table.kind === 'named_table' ? table.name : table.table
    return named.database === null && named.name.name === name
  }
  if (kind === 'query') {
    const inner = (node as ast.Query).with?.tables ?? []
    if (inner.some((table) => table.name.name === name)) return false
  }
  return Object.values(node).some((part) => namesTable(part, name))
}

function checkWidth(binder: Binder, table: ast.CommonTable, width: number): void {
  if (table.columns.length === 0 || table.columns.length === width) return
  const message =
    'In definition of view, derived table or common table expression, SELECT list and column names list have different column counts'
  throw binder.error('name_count', message, table.columns[0].span)
}

/** @param members where the anchor has NULL alone, theirs is the type */
function resultColumns(
  binder: Binder,
  anchor: LogicalOperator,
  table: ast.CommonTable,
  members: readonly LogicalOperator[] | null,
): OutputColumn[] {
  return anchor.columns.map((column, i) => {
    const candidates = [column, ...(members ?? []).map((member) => member.columns[i])]
    const typed = candidates.find(({ type }) => type.kind !== 'null')
    const type = typed?.type ?? (members === null ? types.null : types.text)
    return binder.column(table.columns[i]?.name ?? column.name, type, true)
  })
}

/** The member's rows, as columns of the types of the result take them. */
function storedAs(
  binder: Binder,
  member: LogicalOperator,
  columns: readonly OutputColumn[],
): LogicalOperator {
  const values = member.columns.map((column, i) =>
    castTo(columnExpression(column), columns[i].type, 'assignment', columns[i].name),
  )
  const own = values.map((value, i) => binder.column(columns[i].name, value.type, value.nullable))
  return castColumns(binder, project(member, own, values), columns)
}

function unionOf(binder: Binder, members: readonly LogicalOperator[]): LogicalOperator {
  if (members.length === 1) return members[0]
  const columns = members[0].columns.map(({ name, type }) => binder.column(name, type, true))
  return { kind: 'union', inputs: members, columns }
}

/** The rows that LIMIT and OFFSET need. */
function rowsWanted(binder: Binder, { limit, span }: ast.Query): Expression | null {
  if (limit === null || limit.count === null) return null
  const parts = [limit.count, limit.offset ?? 0].map((part) => bindRowCount(binder, part))
  return call(binder, '+', parts, span)
}
