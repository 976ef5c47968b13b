import type * as ast from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import { bindAssignments } from './bind-assignments.ts'
import { bindLimit } from './bind-limit.ts'
import { bindOrder } from './bind-order.ts'
import { bindWhere } from './bind-select.ts'
import { findStoredTable } from './bind-table.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type {
  DeleteStatementPlan,
  LogicalOperator,
  OutputColumn,
  TableReference,
  UpdateStatementPlan,
} from './logical-plan.ts'
import { project, scan, sort } from './operators.ts'
import { type Environment, Scope } from './scope.ts'

/** UPDATE of one table. */
export function bindUpdate(
  binder: Binder,
  node: ast.Update,
  environment: Environment,
): UpdateStatementPlan {
  if (node.with !== null) throw binder.unsupported('WITH before UPDATE', node.with.span)
  if (node.ignore) throw binder.unsupported('UPDATE IGNORE', node.span)
  if (node.returning.length > 0) throw binder.unsupported('RETURNING', node.span)
  const rows = bindRowsToChange(binder, onlyTable(binder, node.tables, 'UPDATE'), node, environment)
  const expressions = new ExpressionBinder(binder, rows.scope, 'field list')
  const values = bindAssignments(expressions, node.set, rows, environment)
  const ordinals = [...values.keys()]
  const outputs = [columnExpression(rows.rowId), ...values.values()]
  const columns = outputs.map((expression, i) =>
    i === 0
      ? rows.rowId
      : binder.column(
          rows.table.table.columns[ordinals[i - 1]].name,
          expression.type,
          expression.nullable,
        ),
  )
  const source = project(rows.operator, columns, outputs)
  return { kind: 'update', table: rows.table, ordinals, source }
}

/** DELETE from one table. */
export function bindDelete(
  binder: Binder,
  node: ast.Delete,
  environment: Environment,
): DeleteStatementPlan {
  if (node.with !== null) throw binder.unsupported('WITH before DELETE', node.with.span)
  if (node.ignore) throw binder.unsupported('DELETE IGNORE', node.span)
  if (node.targets.length > 0) throw binder.unsupported('DELETE from several tables', node.span)
  if (node.returning.length > 0) throw binder.unsupported('RETURNING', node.span)
  const table = onlyTable(binder, node.from, 'DELETE')
  const rows = bindRowsToChange(binder, table, node, environment)
  const source = project(rows.operator, [rows.rowId], [columnExpression(rows.rowId)])
  return { kind: 'delete', table: rows.table, source }
}

function onlyTable(
  binder: Binder,
  tables: readonly ast.TableReference[],
  verb: string,
): ast.NamedTable {
  const [table] = tables
  if (tables.length === 1 && table.kind === 'named_table' && table.partitions.length === 0) {
    return table
  }
  throw binder.unsupported(`${verb} of several tables`, table.span)
}

interface RowsToChange {
  readonly table: TableReference
  readonly scope: Scope
  /** The table's columns in order. */
  readonly columns: readonly OutputColumn[]
  readonly rowId: OutputColumn
  readonly operator: LogicalOperator
}

/** The rows that WHERE, ORDER BY and LIMIT choose, with all of their columns and their row id. */
function bindRowsToChange(
  binder: Binder,
  node: ast.NamedTable,
  { where, orderBy, limit }: Pick<ast.Update, 'where' | 'orderBy' | 'limit'>,
  environment: Environment,
): RowsToChange {
  const table = findStoredTable(binder, node.name)
  const columns = table.table.columns.map((column) =>
    binder.column(column.name, column.type, column.nullable),
  )
  const rowId = binder.column('row id', types.bigint, false)
  const name = node.alias?.name ?? table.table.name
  const relation = { database: table.database, name, columns, table }
  const scope = Scope.of(relation, environment)
  const all = {
    ...scan(table, name, [...columns, rowId]),
    ordinals: [...columns.keys(), -1],
    rowId: rowId.id,
  }
  const chosen = bindWhere(binder, where, { operator: all, scope })
  const order = bindOrder(binder, orderBy, { operator: chosen, scope }, [], null)
  const operator = bindLimit(binder, sort(chosen, order), limit)
  return { table, scope, columns, rowId, operator }
}
