import { expect, test } from 'vitest'
import { bindError } from './testing/fixture.ts'

/** Where each error points is marked. */
const cases: readonly [sql: string, errno: number, message: string][] = [
  ['SELECT SUM(id) OVER ⌖w FROM orders', 3579, "Window name 'w' is not defined."],
  [
    'SELECT 1 FROM orders WINDOW a AS (b), b AS (⌖a)',
    3580,
    'circularity in the window dependency graph',
  ],
  [
    'SELECT SUM(id) OVER ⌖(w PARTITION BY id) FROM orders WINDOW w AS ()',
    3581,
    'cannot define partitioning',
  ],
  [
    'SELECT SUM(id) OVER ⌖(w) FROM orders WINDOW w AS (ORDER BY id ROWS 1 PRECEDING)',
    3582,
    "Window 'w' has a frame definition",
  ],
  [
    'SELECT SUM(id) OVER ⌖(w ORDER BY id) FROM orders WINDOW w AS (ORDER BY id)',
    3583,
    "Window '<unnamed window>' cannot inherit 'w' since both contain an ORDER BY clause.",
  ],
  [
    'SELECT SUM(id) OVER (⌖ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM orders',
    3584,
    'frame start cannot be UNBOUNDED FOLLOWING',
  ],
  [
    'SELECT SUM(id) OVER (⌖ROWS BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING) FROM orders',
    3585,
    'frame end cannot be UNBOUNDED PRECEDING',
  ],
  [
    'SELECT SUM(id) OVER (⌖ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM orders',
    3586,
    'frame start or end is negative',
  ],
  ['SELECT SUM(id) OVER (ROWS ⌖1.5 PRECEDING) FROM orders', 3586, 'of non-integral type'],
  ['SELECT SUM(id) OVER (ROWS ⌖NULL PRECEDING) FROM orders', 3586, 'NULL'],
  ['SELECT SUM(id) OVER (⌖RANGE 1 PRECEDING) FROM orders', 3587, 'exactly one ORDER BY expression'],
  [
    'SELECT COUNT(*) OVER (ORDER BY name ⌖RANGE 1 PRECEDING) FROM customers',
    3587,
    'of numeric or temporal type',
  ],
  [
    'SELECT COUNT(*) OVER (ORDER BY CURDATE() RANGE ⌖1 PRECEDING) FROM orders',
    3588,
    'Only INTERVAL bound value allowed.',
  ],
  [
    'SELECT COUNT(*) OVER (ORDER BY id RANGE ⌖INTERVAL 1 DAY PRECEDING) FROM orders',
    3589,
    'INTERVAL bound value not allowed.',
  ],
  ['SELECT COUNT(*) OVER (ORDER BY id ROWS ⌖id PRECEDING) FROM orders', 3590, 'non-constant'],
  ['SELECT 1 FROM orders WINDOW w AS (), ⌖W AS ()', 3591, "Window 'W' is defined twice."],
  ['SELECT COUNT(*) OVER (ORDER BY ⌖1) FROM orders', 3592, 'legacy position indication'],
  ['SELECT COUNT(*) OVER (PARTITION BY ⌖1) FROM orders', 3592, 'legacy position indication'],
  ['SELECT 1 FROM orders WHERE ⌖RANK() OVER () = 1', 3593, "window function 'rank'"],
  ['SELECT 1 FROM orders GROUP BY ⌖RANK() OVER ()', 3593, "window function 'rank'"],
  ['SELECT 1 FROM orders HAVING ⌖SUM(1) OVER () = 1', 3593, "window function 'sum'"],
  ['SELECT SUM(⌖SUM(id) OVER ()) OVER () FROM orders', 3593, "window function 'sum'"],
  ['SELECT SUM(⌖RANK() OVER ()) FROM orders', 3593, "window function 'rank'"],
  ['UPDATE customers SET name = ⌖RANK() OVER ()', 3593, "window function 'rank'"],
  ['DELETE FROM customers ORDER BY ⌖RANK() OVER ()', 3593, "window function 'rank'"],
  ['INSERT INTO customers (name) VALUES (⌖RANK() OVER ())', 3593, "window function 'rank'"],
  ['SELECT ⌖RANK() OVER () AS r FROM orders GROUP BY r', 3594, "the alias 'r'"],
  ['SELECT ⌖RANK() OVER () AS r FROM orders HAVING r = 1', 3594, "the alias 'r'"],
  ['SELECT RANK() OVER (ORDER BY ⌖RANK() OVER ()) FROM orders', 3595, 'You cannot nest'],
  [
    'SELECT COUNT(*) OVER (ORDER BY id ROWS ⌖INTERVAL 1 DAY PRECEDING) FROM orders',
    3596,
    'INTERVAL can only be used with RANGE frames.',
  ],
  ['SELECT NTILE(⌖1.5) OVER () FROM orders', 1210, 'Incorrect arguments to ntile'],
  ['SELECT LAG(id, ⌖id) OVER () FROM orders', 1210, 'Incorrect arguments to lag'],
  ['SELECT ⌖LAG() OVER () FROM orders', 1582, "native function 'LAG'"],
  ['SELECT ⌖RANK(*) OVER () FROM orders', 1582, 'RANK takes no *'],
  ['SELECT ⌖SUM(id) IGNORE NULLS OVER () FROM orders', 1582, 'IGNORE NULLS'],
  ['SELECT ⌖RANK() FROM orders', 1064, 'RANK is a window function and needs OVER'],
  ['SELECT ⌖UPPER(1) OVER () FROM orders', 1064, 'UPPER is not a window function'],
  ['SELECT ⌖COUNT(DISTINCT id) OVER () FROM orders', 1235, 'DISTINCT in the window function COUNT'],
  [
    'SELECT id AS n, COUNT(*) OVER (ORDER BY ⌖n) FROM orders',
    1054,
    "Unknown column 'n' in 'window order by'",
  ],
  [
    'SELECT COUNT(*) OVER (PARTITION BY ⌖n) FROM orders',
    1054,
    "Unknown column 'n' in 'window partition by'",
  ],
  [
    'SELECT customer_id, RANK() OVER (ORDER BY ⌖id) FROM orders GROUP BY customer_id',
    1055,
    'Expression of window function is not in GROUP BY clause',
  ],
  ['SELECT ⌖GROUPING(id) FROM orders GROUP BY id', 1111, 'Invalid use of group function'],
  ['SELECT 1 FROM orders WHERE ⌖GROUPING(id) = 1', 1111, 'Invalid use of group function'],
  [
    'SELECT GROUPING(id, ⌖customer_id) FROM orders GROUP BY id WITH ROLLUP',
    3602,
    'Argument #2 of GROUPING function is not in GROUP BY',
  ],
  ['SELECT ⌖name FROM customers GROUP BY id WITH ROLLUP', 1055, 'is not in GROUP BY clause'],
  [
    'SELECT 1 FROM orders ⌖GROUP BY CUBE(id, id+1, id+2, id+3, id+4, id+5, id+6, id+7, id+8)',
    1153,
    '512 grouping sets',
  ],
]

test.each(cases)('%s', (marked, errno, message) => {
  const start = marked.indexOf('⌖')
  const error = bindError(marked.replace('⌖', ''))
  expect(error.message).toContain(message)
  expect(error.errno).toBe(errno)
  expect(error.position).toEqual({ line: 1, column: start + 1 })
})
