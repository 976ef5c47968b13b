import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Engine, openDuckDb, SqlExecEngine } from './engines.ts'

/**
 * Aggregates over more rows than a row group holds, with NULLs and groups of all sizes, answered by this engine and by DuckDB. `[own, theirs]`
 * are one aggregate in both dialects.
 */
const aggregates: readonly (readonly [own: string, theirs: string])[] = [
  ['VAR_POP(x)', 'var_pop(x)'],
  ['VAR_SAMP(x)', 'var_samp(x)'],
  ['STD(f)', 'stddev_pop(f)'],
  ['STDDEV_SAMP(d)', 'stddev_samp(d::DOUBLE)'],
  ['VAR_POP(w)', 'var_pop(w)'],
  ['COVAR_POP(x, f)', 'covar_pop(x, f)'],
  ['COVAR_SAMP(f, x)', 'covar_samp(f, x)'],
  ['CORR(x, f)', 'corr(x, f)'],
  ['KURTOSIS(x)', 'kurtosis_pop(x)'],
  ['MEDIAN(x)', 'median(x)'],
  ['MEDIAN(f)', 'median(f)'],
  ['PERCENTILE_CONT(0.9, f)', 'quantile_cont(f, 0.9)'],
  ['PERCENTILE_CONT(0.1) WITHIN GROUP (ORDER BY f DESC)', 'quantile_cont(f, 0.9)'],
  ['PERCENTILE_DISC(0.25, d)', 'quantile_disc(d, 0.25)'],
  ['PERCENTILE_DISC(0.75) WITHIN GROUP (ORDER BY s)', 'quantile_disc(s, 0.75)'],
  ['ENTROPY(x)', 'CASE WHEN count(x) > 0 THEN entropy(x) END'],
  ['BIT_AND(x)', 'coalesce(bit_and(x)::UBIGINT, 18446744073709551615)'],
  ['BIT_OR(x)', 'coalesce(bit_or(x), 0)'],
  ['BIT_XOR(w)', 'coalesce(bit_xor(w), 0)'],
  ['PRODUCT(f)', 'product(f)'],
  ['COUNT_IF(x > 50)', 'coalesce(count_if(x > 50), 0)'],
  ['BOOL_AND(x >= 0)', 'bool_and(x >= 0)'],
  ['BOOL_OR(x > 99)', 'bool_or(x > 99)'],
  ["GROUP_CONCAT(DISTINCT s ORDER BY s SEPARATOR ';')", "string_agg(DISTINCT s, ';' ORDER BY s)"],
  [
    'GROUP_CONCAT(s, x ORDER BY f DESC, id)',
    "string_agg(s || x, ',' ORDER BY f DESC NULLS LAST, id)",
  ],
  ['LENGTH(GROUP_CONCAT(x))', "length(string_agg(x::TEXT, ','))"],
  [
    'CAST(JSON_ARRAYAGG(x ORDER BY x DESC, id) AS CHAR)',
    "replace(to_json(list(x ORDER BY x DESC NULLS LAST, id))::TEXT, ',', ', ')",
  ],
]

const rowCount = 125_000

let engine: SqlExecEngine
let duckdb: Engine

beforeAll(async () => {
  engine = await SqlExecEngine.open(':memory:')
  duckdb = await openDuckDb()
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  const orNull = (text: string) => (next(7) === 0 ? 'NULL' : text)
  for (const each of [engine, duckdb]) {
    await each.run(
      'CREATE TABLE t (id INT, g INT, x INT, w BIGINT, d DECIMAL(10,2), f DOUBLE, s VARCHAR(5))',
    )
  }
  for (let start = 0; start < rowCount; start += 5000) {
    const rows = Array.from({ length: 5000 }, (_, i) => {
      const id = start + i
      // A group of most rows, some of few, one of nothing but NULLs.
      const g = id % 97 === 0 ? id % 13 : 20
      if (id % 1000 === 1) return `(${id}, 30, NULL, NULL, NULL, NULL, NULL)`
      const values = [
        orNull(String(next(128))),
        orNull(`${next(1e9)}${next(1e6)}`),
        orNull(`${next(100_000) / 100}`),
        orNull(`${(next(4001) - 2000) / 2048}`),
        orNull(`'${'abcd'[next(4)]}${next(10)}'`),
      ]
      return `(${id}, ${g}, ${values.join(', ')})`
    })
    for (const each of [engine, duckdb]) {
      await each.run(`INSERT INTO t VALUES ${rows.join(', ')}`)
    }
  }
}, 120_000)

afterAll(async () => {
  await engine.close()
  await duckdb.close()
})

/** Groups of few rows show every row's part; all rows together go beyond one row group. */
const small = 'WHERE g <> 20'

test.each(aggregates)('%s', async (own, theirs) => {
  const isLong = /GROUP_CONCAT\(s, x|JSON/.test(own)
  for (const where of isLong ? [small] : [small, '']) {
    const tail = `FROM t ${where} GROUP BY g ORDER BY g`
    const mine = await engine.query(`SELECT g, ${own} ${tail}`)
    const other = await duckdb.query(`SELECT g, ${theirs} ${tail}`)
    expect(mine.length).toBe(other.length)
    for (const [i, [group, value]] of mine.entries()) {
      expectSame(value, other[i][1], `${own} of group ${String(group)}`)
    }
  }
})

/** Doubles may differ in their last digits. */
function expectSame(own: unknown, other: unknown, what: string): void {
  if (own === null || other === null) {
    expect(own, what).toBe(other)
    return
  }
  const [a, b] = [own, other].map((value) =>
    Number(value === true ? 1 : value === false ? 0 : value),
  )
  if (Number.isNaN(a) || Number.isNaN(b)) expect(String(own), what).toBe(String(other))
  else
    expect(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${what}: ${a} and ${b}`).toBe(true)
}
