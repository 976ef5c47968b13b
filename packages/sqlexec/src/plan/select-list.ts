import type * as ast from '../sql/index.ts'
import { refuseConditionalAssignment } from './bind-variable.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { Expression } from './expression.ts'
import type { ExpressionBinder } from './expression-binder.ts'
import type { Scope, VisibleColumn } from './scope.ts'
import { didYouMean } from './suggestion.ts'

/** One column of a result, bound. */
export interface SelectEntry {
  readonly name: string
  readonly expression: Expression
  /** Whether ORDER BY, GROUP BY and HAVING may call it by its name: it has an alias, or is a column. */
  readonly named: boolean
  readonly node: ast.SelectItem
}

/** The select list with its wildcards spread out. */
export function bindSelectList(
  binder: Binder,
  items: readonly ast.SelectItem[],
  expressions: ExpressionBinder,
): SelectEntry[] {
  const entries: SelectEntry[] = []
  for (const item of items) {
    if (item.kind === 'wildcard') {
      const columns = wildcardColumns(binder, item, expressions.scope)
      binder.context.onWildcard?.(item, columnReferences(item, columns, expressions.scope))
      for (const { name, expression } of columns) {
        entries.push({ name, expression: noted(binder, expression, item), named: true, node: item })
      }
      continue
    }
    const { alias, expression: node } = item
    const named = alias !== null || node.kind === 'column'
    const expression = expressions.bind(node)
    if (binder.context.assignsVariables) refuseConditionalAssignment(binder, expression, node.span)
    const name = alias?.name ?? titleOf(item, expression, expressions.scope)
    entries.push({ name, expression, named, node: item })
  }
  return entries
}

/** A column's name as written, an expression's text; columns of virtual tables go by their own names, as in MySQL 8. */
function titleOf({ expression: node, text }: ast.ExpressionItem, bound: Expression, scope: Scope) {
  if (node.kind !== 'column') return text
  if (bound.kind === 'column') {
    for (const { table, columns } of scope.relations) {
      if (table?.virtual !== true) continue
      const column = columns.find(({ id }) => id === bound.column)
      if (column !== undefined) return column.name
    }
  }
  return node.name.name
}

function noted(binder: Binder, expression: Expression, item: ast.WildcardItem): Expression {
  if (expression.kind !== 'column') return expression
  const name = { kind: 'identifier', name: '*', span: item.span } as const
  const reference = { kind: 'column', database: null, table: null, name, span: item.span } as const
  return binder.note({ ...expression }, reference)
}

function wildcardColumns(
  binder: Binder,
  item: ast.WildcardItem,
  scope: Scope,
): readonly VisibleColumn[] {
  if (item.table === null) {
    if (scope.relations.length === 0) {
      throw binder.error('no_tables_used', 'No tables used', item.span)
    }
    return scope.visible
  }
  const name = item.table.name
  const relations = scope.named(name, item.database?.name ?? null)
  if (relations.length === 0) {
    const known = scope.relations.map((relation) => relation.name)
    const message = `Unknown table '${name}'${didYouMean(name, known)}`
    throw binder.error('bad_table', message, item.span)
  }
  return relations.flatMap((relation) =>
    relation.columns.map((column) => ({
      name: column.name,
      expression: columnExpression(column),
    })),
  )
}

/** How to write the columns that `*` stands for. */
function columnReferences(
  { span }: ast.WildcardItem,
  columns: readonly VisibleColumn[],
  scope: Scope,
): ast.ColumnReference[] {
  const identifier = (name: string) => ({ kind: 'identifier', name, span }) as const
  return columns.map(({ name, expression }) => {
    const isSame = (other: { name: string }) => other.name.toLowerCase() === name.toLowerCase()
    const unique = scope.visible.filter(isSame).length === 1
    const owner = scope.relations.find(
      (relation) =>
        expression.kind === 'column' &&
        relation.columns.some((column) => column.id === expression.column),
    )
    const table = unique || owner === undefined ? null : identifier(owner.name)
    const isShared = scope.relations.some((each) => each !== owner && each.name === owner?.name)
    const database =
      table !== null && isShared && owner?.database ? identifier(owner.database) : null
    return { kind: 'column', database, table, name: identifier(name), span }
  })
}

/** The entry that an integer literal points at, counted from 1; `undefined`: `node` is no position. */
export function entryAtPosition(
  binder: Binder,
  node: ast.Expression,
  entries: readonly SelectEntry[],
  clause: string,
): SelectEntry | undefined {
  if (node.kind !== 'literal' || node.type !== 'integer') return undefined
  const entry = entries[Number(node.value) - 1]
  if (entry === undefined) {
    const message = `Unknown column '${node.value}' in '${clause}'`
    throw binder.error('unknown_column', message, node.span)
  }
  return entry
}

/** The entry that goes by an unqualified name. Throws `ambiguous_column` where entries of that name differ. */
export function entryNamed(
  binder: Binder,
  reference: ast.ColumnReference,
  entries: readonly SelectEntry[],
  clause: string,
): SelectEntry | undefined {
  if (reference.table !== null) return undefined
  const wanted = reference.name.name.toLowerCase()
  let found: SelectEntry | undefined
  for (const entry of entries) {
    if (!entry.named || entry.name.toLowerCase() !== wanted) continue
    if (found !== undefined && !isSameColumn(found.expression, entry.expression)) {
      const message = `Column '${reference.name.name}' in ${clause} is ambiguous`
      throw binder.error('ambiguous_column', message, reference.span)
    }
    found ??= entry
  }
  return found
}

function isSameColumn(a: Expression, b: Expression): boolean {
  return a === b || (a.kind === 'column' && b.kind === 'column' && a.column === b.column)
}
