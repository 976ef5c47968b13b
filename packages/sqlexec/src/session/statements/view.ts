import { SqlError } from '../../base/errors.ts'
import type { ViewDefinition } from '../../catalog/definition.ts'
import { bindStatement } from '../../plan/bind.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import type * as ast from '../../sql/index.ts'
import { parseQueryText, printName, printStatement } from '../../sql/index.ts'
import type { UsedView } from '../databases.ts'
import type { Session } from '../session.ts'
import { databaseOf, engineOf, unknownTable } from './find-table.ts'

/** A change of definitions, checked and ready to be carried out. */
type Change = () => Promise<void>

/** CREATE VIEW, CREATE OR REPLACE VIEW, ALTER VIEW. */
export function createView(
  session: Session,
  statement: ast.CreateView,
  parameterCount: number,
  sql: string,
): Change {
  const database = databaseOf(session, statement.name, sql)
  const engine = engineOf(session, statement.name, sql)
  const { name } = statement.name.name
  const fail = (code: 'wrong_object' | 'view_variable' | 'not_updatable', message: string) => {
    throw new SqlError(code, message, { span: statement.span, sql })
  }
  const known = engine.view(name) !== undefined
  const isTable = engine.table(name) !== undefined
  const replace = statement.orReplace || statement.alter
  if (isTable && replace) fail('wrong_object', `'${database}.${name}' is not VIEW`)
  if (statement.alter && !known) throw unknownTable(session, statement.name, sql)
  if ((known || isTable) && !replace) {
    if (statement.ifNotExists) return async () => {}
    const { span } = statement.name
    throw new SqlError('table_exists', `Table '${name}' already exists`, { span, sql })
  }
  if (parameterCount > 0 || hasVariable(statement.query)) {
    fail('view_variable', "View's SELECT contains a variable or parameter")
  }
  if (statement.check !== null) {
    fail('not_updatable', `CHECK OPTION on the view '${database}.${name}', which can only be read`)
  }
  const definition = viewDefinition(session, statement, database, sql)
  return () => engine.createView(definition, replace)
}

/** Whether a tree of syntax speaks of user or system variables, whose values are of a session. */
function hasVariable(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null || tree instanceof Uint8Array) return false
  const { kind } = tree as { readonly kind?: unknown }
  if (kind === 'user_variable' || kind === 'system_variable') return true
  return Object.values(tree).some(hasVariable)
}

function viewDefinition(
  session: Session,
  { name, columns, query }: ast.CreateView,
  database: string,
  sql: string,
): ViewDefinition {
  const wildcards = new Map<ast.WildcardItem, readonly ast.ColumnReference[]>()
  const used: UsedView[] = []
  const bound = bindQuery(session, query, sql, used, (item, references) =>
    wildcards.set(item, references),
  )
  if (used.some((view) => view.database === database && view.definition.name === name.name.name)) {
    const message = `'${database}.${name.name.name}' contains view recursion`
    throw new SqlError('view_recursion', message, { span: name.span, sql })
  }
  if (columns.length > 0 && columns.length !== bound.length) {
    const message = "View's SELECT and view's field list have different column counts"
    throw new SqlError('view_columns', message, { span: columns[0].span, sql })
  }
  const names = columns.length > 0 ? columns.map((column) => column.name) : bound.map((c) => c.name)
  const seen = new Set<string>()
  for (const column of names) {
    if (seen.has(column.toLowerCase())) {
      const message = `Duplicate column name '${column}'`
      throw new SqlError('duplicate_column', message, { span: query.span, sql })
    }
    seen.add(column.toLowerCase())
  }
  return {
    name: name.name.name,
    columns: names,
    query: printStatement(spreadWildcards(query, wildcards)),
    database: session.database === database ? null : session.database,
  }
}

function bindQuery(
  session: Session,
  query: ast.Query,
  sql: string,
  used: UsedView[],
  onWildcard?: (item: ast.WildcardItem, columns: readonly ast.ColumnReference[]) => void,
  database = session.database,
): readonly OutputColumn[] {
  const catalog = session.shared.databases.catalog(database, used, null)
  const { functions } = session.shared.plans
  const viewDepth = 1
  const own = { catalog, functions, viewDepth }
  const context = { ...own, parameterTypes: [], parameterCount: 0, sql, onWildcard }
  const bound = bindStatement(query, context)
  if (bound.kind !== 'query') throw new SqlError('internal', 'a query was bound as a change')
  return bound.root.columns
}

/** The query with every `*` replaced by the columns that it stands for. */
function spreadWildcards<Node>(
  node: Node,
  wildcards: ReadonlyMap<ast.WildcardItem, readonly ast.ColumnReference[]>,
): Node {
  if (Array.isArray(node)) {
    return node.flatMap((item) => {
      const columns = wildcards.get(item)
      if (columns === undefined) return [spreadWildcards(item, wildcards)]
      return columns.map(
        (expression): ast.ExpressionItem => ({
          kind: 'expression_item',
          expression,
          alias: null,
          text: expression.name.name,
          span: expression.span,
        }),
      )
    }) as Node
  }
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node
  const entries = Object.entries(node).map(([key, value]) => [
    key,
    spreadWildcards(value, wildcards),
  ])
  return Object.fromEntries(entries) as Node
}

export function dropView(session: Session, statement: ast.DropView, sql: string): Change {
  const found = statement.names.flatMap((name) => {
    const engine = engineOf(session, name, sql)
    const full = `${databaseOf(session, name, sql)}.${name.name.name}`
    if (engine.view(name.name.name)) return [{ engine, name: name.name.name }]
    if (engine.table(name.name.name)) {
      throw new SqlError('wrong_object', `'${full}' is not VIEW`, { span: name.span, sql })
    }
    if (statement.ifExists) return []
    throw new SqlError('bad_table', `Unknown table '${full}'`, { span: name.span, sql })
  })
  return async () => {
    for (const { engine, name } of found) await engine.dropView(name)
  }
}

/** The columns of a view as its query has them now. */
export function viewColumns(
  session: Session,
  { name, columns, query, database }: ViewDefinition,
  own: string,
): readonly OutputColumn[] {
  try {
    const bound = bindQuery(session, parseQueryText(query), query, [], undefined, database ?? own)
    return bound.map((column, i) => ({ ...column, name: columns[i] }))
  } catch (cause) {
    if (!(cause instanceof SqlError)) throw cause
    const message = `View '${own}.${name}' cannot be read: ${cause.message}`
    throw new SqlError('invalid_view', message, { cause })
  }
}

/** The statement that would make a view like this one. */
export function createViewText({ name, columns, query }: ViewDefinition): string {
  return `CREATE VIEW ${printName(name)} (${columns.map(printName).join(', ')}) AS ${query}`
}
