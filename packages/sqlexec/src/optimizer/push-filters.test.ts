import { describe, expect, test } from 'vitest'
import { pushFilters } from './push-filters.ts'
import { explainAfter } from './testing/explain-optimized.ts'

const pushed = (sql: string) => explainAfter([pushFilters], sql)

describe('joins', () => {
  test('an inner join gives each side its own predicates', () => {
    expect(
      pushed(`SELECT 1 FROM customers c JOIN orders o ON c.id = o.customer_id AND c.vip
        WHERE o.total > 5 AND c.city = o.note`),
    ).toMatchInlineSnapshot(`
      "Project 1
        Inner join on c.id = o.customer_id AND c.city = o.note
          Scan customers AS c (id, name, city, born, vip) where c.vip
          Scan orders AS o (id, customer_id, placed, total, note, at) where o.total > CAST(?1 AS DECIMAL(21,2))"
    `)
  })

  test('a left join filters its left side from above, its right side only in ON', () => {
    expect(
      pushed(`SELECT 1 FROM customers c LEFT JOIN orders o ON c.id = o.customer_id AND o.total > 5 AND c.vip
        WHERE c.city = 'x' AND o.note IS NULL`),
    ).toMatchInlineSnapshot(`
      "Project 1
        Filter o.note IS NULL
          Left join on c.id = o.customer_id AND c.vip
            Scan customers AS c (id, name, city, born, vip) where c.city = ?2
            Scan orders AS o (id, customer_id, placed, total, note, at) where o.total > CAST(?1 AS DECIMAL(21,2))"
    `)
  })

  test.each([
    ['o.total > 5', 'Inner join'],
    ['NOT (o.total > 5)', 'Inner join'],
    ['o.total IS NOT NULL', 'Inner join'],
    ['o.total > 5 AND c.vip', 'Inner join'],
    ['o.total > 5 OR o.note = 1', 'Inner join'],
    ['o.total + c.id > 5', 'Inner join'],
    ['o.total IS NULL', 'Left join'],
    ['o.total > 5 OR c.vip', 'Left join'],
    ['COALESCE(o.total, 9) > 5', 'Left join'],
    ['o.total <=> NULL', 'Left join'],
    ['c.vip', 'Left join'],
  ])('WHERE %s makes a left join an %s', (condition, expected) => {
    const sql = `SELECT 1 FROM customers c LEFT JOIN orders o ON c.id = o.customer_id WHERE ${condition}`
    expect(pushed(sql)).toContain(expected)
  })

  test.each([
    ['o.total > 5', 'Left join on c.id = o.customer_id\n    Scan orders'],
    ['c.vip', 'Left join on c.id = o.customer_id\n    Scan customers'],
    ['c.vip AND o.total > 5', 'Inner join'],
    ['c.vip IS NULL', 'Full join'],
  ])('WHERE %s of a full join leaves %s', (condition, expected) => {
    const sql = `SELECT 1 FROM customers c FULL JOIN orders o ON c.id = o.customer_id WHERE ${condition}`
    expect(pushed(sql)).toContain(expected)
  })

  test('an OR over both sides implies an OR over each', () => {
    expect(
      pushed(`SELECT 1 FROM customers c, orders o
        WHERE c.city = 'a' AND o.total > 1 OR c.city = 'b' AND o.total > 2`),
    ).toMatchInlineSnapshot(`
      "Project 1
        Inner join on c.city = ?1 AND o.total > CAST(?2 AS DECIMAL(21,2)) OR c.city = ?3 AND o.total > CAST(?4 AS DECIMAL(21,2))
          Scan customers AS c (id, name, city, born, vip) where c.city = ?1 OR c.city = ?3
          Scan orders AS o (id, customer_id, placed, total, note, at) where o.total > CAST(?2 AS DECIMAL(21,2)) OR o.total > CAST(?4 AS DECIMAL(21,2))"
    `)
  })
})

describe('other operators', () => {
  test('through a project by substitution', () => {
    expect(
      pushed('SELECT * FROM (SELECT id + 1 AS k FROM orders) d WHERE k = 5'),
    ).toMatchInlineSnapshot(`
      "Project k
        Project orders.id + 1 AS k
          Scan orders (id, customer_id, placed, total, note, at) where orders.id + 1 = ?1"
    `)
  })

  test('through an aggregate on its keys alone', () => {
    expect(
      pushed(`SELECT * FROM (SELECT city, COUNT(*) AS n FROM customers GROUP BY city) d
        WHERE city = 'x' AND n > 5`),
    ).toMatchInlineSnapshot(`
      "Project customers.city, COUNT(*)
        Project customers.city, COUNT(*)
          Filter COUNT(*) > ?2
            Aggregate COUNT(*) by customers.city
              Scan customers (id, name, city, born, vip) where customers.city = ?1"
    `)
  })

  test('not below the one row of an aggregate without keys', () => {
    expect(
      pushed('SELECT * FROM (SELECT COUNT(*) AS n FROM orders) d WHERE ? = 1'),
    ).toMatchInlineSnapshot(`
      "Project COUNT(*)
        Project COUNT(*)
          Filter ?1 = ?2
            Aggregate COUNT(*)
              Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })

  test('not below a LIMIT', () => {
    expect(
      pushed('SELECT * FROM (SELECT id FROM orders LIMIT 5) d WHERE id = 5'),
    ).toMatchInlineSnapshot(`
      "Project orders.id
        Filter orders.id = ?1
          Limit 5
            Project orders.id
              Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })

  test('into every input of a union', () => {
    expect(
      pushed(
        `SELECT * FROM (SELECT id FROM orders UNION SELECT order_id FROM items) d WHERE id = 5`,
      ),
    ).toMatchInlineSnapshot(`
      "Project id
        Distinct
          Union all
            Project orders.id
              Scan orders (id, customer_id, placed, total, note, at) where orders.id = ?1
            Project items.order_id
              Scan items (order_id, line, product, price, weight) where items.order_id = ?1"
    `)
  })
})
