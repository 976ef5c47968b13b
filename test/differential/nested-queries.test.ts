import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, openDuckDb, openSqlite, SqlExecEngine } from './engines.ts'
import { Random } from './random.ts'

/** Shapes of queries that the random workload does not draw, over random rows and with random parts. */
let ours: Engine
let sqlite: Engine
let duckdb: Engine

beforeAll(async () => {
  ours = await SqlExecEngine.open(':memory:')
  sqlite = await openSqlite()
  duckdb = await openDuckDb()
  const random = new Random(7)
  const value = () => (random.chance(0.15) ? 'NULL' : String(random.between(0, 12)))
  for (const table of ['p', 'q', 'r']) {
    const rows = Array.from({ length: 40 }, (_, id) => `(${id}, ${value()}, ${value()})`)
    for (const engine of [ours, sqlite, duckdb]) {
      await engine.run(`CREATE TABLE ${table} (id INT, a INT, b INT)`)
      await engine.run(`INSERT INTO ${table} VALUES ${rows.join(', ')}`)
    }
  }
})

afterAll(async () => {
  for (const engine of [ours, sqlite, duckdb]) await engine.close()
})

/** Rows as sorted texts, in which 1, 1n, true and '1' are the same. */
async function answer(engine: Engine, sql: string): Promise<string[]> {
  const rows = await engine.query(sql)
  const text = (value: unknown) => (typeof value === 'boolean' ? String(Number(value)) : `${value}`)
  return rows.map((row) => row.map(text).join(' ')).sort()
}

type Maker = (random: Random) => string

const comparison: Maker = (random) => random.pick(['=', '<', '<=', '>', '>=', '<>'])
const column: Maker = (random) => random.pick(['id', 'a', 'b'])
const tie: Maker = (random) =>
  `y.${column(random)} ${random.chance(0.6) ? '=' : comparison(random)} x.${column(random)}`
const aggregate: Maker = (random) => random.pick(['COUNT(*)', 'COUNT(y.b)', 'SUM(y.a)', 'MIN(y.b)'])

const recursive: readonly Maker[] = [
  (random) => `WITH RECURSIVE c(n, d) AS (SELECT a, 0 FROM p WHERE id < ${random.between(0, 9)}
    UNION SELECT q.b, d + 1 FROM c JOIN q ON q.${column(random)} = c.n WHERE d < ${random.between(0, 5)}) SELECT n, d FROM c`,
  (random) => `WITH RECURSIVE c(n) AS (SELECT a FROM p WHERE id < ${random.between(0, 9)}
    UNION SELECT q.b FROM c JOIN q ON q.a ${comparison(random)} c.n) SELECT n FROM c`,
  (random) => `WITH RECURSIVE c(n, d) AS (SELECT a, 0 FROM p WHERE id = ${random.between(0, 39)}
    UNION ALL SELECT q.b, d + 1 FROM c LEFT JOIN q ON q.a = c.n WHERE d < 3) SELECT n, d, COUNT(*) FROM c GROUP BY n, d`,
  (
    random,
  ) => `WITH RECURSIVE c(n, t) AS (SELECT 1, 0 UNION ALL SELECT n + 1, t + n FROM c WHERE n < ${random.between(1, 200)})
    SELECT x.id, c.t FROM c JOIN p AS x ON x.${column(random)} = c.n`,
]

const lateral: readonly Maker[] = [
  (random) => `SELECT x.id, l.v FROM p AS x ${random.pick(['JOIN', 'LEFT JOIN'])} LATERAL
    (SELECT y.${column(random)} AS v FROM q AS y WHERE ${tie(random)}) AS l ON ${random.pick(['TRUE', 'l.v > 3', 'l.v < x.b'])}`,
  (random) => `SELECT x.id, l.v FROM p AS x ${random.pick(['JOIN', 'LEFT JOIN'])} LATERAL
    (SELECT ${aggregate(random)} AS v FROM q AS y WHERE ${tie(random)}) AS l ON TRUE`,
  (random) => `SELECT x.id, l.g, l.v FROM p AS x ${random.pick(['JOIN', 'LEFT JOIN'])} LATERAL
    (SELECT y.a AS g, ${aggregate(random)} AS v FROM q AS y WHERE ${tie(random)} GROUP BY y.a HAVING COUNT(*) > ${random.between(0, 2)}) AS l ON TRUE`,
  (random) => `SELECT x.id, l.id FROM p AS x ${random.pick(['JOIN', 'LEFT JOIN'])} LATERAL
    (SELECT y.id FROM q AS y WHERE ${tie(random)} ORDER BY y.b DESC, y.id LIMIT ${random.between(0, 3)}) AS l ON TRUE`,
  (
    random,
  ) => `SELECT x.id, l.v, m.w FROM p AS x, LATERAL (SELECT DISTINCT y.a AS v FROM q AS y WHERE ${tie(random)}) AS l,
    LATERAL (SELECT l.v + x.id AS w) AS m`,
]

const joined: readonly Maker[] = [
  (random) =>
    `SELECT x.id, y.id FROM p AS x FULL JOIN q AS y ON ${tie(random)} AND x.a ${comparison(random)} ${random.between(0, 9)}`,
  (random) => `SELECT ${random.pick(['a', 'a, b', 'COUNT(*)'])} FROM p FULL JOIN q USING (a, b)`,
]

/** DuckDB takes rows for values, in which NULL equals NULL. */
const rows: readonly Maker[] = [
  (random) =>
    `SELECT id, (a, b) ${random.pick(['IN', 'NOT IN'])} (SELECT y.a, y.b FROM q AS y WHERE y.id < ${random.between(0, 30)}) FROM p`,
  (random) =>
    `SELECT x.id FROM p AS x WHERE (x.a, x.b) = (SELECT y.a, y.b FROM q AS y WHERE ${tie(random)} ORDER BY y.id LIMIT 1)`,
]

const quantified: readonly Maker[] = [
  (random) => `SELECT x.id, x.a ${comparison(random)} ${random.pick(['ANY', 'ALL'])}
    (SELECT y.b FROM q AS y WHERE y.b IS NOT NULL AND y.id < ${random.between(0, 20)}) FROM p AS x`,
  (random) =>
    `SELECT x.id FROM p AS x WHERE x.a ${comparison(random)} ${random.pick(['ANY', 'ALL'])} (SELECT y.b FROM q AS y WHERE ${tie(random)})`,
]

const cases: readonly (readonly [string, readonly Maker[], readonly ('sqlite' | 'duckdb')[]])[] = [
  ['recursive common tables', recursive, ['sqlite', 'duckdb']],
  ['lateral tables', lateral, ['duckdb']],
  ['full joins', joined, ['sqlite', 'duckdb']],
  ['rows', rows, ['sqlite']],
  ['quantified comparisons', quantified, ['duckdb']],
]

describe('answers as the others do', () => {
  it.each(cases)('%s', async (_, makers, peers) => {
    const random = new Random(11)
    for (let round = 0; round < 60; round++) {
      const sql = makers[round % makers.length](random)
      const got = await answer(ours, sql)
      for (const peer of peers) {
        expect(got, `${peer}: ${sql}`).toEqual(
          await answer(peer === 'sqlite' ? sqlite : duckdb, sql),
        )
      }
    }
  })
})
