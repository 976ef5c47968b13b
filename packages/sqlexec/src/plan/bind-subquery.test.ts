import { expect, test } from 'vitest'
import type { SubqueryExpression } from './expression.ts'
import { bindRoot, explainSql } from './testing/fixture.ts'

function subqueryOf(sql: string): SubqueryExpression {
  const root = bindRoot(sql)
  const filter = root.kind === 'project' ? root.input : root
  const predicate = filter.kind === 'filter' ? filter.predicates[0] : null
  if (predicate?.kind !== 'subquery') throw new Error('no subquery')
  return predicate
}

test('a subquery tells which columns around it speaks of', () => {
  const { correlated, mode } = subqueryOf(
    'SELECT 1 FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer_id = c.id AND placed > born)',
  )
  expect(mode).toBe('exists')
  expect(correlated).toHaveLength(2)
})

test('an inner name hides an outer one', () => {
  expect(
    subqueryOf('SELECT 1 FROM customers WHERE EXISTS (SELECT id FROM orders WHERE id = 5)')
      .correlated,
  ).toEqual([])
})

test('a column two queries out is passed through the one between', () => {
  const { correlated } = subqueryOf(`SELECT 1 FROM customers c WHERE EXISTS (
    SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM items WHERE order_id = o.id AND weight > c.id))`)
  expect(correlated).toHaveLength(1)
})

test('IN compares in the type of =', () => {
  const { operands, plan } = subqueryOf(
    'SELECT 1 FROM customers WHERE id IN (SELECT total FROM orders)',
  )
  expect(operands[0].value.type).toMatchObject({ kind: 'decimal', scale: 2 })
  expect(plan.columns[0].type).toMatchObject({ kind: 'decimal', scale: 2 })
})

test('the plan shows subqueries below their operator', () => {
  expect(
    explainSql('SELECT (SELECT MAX(id) FROM orders) AS m, 5 > ALL (SELECT id FROM customers)'),
  ).toMatchInlineSnapshot(`
    "Project (subquery) AS m, CASE WHEN EXISTS (subquery) THEN 0 WHEN EXISTS (subquery) THEN NULL ELSE 1 END AS 5 > ALL (SELECT id FROM customers)
      Subquery
        Project MAX(orders.id)
          Aggregate MAX(orders.id)
            Scan orders (id, customer_id, placed, total, note, at)
      Subquery
        Filter NOT (#12 > customers.id)
          Project customers.id
            Scan customers (id, name, city, born, vip)
      Subquery
        Filter (#12 > customers.id) IS NULL
          Project customers.id
            Scan customers (id, name, city, born, vip)
      Values 1 row"
  `)
})
