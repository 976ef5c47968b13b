import { expect, test } from 'vitest'
import { explainOptimized } from './testing/explain-optimized.ts'

function filterOf(where: string): string {
  const plan = explainOptimized(`SELECT 1 FROM orders WHERE ${where}`)
  return /(?: where |Filter )(.*)/u.exec(plan)![1]
}

test.each([
  ['id = 1 OR id = 2 OR 3 = id', 'orders.id IN (?1, ?2, ?3)'],
  ['id = 1 OR note IS NULL OR id IN (2, 3)', 'orders.id IN (?1, ?2, ?3) OR orders.note IS NULL'],
  ['id = 1 OR customer_id = 2', 'orders.id = ?1 OR orders.customer_id = ?2'],
  ['id = 1 OR id = customer_id', 'orders.id = ?1 OR orders.id = orders.customer_id'],
  [
    '(id = 1 AND note IS NULL) OR (id = 2 AND note IS NULL)',
    'orders.note IS NULL AND orders.id IN (?1, ?2)',
  ],
  ['id = 1 OR id = RAND()', 'orders.id = ?1 OR CAST(orders.id AS DOUBLE) = RAND()'],
])('%s', (where, expected) => {
  expect(filterOf(where)).toBe(expected)
})
