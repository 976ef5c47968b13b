import fc from 'fast-check'
import initSqlJs, { type Database as SqliteDatabase } from 'sql.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, open } from '../index.ts'

/**
 * Random queries over small tables full of NULLs and duplicates, answered by this engine and by SQLite. They keep to what means the
 * same in both: whole numbers, no division, no implicit conversion.
 */

const tables = { a: ['x', 'y', 'k'], b: ['x', 'z', 'k'], c: ['y', 'z', 'k'] } as const
type TableName = keyof typeof tables

let engine: Database
let sqlite: SqliteDatabase

beforeAll(async () => {
  engine = await open(':memory:')
  sqlite = new (await initSqlJs()).Database()
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  for (const [name, [one, two]] of Object.entries(tables)) {
    const rows = Array.from({ length: 12 }, (_, i) => {
      const value = () => (next(5) === 0 ? 'NULL' : String(next(5)))
      return `(${i}, ${value()}, ${value()})`
    })
    const create = `CREATE TABLE ${name} (k INT NOT NULL PRIMARY KEY, ${one} INT, ${two} INT)`
    const index = `CREATE INDEX ${name}_by_${two} ON ${name} (${two}, ${one})`
    for (const sql of [create, index, `INSERT INTO ${name} VALUES ${rows.join(', ')}`]) {
      await engine.exec(sql)
      sqlite.run(sql)
    }
  }
})

afterAll(async () => {
  await engine.close()
  sqlite.close()
})

/** A table in FROM under its alias. */
interface Relation {
  readonly table: TableName
  readonly alias: string
}

const tableName = fc.constantFrom<TableName>('a', 'b', 'c')

function columnOf(relations: readonly Relation[]) {
  const names = relations.flatMap(({ table, alias }) =>
    tables[table].map((column) => `${alias}.${column}`),
  )
  return fc.constantFrom(...names)
}

function scalar(relations: readonly Relation[]): fc.Arbitrary<string> {
  const column = columnOf(relations)
  return fc.oneof(
    { weight: 5, arbitrary: column },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 5 }).map(String) },
    { weight: 1, arbitrary: fc.tuple(column, column).map(([a, b]) => `(${a} + ${b})`) },
    { weight: 1, arbitrary: fc.tuple(column, column).map(([a, b]) => `COALESCE(${a}, ${b}, 3)`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(column, column)
        .map(([a, b]) => `CASE WHEN ${a} > ${b} THEN ${a} ELSE 1 END`),
    },
  )
}

const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=')

/** A condition over `relations`, whose subqueries see `seen`; `depth` bounds both its operators and its subqueries. */
function condition(
  relations: readonly Relation[],
  depth: number,
  seen = relations,
): fc.Arbitrary<string> {
  const value = scalar(relations)
  const simple = fc.oneof(
    fc.tuple(value, comparison, value).map((parts) => parts.join(' ')),
    fc.tuple(value, fc.boolean()).map(([a, not]) => `${a} IS ${not ? 'NOT ' : ''}NULL`),
    fc.tuple(value, value, value).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
    fc
      .tuple(value, value, value, fc.boolean())
      .map(([a, b, c, not]) => `${a} ${not ? 'NOT ' : ''}IN (${b}, ${c})`),
  )
  if (depth === 0) return simple
  const inner = condition(relations, depth - 1, seen)
  return fc.oneof(
    { weight: 4, arbitrary: simple },
    { weight: 2, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `(${a} AND ${b})`) },
    { weight: 2, arbitrary: fc.tuple(inner, inner).map(([a, b]) => `(${a} OR ${b})`) },
    { weight: 1, arbitrary: inner.map((a) => `NOT (${a})`) },
    { weight: 2, arbitrary: subqueryCondition(seen, depth) },
  )
}

let aliases = 0

