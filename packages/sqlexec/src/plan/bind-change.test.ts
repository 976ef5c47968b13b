import { expect, test } from 'vitest'
import { bindSql, explainSql } from './testing/fixture.ts'

test('UPDATE yields the row id and the new values', () => {
  expect(
    explainSql(
      'UPDATE customers SET city = IFNULL(name, city), vip = DEFAULT WHERE id = 5 ORDER BY born DESC LIMIT 2',
    ),
  ).toMatchInlineSnapshot(`
    "Update customers (city, vip)
      Project customers.row id, IFNULL(customers.name, customers.city) AS city, 0 AS vip
        Limit 2
          Sort customers.born DESC
            Filter customers.id = ?1
              Scan customers (id, name, city, born, vip, row id)"
  `)
})

test('a later assignment sees what an earlier one stored', () => {
  expect(explainSql('UPDATE items SET weight = weight + 1, price = weight')).toMatchInlineSnapshot(`
    "Update items (weight, price)
      Project items.row id, items.weight + CAST(?1 AS DOUBLE) AS weight, CAST(items.weight + CAST(?1 AS DOUBLE) AS DECIMAL(15,2)) AS price
        Scan items (order_id, line, product, price, weight, row id)"
  `)
})

test('the same column twice keeps the last value', () => {
  const plan = bindSql('UPDATE items SET weight = 1, weight = weight * 2')
  expect(plan.kind === 'update' && plan.tables[0].ordinals).toEqual([4])
})

test('DELETE yields row ids', () => {
  expect(
    explainSql(
      'DELETE FROM items WHERE order_id IN (SELECT id FROM orders WHERE total > 5) LIMIT 10',
    ),
  ).toMatchInlineSnapshot(`
    "Delete items
      Project items.row id
        Limit 10
          Filter items.order_id IN (subquery)
            Subquery
              Project orders.id
                Filter orders.total > CAST(?1 AS DECIMAL(21,2))
                  Scan orders (id, customer_id, placed, total, note, at)
            Scan items (order_id, line, product, price, weight, row id)"
  `)
})
