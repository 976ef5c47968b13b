import { describe, expect, test } from 'vitest'
import { explainOptimized } from './testing/explain-optimized.ts'

describe('conjuncts become semi and anti joins', () => {
  test('EXISTS and NOT EXISTS, with whatever they demand', () => {
    expect(
      explainOptimized(`SELECT id FROM customers c
        WHERE EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id AND o.placed > c.born LIMIT 1)
          AND NOT EXISTS (SELECT 1 FROM items WHERE weight > c.id)`),
    ).toMatchInlineSnapshot(`
      "Project c.id
        Anti join on items.weight > CAST(c.id AS DOUBLE)
          Semi join on c.id = o.customer_id AND o.placed > c.born
            Scan customers AS c (id, born)
            Scan orders AS o (customer_id, placed)
          Scan items (weight)"
    `)
  })

  test('IN, with the columns of the query', () => {
    expect(
      explainOptimized(`SELECT id FROM customers
        WHERE (id, city) IN (SELECT customer_id, note FROM orders WHERE total > 5)`),
    ).toMatchInlineSnapshot(`
      "Project customers.id
        Semi join on customers.id = orders.customer_id AND customers.city = orders.note
          Scan customers (id, city)
          Scan orders (customer_id, total, note) where orders.total > CAST(?1 AS DECIMAL(21,2))"
    `)
  })

  test('NOT IN without NULLs', () => {
    expect(
      explainOptimized('SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)'),
    ).toMatchInlineSnapshot(`
      "Project customers.id
        Anti join on customers.id = orders.customer_id
          Scan customers (id)
          Scan orders (customer_id)"
    `)
  })

  test('NOT IN asks once whether the query has a NULL', () => {
    expect(
      explainOptimized('SELECT id FROM customers WHERE city NOT IN (SELECT note FROM orders)'),
    ).toMatchInlineSnapshot(`
      "Project customers.id
        Anti join on customers.city = orders.note
          Scan customers (id, city) where NOT EXISTS (subquery) AND (customers.city IS NOT NULL OR NOT EXISTS (subquery))
            Subquery
              Project orders.note
                Scan orders (note) where orders.note IS NULL
            Subquery
              Project orders.note
                Scan orders (note)
          Scan orders (note)"
    `)
  })

  test('a correlated NOT IN matches NULLs with everything', () => {
    expect(
      explainOptimized(
        'SELECT id FROM customers c WHERE city NOT IN (SELECT note FROM orders WHERE customer_id = c.id)',
      ),
    ).toMatchInlineSnapshot(`
      "Project c.id
        Anti join on c.id = orders.customer_id AND (c.city = orders.note OR c.city IS NULL OR orders.note IS NULL)
          Scan customers AS c (id, city)
          Scan orders (customer_id, note)"
    `)
  })

  test('a semi join goes to the side that it speaks of', () => {
    expect(
      explainOptimized(`SELECT 1 FROM orders o JOIN items i ON i.order_id = o.id
        WHERE o.customer_id IN (SELECT id FROM customers WHERE vip)`),
    ).toMatchInlineSnapshot(`
      "Project 1
        Inner join on i.order_id = o.id
          Scan items AS i (order_id)
          Semi join on o.customer_id = customers.id
            Scan orders AS o (id, customer_id)
            Scan customers (id, vip) where customers.vip"
    `)
  })
})