function subqueryCondition(relations: readonly Relation[], depth: number): fc.Arbitrary<string> {
  return tableName.chain((table) => {
    const alias = `s${aliases++}`
    const inner = [{ table, alias }]
    const where = fc.oneof(
      condition(inner, 0),
      condition([...relations, ...inner], depth - 1, inner),
    )
    const own = columnOf(inner)
    const not = fc.constantFrom('', 'NOT ')
    const value = scalar(relations)
    return fc.oneof(
      fc
        .tuple(not, where)
        .map(([n, w]) => `${n}EXISTS (SELECT 1 FROM ${table} ${alias} WHERE ${w})`),
      fc
        .tuple(value, not, own, where)
        .map(([v, n, c, w]) => `${v} ${n}IN (SELECT ${c} FROM ${table} ${alias} WHERE ${w})`),
      fc
        .tuple(value, comparison, fc.constantFrom('COUNT', 'MAX', 'SUM'), own, where)
        .map(
          ([v, op, f, c, w]) => `${v} ${op} (SELECT ${f}(${c}) FROM ${table} ${alias} WHERE ${w})`,
        ),
    )
  })
}

interface From {
  readonly sql: string
  readonly relations: readonly Relation[]
}

const from: fc.Arbitrary<From> = fc
  .array(tableName, { minLength: 1, maxLength: 3 })
  .map((names) => names.map((table, i): Relation => ({ table, alias: `t${i}` })))
  .chain((relations) => {
    const joins = relations.slice(1).map((relation, i) => {
      const known = relations.slice(0, i + 2)
      const on = fc.oneof(
        fc
          .tuple(columnOf(relations.slice(0, i + 1)), columnOf([relation]))
          .map(([a, b]) => `${a} = ${b}`),
        condition(known, 1),
      )
      const type = fc.constantFrom('JOIN', 'LEFT JOIN')
      return fc.tuple(type, on).map(([t, o]) => `${t} ${relation.table} ${relation.alias} ON ${o}`)
    })
    const [first] = relations
    return fc
      .tuple(...joins)
      .map((parts) => ({ sql: [`${first.table} ${first.alias}`, ...parts].join(' '), relations }))
  })

const select = fc
  .tuple(from, fc.boolean())
  .chain(([{ sql, relations }, distinct]) =>
    fc
      .tuple(fc.array(scalar(relations), { minLength: 2, maxLength: 2 }), condition(relations, 2))
      .map(
        ([items, where]) =>
          `SELECT ${distinct ? 'DISTINCT ' : ''}${items[0]} AS p, ${items[1]} AS q FROM ${sql} WHERE ${where}`,
      ),
  )

const grouped = from.chain(({ sql, relations }) =>
  fc
    .tuple(columnOf(relations), columnOf(relations), condition(relations, 1), comparison)
    .map(
      ([key, value, where, op]) =>
        `SELECT ${key}, COUNT(*), SUM(${value}), MIN(${value}), COUNT(DISTINCT ${value}) FROM ${sql} WHERE ${where} GROUP BY ${key} HAVING COUNT(${value}) ${op} 2`,
    ),
)

const derived = fc
  .tuple(select, comparison, fc.integer({ min: 0, max: 4 }))
  .map(
    ([inner, op, n]) =>
      `SELECT d.q, COUNT(*), MAX(d.p) FROM (${inner}) AS d WHERE d.p ${op} ${n} GROUP BY d.q`,
  )

const setOperation = fc
  .tuple(select, fc.constantFrom('UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT'), select)
  .map((parts) => parts.join(' '))

const query = fc.oneof(
  { weight: 6, arbitrary: select },
  { weight: 3, arbitrary: grouped },
  { weight: 1, arbitrary: derived },
  { weight: 2, arbitrary: setOperation },
)

function rowsAsText(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => row.map(String).join(',')).sort()
}

test('answers are those of SQLite', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(query, async (sql) => {
      const [expected] = sqlite.exec(sql)
      let rows: readonly (readonly unknown[])[]
      try {
        rows = await engine.query(sql, [], { rowMode: 'array' })
      } catch (error) {
        const { code } = error as { code?: string }
        if (code === 'unsupported') return
        throw error
      }
      expect(rowsAsText(rows)).toEqual(rowsAsText(expected?.values ?? []))
    }),
    { seed: Number(process.env.SEED ?? 20260101), numRuns: Number(process.env.RUNS ?? 150) },
  )
})
