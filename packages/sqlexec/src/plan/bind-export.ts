import type * as ast from '../sql/index.ts'
import { bindQuery } from './bind-query.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import { castTo } from './cast.ts'
import { copyFormat } from './copy-format.ts'
import type { ExportStatementPlan, LogicalOperator } from './logical-plan.ts'
import { emptySelect, namedTable, selectQuery } from './made-query.ts'
import { project } from './operators.ts'
import type { Environment } from './scope.ts'
import { storedType } from './stored-type.ts'
import { textFileFormat } from './text-file-format.ts'

/** COPY table TO 'path', COPY (query) TO 'path'. */
export function bindCopyTo(
  binder: Binder,
  node: ast.CopyTo,
  environment: Environment,
): ExportStatementPlan {
  const format = copyFormat(binder, node)
  const query = node.query ?? tableQuery(node.table!, node.columns)
  const root = bindQuery(binder, query, environment)
  const source = format.kind === 'parquet' ? asStored(binder, root) : root
  return { kind: 'export', path: node.path, format, replaces: true, source }
}

/** The rows in types that columns can have. */
function asStored(binder: Binder, root: LogicalOperator): LogicalOperator {
  const given = root.columns.map(columnExpression)
  const cast = given.map((value, i) =>
    castTo(value, storedType(value.type), 'assignment', root.columns[i].name),
  )
  if (cast.every((value, i) => value === given[i])) return root
  const columns = cast.map(({ type, nullable }, i) =>
    binder.column(root.columns[i].name, type, nullable),
  )
  return project(root, columns, cast)
}

/** SELECT … INTO OUTFILE | DUMPFILE 'path'. */
export function bindOutfile(
  binder: Binder,
  query: ast.Query,
  into: Extract<ast.IntoClause, { kind: 'into_file' }>,
  environment: Environment,
): ExportStatementPlan {
  const { path, dump, clauses } = into
  const format = dump ? ({ kind: 'dump' } as const) : textFileFormat(binder, clauses, query.span)
  const source = bindQuery(binder, { ...query, into: null, locking: [] }, environment)
  return { kind: 'export', path, format, replaces: false, source }
}

function tableQuery(table: ast.ObjectName, columns: readonly ast.Identifier[] | null): ast.Query {
  const { span } = table
  const items: ast.SelectItem[] =
    columns === null
      ? [{ kind: 'wildcard', database: null, table: null, span }]
      : columns.map((name) => ({
          kind: 'expression_item',
          expression: { kind: 'column', database: null, table: null, name, span: name.span },
          alias: null,
          text: name.name,
          span: name.span,
        }))
  return selectQuery({ ...emptySelect(span), items, from: [namedTable(table)] })
}
