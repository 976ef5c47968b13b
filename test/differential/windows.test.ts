import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Engine, openDuckDb, SqlExecEngine } from './engines.ts'

/**
 * Random window functions and grouping sets over a table of NULLs and ties, answered by this engine and by DuckDB. Where the order
 * leaves rows open, only functions are asked for to which that makes no difference.
 */

let engine: SqlExecEngine
let duckdb: Engine

const rowCount = 60

beforeAll(async () => {
  engine = await SqlExecEngine.open(':memory:')
  duckdb = await openDuckDb()
  let seed = 11
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const orNull = (text: string) => (next(6) === 0 ? 'NULL' : text)
  const rows = Array.from({ length: rowCount }, (_, id) => {
    const day = `DATE '2024-01-${String(next(28) + 1).padStart(2, '0')}'`
    const values = [
      orNull(`'${'abc'[next(3)]}'`),
      orNull(String(next(4))),
      orNull(String(next(40) - 20)),
      orNull(`${next(2000) - 1000}.${next(10)}${next(10)}`),
      orNull(`${next(64) / 8 - 4}`),
      orNull(day),
    ]
    return `(${id}, ${values.join(', ')})`
  })
  for (const each of [engine, duckdb]) {
    await each.run(
      'CREATE TABLE t (id INT, g VARCHAR(5), k INT, x INT, d DECIMAL(10,2), f DOUBLE, day DATE)',
    )
    await each.run(`INSERT INTO t VALUES ${rows.join(', ')}`)
  }
})

afterAll(async () => {
  await engine.close()
  await duckdb.close()
})

const partition = fc.constantFrom('', 'PARTITION BY g', 'PARTITION BY k', 'PARTITION BY g, k')
const direction = fc.constantFrom('ASC', 'DESC')
const nulls = fc.constantFrom('NULLS FIRST', 'NULLS LAST')
const exclusion = fc.constantFrom(
  '',
  'EXCLUDE CURRENT ROW',
  'EXCLUDE GROUP',
  'EXCLUDE TIES',
  'EXCLUDE NO OTHERS',
)

function orderOf(columns: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...columns), direction, nulls)
    .map((parts) => `ORDER BY ${parts.join(' ')}`)
}

/**
 * A frame that does not end before it starts, where DuckDB counts a negative number of rows. `written` is an offset's text before PRECEDING
 * and FOLLOWING.
 */
function frameOf(unit: string, written: (offset: number) => string): fc.Arbitrary<string> {
  const bound = fc.oneof(
    fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    fc.integer({ min: -5, max: 5 }),
  )
  const text = (place: number) => {
    if (place === 0) return 'CURRENT ROW'
    const side = place < 0 ? 'PRECEDING' : 'FOLLOWING'
    return Number.isFinite(place) ? `${written(Math.abs(place))} ${side}` : `UNBOUNDED ${side}`
  }
  return fc
    .tuple(bound, bound, exclusion)
    .map(([a, b, exclude]) => [Math.min(a, b), Math.max(a, b), exclude] as const)
    .filter(([start, end]) => start < Number.POSITIVE_INFINITY && end > Number.NEGATIVE_INFINITY)
    .map(([start, end, exclude]) => `${unit} BETWEEN ${text(start)} AND ${text(end)} ${exclude}`)
}

const counted = String
const days = (offset: number) => `INTERVAL ${offset} DAY`

/** Windows that leave no two rows of a partition open, and others. */
const totalOrder = fc
  .tuple(orderOf(['g', 'k', 'x', 'd', 'f', 'day']), direction)
  .map(([order, last]) => `${order}, id ${last}`)
const totalWindow = fc
  .tuple(partition, totalOrder, fc.oneof(fc.constant(''), frameOf('ROWS', counted)))
  .map((parts) => parts.join(' '))

const looseFrame = fc.oneof(
  orderOf(['g', 'k', 'x', 'd', 'day']).chain((order) =>
    fc.oneof(fc.constant(''), frameOf('GROUPS', counted)).map((frame) => `${order} ${frame}`),
  ),
  orderOf(['k', 'x', 'd']).chain((order) =>
    frameOf('RANGE', counted).map((frame) => `${order} ${frame}`),
  ),
  orderOf(['day']).chain((order) => frameOf('RANGE', days).map((frame) => `${order} ${frame}`)),
  fc.constant(''),
)
const looseWindow = fc.tuple(partition, looseFrame).map((parts) => parts.join(' '))

const column = fc.constantFrom('g', 'k', 'x', 'd', 'f', 'day', 'id')
const number = fc.constantFrom('k', 'x', 'd', 'id', 'f')
const aggregate = fc.oneof(
  fc.constant('COUNT(*)'),
  column.map((arg) => `COUNT(${arg})`),
  number.map((arg) => `SUM(${arg})`),
  number.map((arg) => `AVG(${arg})`),
  column.map((arg) => `MIN(${arg})`),
  column.map((arg) => `MAX(${arg})`),
)
const ranking = fc.constantFrom('RANK()', 'DENSE_RANK()', 'PERCENT_RANK()', 'CUME_DIST()')

interface Written {
  readonly ours: string
  readonly theirs: string
}

