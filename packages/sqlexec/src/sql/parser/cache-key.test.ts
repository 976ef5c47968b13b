import { describe, expect, test } from 'vitest'
import { parseStatement } from './parse.ts'

/** The values of the lifted literals. */
function lifted(sql: string): unknown[] {
  return parseStatement(sql).literals.map((literal) => literal.value)
}

describe('lifted literals', () => {
  test.each<[string, unknown[]]>([
    ['SELECT a FROM t WHERE a = 1 AND b = 2.5', [1, 25]],
    ["SELECT a + 1, 'x' FROM t WHERE b LIKE 'y%' ESCAPE '!'", ['y%']],
    ['SELECT a FROM t JOIN u ON t.a = 5 AND u.b IN (6, 7)', [5, 6, 7]],
    ['SELECT a FROM t WHERE a = 1 GROUP BY a + 2 ORDER BY 3 LIMIT 4', [1]],
    ['SELECT a FROM t GROUP BY a HAVING COUNT(*) > 5', [5]],
    ['SELECT a FROM t GROUP BY a + 1 HAVING a + 1 > 5', []],
    ['SELECT a + 1 AS b FROM t GROUP BY b HAVING a + 1 > 5', []],
    ['SELECT (SELECT b FROM u WHERE c = 1) FROM t', []],
    [
      'SELECT a FROM (SELECT 1 AS x, b FROM u WHERE c = 2) d WHERE EXISTS (SELECT 3 WHERE 4)',
      [2, 4],
    ],
    [
      "INSERT INTO t VALUES (1, 'a', NULL, TRUE), (2, 'b', 3.5, DATE '2024-01-01')",
      [1, 'a', null, true, 2, 'b', 35, '2024-01-01'],
    ],
    ['INSERT INTO t SELECT 1, a FROM u WHERE b = 2 ON DUPLICATE KEY UPDATE a = 3', [2, 3]],
    ['UPDATE t SET a = a + 1, b = 2 WHERE c = 3 ORDER BY d + 4 LIMIT 5', [1, 2, 3]],
    ['DELETE FROM t WHERE a BETWEEN 1 AND 2', [1, 2]],
    ['SELECT a FROM t WHERE ROUND(b, 2) = 1.5', [15]],
    ["SELECT a FROM t WHERE doc -> '$.x' = 5", [5]],
    ["SELECT a FROM t WHERE JSON_EXTRACT(doc, '$.x') = 5", [5]],
    ['SELECT a FROM t WHERE b + INTERVAL 5 DAY > 6', [5, 6]],
    ["SELECT * FROM read_csv('x') WHERE a = 1", [1]],
    ['CREATE TABLE t (a INT DEFAULT 5) AS SELECT 1 WHERE 2', []],
    ['CREATE VIEW v AS SELECT a FROM t WHERE b = 5', []],
    ['EXPLAIN SELECT a FROM t WHERE b = 5', [5]],
    ['SET @a = 5', []],
  ])('%s', (sql, values) => {
    expect(lifted(sql)).toEqual(values)
  })

  test('carry their index', () => {
    const { literals } = parseStatement('SELECT a FROM t WHERE a IN (5, 6, 7)')
    expect(literals.map((literal) => literal.lift)).toEqual([0, 1, 2])
  })
})

describe('the cache key', () => {
  const key = (sql: string) => parseStatement(sql).cacheKey

  test.each([
    ['SELECT v FROM kv WHERE id = 5', 'SELECT v FROM kv WHERE id = 60000'],
    ["SELECT v FROM kv WHERE id = 'a'", "SELECT v FROM kv WHERE id = 'b\\n' 'c'"],
    ['SELECT v FROM kv WHERE id = 1.25', 'SELECT v FROM kv WHERE id = 3.50;'],
    ["SELECT v FROM kv WHERE id = x'41'", 'SELECT v FROM kv WHERE id = 0xff'],
    [
      "SELECT v FROM kv WHERE d = DATE '2024-01-01'",
      "SELECT v FROM kv WHERE d = date'2025-01-01' -- x",
    ],
  ])('%s shares its plan with %s', (first, second) => {
    expect(key(first)).toBe(key(second))
  })

  test.each([
    ['SELECT v FROM kv WHERE id = 5', "SELECT v FROM kv WHERE id = '5'"],
    ['SELECT v FROM kv WHERE id = 5', 'SELECT v FROM kv WHERE id = 9007199254740993'],
    [
      'SELECT v FROM kv WHERE id = 9007199254740993',
      'SELECT v FROM kv WHERE id = 9223372036854775808',
    ],
    ['SELECT v FROM kv WHERE id = 1.25', 'SELECT v FROM kv WHERE id = 1.250'],
    ['SELECT v FROM kv WHERE id = 1.25', 'SELECT v FROM kv WHERE id = 11.25'],
    ['SELECT v FROM kv WHERE id = 1.25', 'SELECT v FROM kv WHERE id = 1.25e0'],
    ['SELECT v FROM kv WHERE id = NULL', 'SELECT v FROM kv WHERE id = 5'],
    ['SELECT v FROM kv WHERE TRUE', 'SELECT v FROM kv WHERE FALSE'],
    ["SELECT v FROM kv WHERE id = 'a'", "SELECT v FROM kv WHERE id = _latin1'a'"],
    ['SELECT v FROM kv WHERE id = 5 LIMIT 1', 'SELECT v FROM kv WHERE id = 5 LIMIT 2'],
    ['SELECT v, 1 FROM kv WHERE id = 5', 'SELECT v, 2 FROM kv WHERE id = 5'],
    ['SELECT v FROM kv WHERE id IN (5)', 'SELECT v FROM kv WHERE id IN (5, 6)'],
    ["SELECT 'a\0i' FROM kv WHERE id = 5", "SELECT 'a\0s' FROM kv WHERE id = 5"],
  ])('%s does not share its plan with %s', (first, second) => {
    expect(key(first)).not.toBe(key(second))
  })

  test('a mark within quotes is not taken for a literal', () => {
    const quoted = key("SELECT '\0i' FROM kv WHERE id = ?")
    expect(quoted).toBe("SELECT '\0i' FROM kv WHERE id = ?")
  })
})

test('placeholders are counted in the order of the text', () => {
  const { parameterCount, statement } = parseStatement('SELECT ? FROM t WHERE a = ? LIMIT ?')
  expect(parameterCount).toBe(3)
  expect(statement).toMatchObject({ limit: { count: { kind: 'parameter', index: 2 } } })
})
