import { describe, expect, test } from 'vitest'
import { explainSql, resultColumns } from './testing/fixture.ts'

describe('joins', () => {
  test('a comma is a cross join, ON a condition', () => {
    expect(
      explainSql('SELECT 1 FROM customers c, orders o INNER JOIN items i ON o.id = i.order_id'),
    ).toMatchInlineSnapshot(`
      "Project 1
        Cross join
          Scan customers AS c (id, name, city, born, vip)
          Inner join on o.id = i.order_id
            Scan orders AS o (id, customer_id, placed, total, note, at)
            Scan items AS i (order_id, line, product, price, weight)"
    `)
  })

  test('a RIGHT join is a LEFT join the other way round', () => {
    expect(
      explainSql('SELECT c.name FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id'),
    ).toMatchInlineSnapshot(`
      "Project c.name
        Left join on c.id = o.customer_id
          Scan customers AS c (id, name, city, born, vip)
          Scan orders AS o (id, customer_id, placed, total, note, at)"
    `)
  })

  test('what may be missing may be NULL', () => {
    const left = 'SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON c.id = o.customer_id'
    expect(resultColumns(left)).toEqual(['id INT', 'id BIGINT NULL'])
    const right = 'SELECT c.id, o.id FROM customers c RIGHT JOIN orders o ON c.id = o.customer_id'
    expect(resultColumns(right)).toEqual(['id INT NULL', 'id BIGINT'])
  })

  test('USING shows a shared column once, first, and unqualified', () => {
    expect(
      resultColumns('SELECT * FROM orders JOIN customers USING (id)').map((c) => c.split(' ')[0]),
    ).toEqual(['id', 'customer_id', 'placed', 'total', 'note', 'at', 'name', 'city', 'born', 'vip'])
    const right = 'SELECT id, customers.id FROM customers RIGHT JOIN orders USING (id)'
    expect(resultColumns(right)).toEqual(['id BIGINT', 'id INT NULL'])
  })

  test('NATURAL joins by all shared names', () => {
    expect(explainSql('SELECT id FROM customers NATURAL LEFT JOIN orders')).toMatchInlineSnapshot(`
      "Project customers.id
        Left join on customers.id = orders.id
          Scan customers (id, name, city, born, vip)
          Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })

  test('a FULL join with USING takes the value of whichever side there is', () => {
    expect(
      explainSql('SELECT id FROM customers FULL OUTER JOIN orders USING (id)'),
    ).toMatchInlineSnapshot(`
      "Project COALESCE(customers.id, orders.id) AS id
        Full join on customers.id = orders.id
          Scan customers (id, name, city, born, vip)
          Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })
})
