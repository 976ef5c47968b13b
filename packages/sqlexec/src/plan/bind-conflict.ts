import type * as ast from '../sql/index.ts'
import { bindAssignments } from './bind-assignments.ts'
import type { Binder } from './binder.ts'
import type { ColumnId, Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import { replaceColumns, someExpression } from './expression-walk.ts'
import type { ConflictAction, OutputColumn, TableReference } from './logical-plan.ts'
import { type Environment, type Relation, Scope, visibleColumns } from './scope.ts'

/** REPLACE, INSERT IGNORE, ON DUPLICATE KEY UPDATE, or none of them. */
export function bindConflictAction(
  binder: Binder,
  node: ast.Insert,
  table: TableReference,
  environment: Environment,
): ConflictAction {
  if (node.replace) return { kind: 'replace' }
  if (node.onDuplicate.length > 0) return bindUpdate(binder, node, table, environment)
  return { kind: node.ignore ? 'ignore' : 'error' }
}

/** Unqualified names are columns of the row that is there; VALUES(x) and the row alias tell of the new one. */
function bindUpdate(
  binder: Binder,
  node: ast.Insert,
  table: TableReference,
  environment: Environment,
): ConflictAction {
  const existing = columnsOf(binder, table)
  const inserted = columnsOf(binder, table)
  const { database } = table
  const relations: Relation[] = [{ database, name: table.table.name, columns: existing, table }]
  if (node.rowAlias !== null)
    relations.push(aliasRelation(binder, node.rowAlias, node, inserted, table))
  const scope = new Scope(relations, visibleColumns(existing), environment)
  const expressions = new ExpressionBinder(binder, scope, 'field list', null, {
    inserted(reference) {
      const only = { database, name: table.table.name, columns: inserted, table }
      return Scope.of(only, environment).resolve(binder, reference, 'field list')
    },
  })
  const [assigned] = bindAssignments(
    expressions,
    node.onDuplicate,
    [{ table, columns: existing }],
    environment,
    node.ignore ? 'adjusting' : 'assignment',
  )
  for (const value of assigned.values()) {
    if (someExpression(value, ({ kind }) => kind === 'subquery')) {
      throw binder.unsupported(
        'A subquery in ON DUPLICATE KEY UPDATE',
        node.onDuplicate[0].column.span,
      )
    }
  }
  const firstExisting = binder.parameterCount
  const firstInserted = firstExisting + existing.length
  const parameters = new Map<ColumnId, Expression>()
  const note = (columns: readonly OutputColumn[], first: number) => {
    for (const [i, { id, type, nullable }] of columns.entries()) {
      parameters.set(id, { kind: 'parameter', index: first + i, type, nullable })
    }
  }
  note(existing, firstExisting)
  note(inserted, firstInserted)
  return {
    kind: 'update',
    ordinals: [...assigned.keys()],
    values: [...assigned.values()].map((value) =>
      replaceColumns(value, (id) => parameters.get(id)),
    ),
    existing: firstExisting,
    inserted: firstInserted,
  }
}

function columnsOf(binder: Binder, { table }: TableReference): readonly OutputColumn[] {
  return table.columns.map(({ name, type, nullable }) => binder.column(name, type, nullable))
}

/** `AS new (a, b)`: the names are those of the columns that values are given for. */
function aliasRelation(
  binder: Binder,
  { name, columns: names }: NonNullable<ast.Insert['rowAlias']>,
  node: ast.Insert,
  inserted: readonly OutputColumn[],
  { table }: TableReference,
): Relation {
  if (names.length === 0) return { database: null, name: name.name, columns: inserted, table: null }
  const given = node.columns?.map((column) => column.name.toLowerCase())
  const targets = given
    ? given.map((target) => inserted.find((column) => column.name.toLowerCase() === target)!)
    : inserted
  if (targets.length !== names.length) {
    const message = `The alias ${name.name} names ${names.length} columns, the row of ${table.name} has ${targets.length}`
    throw binder.error('column_count', message, name.span)
  }
  const columns = targets.map((column, i) => ({ ...column, name: names[i].name }))
  return { database: null, name: name.name, columns, table: null }
}
