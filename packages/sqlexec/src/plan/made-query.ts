import type { Span } from '../base/errors.ts'
import type * as ast from '../sql/index.ts'

/** A SELECT of nothing, to be given what it needs: syntax that stands for no text. */
export function emptySelect(span: Span): ast.Select {
  return {
    kind: 'select',
    distinct: false,
    options: [],
    items: [],
    from: [],
    where: null,
    groupBy: null,
    having: null,
    windows: [],
    qualify: null,
    span,
  }
}

/** A SELECT as a query without further clauses. */
export function selectQuery(body: ast.Select): ast.Query {
  return {
    kind: 'query',
    with: null,
    body,
    orderBy: [],
    limit: null,
    locking: [],
    into: null,
    span: body.span,
  }
}

/** A table in FROM under its own name. */
export function namedTable(name: ast.ObjectName): ast.NamedTable {
  return { kind: 'named_table', name, alias: null, partitions: [], hints: [], span: name.span }
}
