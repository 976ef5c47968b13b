import { describe, expect, test } from 'vitest'
import { explainOptimized } from './testing/explain-optimized.ts'

function scanOf(from: string): string {
  const lines = explainOptimized(`SELECT 1 FROM ${from}`).split('\n')
  return lines[lines.length - 1].trim().replace(/^Scan \w+( AS \w+)? \([^)]*\) ?/, '')
}

describe('an index is used where its leading columns are bound', () => {
  test.each([
    ['customers WHERE id = 5', 'index PRIMARY [= ?1]'],
    ['customers WHERE 5 = id', 'index PRIMARY [= ?1]'],
    ['customers WHERE id = 5 AND vip', 'index PRIMARY [= ?1] where customers.vip'],
    ["customers WHERE name = 'x' AND city = 'y'", 'index u_name [= ?1] where customers.city = ?2'],
    ["customers WHERE city = 'y'", 'index by_city [= ?1]'],
    ["customers WHERE city = 'y' AND born = DATE '2020-01-01'", 'index by_city [= ?1, = ?2]'],
    ['orders WHERE total = 5', 'index h_total [= CAST(?1 AS DECIMAL(21,2))]'],
    ['items WHERE order_id = 5', 'index PRIMARY [= ?1]'],
    ['items WHERE order_id = 5 AND line = 2', 'index PRIMARY [= ?1, = ?2]'],
  ])('%s', (from, expected) => {
    expect(scanOf(from)).toBe(expected)
  })
})

describe('a closed range of the next column is used, and stays a filter', () => {
  test.each([
    [
      'customers WHERE id BETWEEN 1 AND 9',
      'index PRIMARY [>= ?1, <= ?2] where customers.id >= ?1 AND customers.id <= ?2',
    ],
    [
      'items WHERE order_id = 5 AND line > 1 AND line < 4',
      'index PRIMARY [= ?1, > ?2, < ?3] where items.line > ?2 AND items.line < ?3',
    ],
    ['customers WHERE id > 1', 'where customers.id > ?1'],
  ])('%s', (from, expected) => {
    expect(scanOf(from)).toBe(expected)
  })
})

describe('what an index cannot answer alone stays a filter', () => {
  test.each([
    [
      "customers WHERE id = '5'",
      'index PRIMARY [= CAST(?1 AS DOUBLE)] where CAST(customers.id AS DOUBLE) = CAST(?1 AS DOUBLE)',
    ],
    ['items WHERE line = 2', 'where items.line = ?1'],
    ['customers WHERE id = 5 OR vip', 'where customers.id = ?1 OR customers.vip'],
    ['customers WHERE id = born', 'where '],
    ['orders WHERE total BETWEEN 1 AND 2', 'where '],
    ["customers WHERE name COLLATE utf8mb4_bin = 'x'", 'where '],
  ])('%s', (from, expected) => {
    expect(scanOf(from).startsWith(expected)).toBe(true)
  })
})

test('the values may be those of a subquery that is evaluated once', () => {
  expect(
    explainOptimized('SELECT 1 FROM customers WHERE id = (SELECT MAX(customer_id) FROM orders)'),
  ).toMatchInlineSnapshot(`
    "Project 1
      Scan customers (id) index PRIMARY [= (subquery)]
        Subquery
          Project MAX(orders.customer_id)
            Aggregate MAX(orders.customer_id)
              Scan orders (customer_id)"
  `)
})