describe('values', () => {
  test('an aggregate tied by equalities is grouped by them; COUNT of nothing is 0', () => {
    expect(
      explainOptimized(`SELECT id, (SELECT COUNT(*) + MAX(total) FROM orders WHERE customer_id = c.id)
        FROM customers c`),
    ).toMatchInlineSnapshot(`
      "Project c.id, CAST(COALESCE(COUNT(*), 0) AS DECIMAL(21,2)) + MAX(orders.total) AS (SELECT COUNT(*) + MAX(total) FROM orders WHERE customer_id = c.id)
        Left join on c.id = key
          Scan customers AS c (id)
          Aggregate COUNT(*), MAX(orders.total) by orders.customer_id
            Scan orders (customer_id, total)"
    `)
  })

  test('a condition on it makes the join inner', () => {
    expect(
      explainOptimized(`SELECT id FROM orders o
        WHERE total > (SELECT AVG(price) FROM items WHERE order_id = o.id)`),
    ).toMatchInlineSnapshot(`
      "Project o.id
        Inner join on o.id = key AND CAST(o.total AS DECIMAL(19,6)) > AVG(items.price)
          Scan orders AS o (id, total)
          Aggregate AVG(items.price) by items.order_id
            Scan items (order_id, price)"
    `)
  })

  test('an aggregate tied otherwise is joined with the distinct values around', () => {
    expect(
      explainOptimized(`SELECT id, (SELECT COUNT(*) FROM orders o WHERE o.customer_id < c.id)
        FROM customers c`),
    ).toMatchInlineSnapshot(`
      "Project c.id, COALESCE(COUNT(*), 0) AS (SELECT COUNT(*) FROM orders o WHERE o.customer_id < c.id)
        Left join on c.id = outer
          Scan customers AS c (id)
          Aggregate COUNT(*) by outer
            Inner join on o.customer_id < outer
              Scan orders AS o (customer_id)
              Distinct
                Project c.id AS outer
                  Scan customers AS c (id)"
    `)
  })

  test('a row found by its key is joined', () => {
    expect(
      explainOptimized(
        'SELECT id, (SELECT name FROM customers c WHERE c.id = o.customer_id) FROM orders o',
      ),
    ).toMatchInlineSnapshot(`
      "Project o.id, c.name AS (SELECT name FROM customers c WHERE c.id = o.customer_id)
        Left join on o.customer_id = c.id
          Scan orders AS o (id, customer_id)
          Scan customers AS c (id, name)"
    `)
  })

  test('EXISTS and IN within an OR', () => {
    expect(
      explainOptimized(`SELECT id FROM customers c
        WHERE vip OR EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id)
          OR city IN (SELECT product FROM items)`),
    ).toMatchInlineSnapshot(`
      "Project c.id
        Filter c.vip OR key IS NOT NULL OR CASE WHEN items.product IS NOT NULL THEN 1 WHEN EXISTS (subquery) OR CASE WHEN c.city IS NULL THEN EXISTS (subquery) ELSE 0 END THEN NULL ELSE 0 END
          Subquery
            Project items.product
              Scan items (product) where items.product IS NULL
          Subquery
            Project items.product
              Scan items (product)
          Left join on c.city = items.product
            Left join on c.id = key
              Scan customers AS c (id, city, vip)
              Distinct
                Project orders.customer_id AS key
                  Scan orders (customer_id)
            Distinct
              Project items.product
                Scan items (product)"
    `)
  })
})

describe('what stays a subquery', () => {
  test('is evaluated once where it is not correlated', () => {
    expect(
      explainOptimized('SELECT id FROM orders WHERE total > (SELECT AVG(price) FROM items)'),
    ).toMatchInlineSnapshot(`
      "Project orders.id
        Scan orders (id, total) where CAST(orders.total AS DECIMAL(19,6)) > (subquery)
          Subquery
            Project AVG(items.price)
              Aggregate AVG(items.price)
                Scan items (price)"
    `)
  })

  test('has parameters for the columns around, which its indexes can use', () => {
    expect(
      explainOptimized(`SELECT id, (SELECT total FROM orders WHERE customer_id = c.id ORDER BY placed LIMIT 1)
        FROM customers c`),
    ).toMatchInlineSnapshot(`
      "Project c.id, (subquery) AS (SELECT total FROM orders WHERE customer_id = c.id ORDER BY placed LIMIT 1)
        Subquery
          Project orders.total
            Limit 1
              Sort sort key
                Project orders.total, orders.placed AS sort key
                  Scan orders (customer_id, placed, total) index by_customer [= ?1]
        Scan customers AS c (id)"
    `)
  })
})

test('parameters of nested subqueries follow those of the subqueries around', () => {
  expect(
    explainOptimized(`SELECT (SELECT c.id + (SELECT total FROM orders WHERE customer_id = c.id AND id > i.line LIMIT 1)
      FROM items i WHERE i.line > c.id ORDER BY i.weight LIMIT 1) FROM customers c`),
  ).toMatchInlineSnapshot(`
    "Project (subquery) AS (SELECT c.id + (SELECT total FROM orders WHERE customer_id = c.id AND id > i.line LIMIT 1)
          FROM items i WHERE i.line > c.id ORDER BY i.weight LIMIT 1)
      Subquery
        Project c.id + (SELECT total FROM orders WHERE customer_id = c.id AND id > i.line LIMIT 1)
          Limit 1
            Sort sort key
              Project CAST(?1 AS DECIMAL(12,2)) + (subquery) AS c.id + (SELECT total FROM orders WHERE customer_id = c.id AND id > i.line LIMIT 1), i.weight AS sort key
                Subquery
                  Limit 1
                    Project orders.total
                      Scan orders (id, customer_id, total) index by_customer [= ?2] where orders.id > ?3
                Scan items AS i (line, weight) where i.line > ?1
      Scan customers AS c (id)"
  `)
})
