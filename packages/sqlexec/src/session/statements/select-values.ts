import type * as ast from '../../sql/index.ts'

/** A query without FROM that yields the values of expressions. */
export function selectStatement(
  expressions: readonly ast.Expression[],
  span: ast.Query['span'],
): ast.Query {
  const items = expressions.map((expression, i) => {
    return { kind: 'expression_item', expression, alias: null, text: `value ${i}`, span } as const
  })
  const body: ast.Select = {
    kind: 'select',
    distinct: false,
    options: [],
    items,
    from: [],
    where: null,
    groupBy: null,
    having: null,
    windows: [],
    qualify: null,
    span,
  }
  const clauses = { with: null, orderBy: [], limit: null, locking: [], into: null }
  return { kind: 'query', body, ...clauses, span }
}
