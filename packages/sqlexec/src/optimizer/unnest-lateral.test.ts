import { expect, test } from 'vitest'
import { explainOptimized } from './testing/explain-optimized.ts'

test('rows tied by predicates become a join', () => {
  expect(
    explainOptimized(
      'SELECT c.id, l.x FROM customers c LEFT JOIN LATERAL (SELECT o.id + 1 AS x FROM orders o WHERE o.customer_id = c.id AND o.placed > c.born) AS l ON x > 5',
    ),
  ).toMatchInlineSnapshot(`
    "Project c.id, x
      Left join on c.id = o.customer_id AND o.placed > c.born
        Scan customers AS c (id, born)
        Project o.customer_id, o.placed, o.id + 1 AS x
          Scan orders AS o (id, customer_id, placed) where o.id + 1 > ?1"
  `)
})

test('groups become a join with all groups; no row counts as zero', () => {
  expect(
    explainOptimized(
      'SELECT c.id, l.n FROM customers c, LATERAL (SELECT COUNT(*) AS n FROM orders o WHERE o.customer_id = c.id) AS l WHERE n < 3',
    ),
  ).toMatchInlineSnapshot(`
    "Project c.id, COALESCE(COUNT(*), 0) AS n
      Filter COALESCE(COUNT(*), 0) < ?1
        Left join on c.id = key
          Scan customers AS c (id)
          Aggregate COUNT(*) by o.customer_id
            Scan orders AS o (customer_id)"
  `)
})

test('distinct rows are distinct for each tie', () => {
  expect(
    explainOptimized(
      'SELECT c.id, l.placed FROM customers c, LATERAL (SELECT DISTINCT placed FROM orders o WHERE o.customer_id = c.id) AS l',
    ),
  ).toMatchInlineSnapshot(`
    "Project c.id, placed
      Inner join on key = c.id
        Distinct
          Project o.customer_id AS key, o.placed AS placed
            Scan orders AS o (customer_id, placed)
        Scan customers AS c (id)"
  `)
})

test('a LIMIT is of each row, which asks an index', () => {
  expect(
    explainOptimized(
      'SELECT c.id, l.total FROM customers c, LATERAL (SELECT total FROM orders o WHERE o.customer_id = c.id ORDER BY placed DESC LIMIT 2) AS l WHERE c.vip',
    ),
  ).toMatchInlineSnapshot(`
    "Project c.id, o.total
      Lateral join
        Subquery
          Project o.total
            Limit 2
              Sort sort key DESC
                Project o.total, o.placed AS sort key
                  Scan orders AS o (customer_id, placed, total) index by_customer [= ?1]
        Scan customers AS c (id, vip) where c.vip"
  `)
})

test('JSON_TABLE of a column streams over the rows', () => {
  expect(
    explainOptimized(
      "SELECT o.id, j.x FROM orders o LEFT JOIN JSON_TABLE(o.note, '$[*]' COLUMNS (x INT PATH '$')) AS j ON TRUE WHERE o.id = 7",
    ),
  ).toMatchInlineSnapshot(`
    "Project o.id, x
      JSON table j of o.note outer
        Scan orders AS o (id, note) index PRIMARY [= ?2]"
  `)
})