/** DuckDB writes IGNORE NULLS within the parentheses. */
const picked: fc.Arbitrary<Written> = fc
  .tuple(
    fc.constantFrom('LAG', 'LEAD', 'FIRST_VALUE', 'LAST_VALUE', 'NTH_VALUE'),
    column,
    fc.integer({ min: 1, max: 4 }),
    fc.boolean(),
  )
  .map(([name, arg, count, ignores]) => {
    const hasCount = name === 'LAG' || name === 'LEAD' || name === 'NTH_VALUE'
    const args = hasCount ? `${arg}, ${count}` : arg
    const inside = hasCount ? `${arg}, ${count} IGNORE NULLS` : `${arg} IGNORE NULLS`
    if (!ignores) return { ours: `${name}(${args})`, theirs: `${name}(${args})` }
    return { ours: `${name}(${args}) IGNORE NULLS`, theirs: `${name}(${inside})` }
  })

const same = (text: string): Written => ({ ours: text, theirs: text })
const total = fc.tuple(
  fc.oneof(
    picked,
    fc.oneof(aggregate, ranking).map(same),
    fc.constantFrom('ROW_NUMBER()', 'NTILE(4)').map(same),
  ),
  totalWindow,
)
const loose = fc.tuple(fc.oneof(aggregate, ranking).map(same), looseWindow)

const windowQuery: fc.Arbitrary<Written> = fc
  .array(fc.oneof(total, loose), { minLength: 1, maxLength: 4 })
  .map((calls) => {
    const list = (dialect: keyof Written) =>
      calls.map(([call, window], i) => `${call[dialect]} OVER (${window}) AS c${i}`).join(', ')
    return {
      ours: `SELECT id, ${list('ours')} FROM t ORDER BY id`,
      theirs: `SELECT id, ${list('theirs')} FROM t ORDER BY id`,
    }
  })

/** Numbers of all kinds as numbers, the rest as text. */
function plain(value: unknown): string | number | null {
  if (value === null) return null
  const text = String(value)
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

/** Means are decimals of a few digits here and doubles there. */
function isClose(a: string | number | null, b: string | number | null): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  return Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a)) * 0.51 + 1e-9
}

async function compare({ ours, theirs }: Written): Promise<void> {
  const [mine, other] = await Promise.all([engine.query(ours), duckdb.query(theirs)])
  expect(mine.length, ours).toBe(other.length)
  for (const [i, row] of mine.entries()) {
    const [a, b] = [row.map(plain), other[i].map(plain)]
    if (!a.every((value, c) => isClose(value, b[c]))) expect(a, `${ours}, row ${i}`).toEqual(b)
  }
}

test('window functions are those of DuckDB', async () => {
  await fc.assert(fc.asyncProperty(windowQuery, compare), { numRuns: 300, seed: 5 })
})

test('QUALIFY keeps what DuckDB keeps', async () => {
  const query = fc
    .tuple(total, fc.constantFrom('=', '<', '>=', '<>'), fc.integer({ min: 0, max: 5 }))
    .filter(([[call]]) => !/[(](g|day)/u.test(call.ours))
    .map(([[call, window], operator, value]) => {
      const text = (dialect: keyof Written) =>
        `SELECT id FROM t WHERE id > 5 QUALIFY ${call[dialect]} OVER (${window}) ${operator} ${value} ORDER BY id`
      return { ours: text('ours'), theirs: text('theirs') }
    })
  await fc.assert(fc.asyncProperty(query, compare), { numRuns: 100, seed: 6 })
})

test('grouping sets are those of DuckDB', async () => {
  const keys = fc.uniqueArray(fc.constantFrom('g', 'k', 'x', 'day'), { minLength: 1, maxLength: 3 })
  const grouping = fc.oneof(
    keys.map((list) => `ROLLUP (${list.join(', ')})`),
    keys.map((list) => `CUBE (${list.join(', ')})`),
    fc
      .array(
        fc
          .uniqueArray(fc.constantFrom('g', 'k', 'x'), { maxLength: 3 })
          .map((set) => `(${set.join(', ')})`),
        { minLength: 1, maxLength: 4 },
      )
      .map((sets) => `GROUPING SETS ((g, k, x), ${sets.join(', ')})`),
  )
  const query = fc
    .tuple(grouping, fc.array(aggregate, { minLength: 1, maxLength: 3 }))
    .map(([sets, calls]): Written => {
      const used = ['g', 'k', 'x', 'day'].filter((key) => new RegExp(`\\b${key}\\b`).test(sets))
      const order = Array.from({ length: used.length + calls.length + 1 }, (_, i) => i + 1)
      const list = [...used, `GROUPING(${used.join(', ')})`, ...calls].join(', ')
      return same(`SELECT ${list} FROM t GROUP BY ${sets} ORDER BY ${order.join(', ')}`)
    })
  await fc.assert(fc.asyncProperty(query, compare), { numRuns: 120, seed: 7 })
})

test('INTERSECT ALL and EXCEPT ALL are those of DuckDB', async () => {
  const side = fc
    .tuple(fc.constantFrom('g', 'k', 'g, k', 'x'), fc.integer({ min: 0, max: 50 }))
    .map(([list, from]) => ({ list, from }))
  const query = fc
    .tuple(side, fc.constantFrom('INTERSECT ALL', 'EXCEPT ALL'), fc.integer({ min: 0, max: 60 }))
    .map(([{ list, from }, operator, to]) => {
      const order = list.includes(',') ? '1, 2' : '1'
      return same(
        `SELECT ${list} FROM t WHERE id >= ${from} ${operator} SELECT ${list} FROM t WHERE id < ${to} ORDER BY ${order}`,
      )
    })
  await fc.assert(fc.asyncProperty(query, compare), { numRuns: 100, seed: 8 })
})
