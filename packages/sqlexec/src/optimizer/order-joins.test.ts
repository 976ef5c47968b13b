import { expect, test } from 'vitest'
import { explainOptimized } from './testing/explain-optimized.ts'

test('the smaller side is built, whatever the order of the text', () => {
  const one = explainOptimized('SELECT 1 FROM customers c JOIN orders o ON c.id = o.customer_id')
  const other = explainOptimized('SELECT 1 FROM orders o JOIN customers c ON c.id = o.customer_id')
  expect(one).toBe(other)
  expect(one).toMatchInlineSnapshot(`
    "Project 1
      Inner join on o.customer_id = c.id
        Scan orders AS o (customer_id)
        Scan customers AS c (id)"
  `)
})

test('commas are joined by what connects them, not crossed', () => {
  expect(
    explainOptimized(`SELECT 1 FROM items i, customers c, orders o
      WHERE o.customer_id = c.id AND i.order_id = o.id AND c.city = 'x'`),
  ).toMatchInlineSnapshot(`
    "Project 1
      Inner join on i.order_id = o.id
        Scan items AS i (order_id)
        Inner join on o.customer_id = c.id
          Scan orders AS o (id, customer_id)
          Scan customers AS c (id, city) index by_city [= ?1]"
  `)
})

test('what nothing connects is crossed last', () => {
  expect(
    explainOptimized('SELECT 1 FROM customers a, customers b, orders o WHERE o.customer_id = b.id'),
  ).toMatchInlineSnapshot(`
    "Project 1
      Cross join
        Inner join on o.customer_id = b.id
          Scan orders AS o (customer_id)
          Scan customers AS b (id)
        Scan customers AS a ()"
  `)
})

test('a cross product is never built, and grows table by table', () => {
  expect(
    explainOptimized('SELECT 1 FROM orders a, orders b, items c, items d'),
  ).toMatchInlineSnapshot(`
    "Project 1
      Cross join
        Cross join
          Cross join
            Scan orders AS a ()
            Scan orders AS b ()
          Scan items AS c ()
        Scan items AS d ()"
  `)
})

test('joins of more tables than anybody writes are refused', () => {
  const tables = Array.from({ length: 201 }, (_, i) => `customers AS t${i}`)
  expect(() => explainOptimized(`SELECT 1 FROM ${tables.join(', ')}`)).toThrow('200 tables at most')
})

test('an outer join is a relation of its own', () => {
  expect(
    explainOptimized(`SELECT 1 FROM customers c JOIN orders o ON o.customer_id = c.id
      LEFT JOIN items i ON i.order_id = o.id AND i.weight > c.id`),
  ).toMatchInlineSnapshot(`
    "Project 1
      Left join on o.id = i.order_id AND i.weight > CAST(c.id AS DOUBLE)
        Inner join on o.customer_id = c.id
          Scan orders AS o (id, customer_id)
          Scan customers AS c (id)
        Scan items AS i (order_id, weight)"
  `)
})

test('an equality of expressions over one side each can be hashed', () => {
  expect(
    explainOptimized('SELECT 1 FROM customers c JOIN orders o ON c.id + 1 = o.customer_id * 2'),
  ).toContain('Inner join on o.customer_id * ?2 = c.id + ?1')
})
