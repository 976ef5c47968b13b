import {
  parseStatement,
  printStatement,
  type Statement,
} from '../../packages/sqlexec/src/sql/index.ts'
import type { SqlExecEngine } from '../differential/engines.ts'
import type { Random } from '../differential/random.ts'

interface Asked {
  query(sql: string): Promise<readonly (readonly unknown[])[]>
}

/** Another way to ask for the rows of a query. */
export interface Variant {
  readonly how: string
  readonly sql: string
  on(engine: SqlExecEngine): Asked
}

/** Ways to ask the same: as a common table, as a view, prepared with parameters. One of them, drawn. */
export function rewritten(sql: string, random: Random): Variant[] {
  const plain = (engine: SqlExecEngine) => engine
  const order = / ORDER BY \d+( ASC| DESC)?(, \d+( ASC| DESC)?)*$/u.exec(sql)?.[0] ?? ''
  const inner = sql.slice(0, sql.length - order.length)
  switch (random.between(0, 3)) {
    case 0: {
      return [
        { how: 'as a derived table', sql: `SELECT * FROM (${inner}) AS q${order}`, on: plain },
      ]
    }
    case 1:
      return [
        {
          how: 'as a common table',
          sql: `WITH q AS (${inner}) SELECT * FROM q${order}`,
          on: plain,
        },
      ]
    case 2:
      return [
        {
          how: 'as a view',
          sql: `SELECT * FROM fuzzed_view${order}`,
          on: (engine) => ({
            async query(text) {
              await engine.run(`CREATE OR REPLACE VIEW fuzzed_view AS ${inner}`)
              return await engine.query(text)
            },
          }),
        },
      ]
    default: {
      const { text, values } = parametrized(sql)
      return [
        {
          how: `prepared with ${JSON.stringify(values)}`,
          sql: text,
          on: (engine) => ({ query: (prepared) => engine.queryWith(prepared, values) }),
        },
      ]
    }
  }
}

/** The statement with its literals as parameters, but those that count columns or rows. */
export function parametrized(sql: string): { text: string; values: (number | string)[] } {
  const literals: (number | string)[] = []
  const replace = (tree: unknown): unknown => {
    if (typeof tree !== 'object' || tree === null) return tree
    if (Array.isArray(tree)) return tree.map(replace)
    const node = tree as { readonly [key: string]: unknown }
    if (node['kind'] === 'literal' && (node['type'] === 'integer' || node['type'] === 'string')) {
      literals.push(
        typeof node['value'] === 'bigint'
          ? Number(node['value'])
          : (node['value'] as number | string),
      )
      return { ...node, type: 'string', charset: null, value: `literal ${literals.length - 1}` }
    }
    const kept = new Set(['span', 'orderBy', 'groupBy', 'limit', 'over'])
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, kept.has(key) ? value : replace(value)]),
    )
  }
  const printed = printStatement(replace(parseStatement(sql).statement) as Statement)
  const values: (number | string)[] = []
  const text = printed.replace(/'literal (\d+)'/gu, (_, index: string) => {
    values.push(literals[Number(index)])
    return '?'
  })
  return { text, values }
}
