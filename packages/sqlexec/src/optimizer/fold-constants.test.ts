import { expect, test } from 'vitest'
import { foldExpression } from '../exec/fold.ts'
import { explainOperator } from '../plan/explain.ts'
import { bindRoot } from '../plan/testing/fixture.ts'
import { foldConstants } from './fold-constants.ts'

function folded(condition: string): string {
  const root = bindRoot(`SELECT id FROM customers WHERE ${condition}`)
  const text = explainOperator(foldConstants(root, { rowCount: () => 1, fold: foldExpression }))
  return text.split('\n').slice(1).join('\n').trim()
}

const scan = 'Scan customers (id, name, city, born, vip)'

// Literals of WHERE are parameters, so that constants here are TRUE, FALSE and NULL.
test.each([
  ['TRUE', scan],
  ['id > 1 AND TRUE', `Filter customers.id > ?1\n    ${scan}`],
  ['id > 1 OR FALSE', `Filter customers.id > ?1\n    ${scan}`],
  ['id > 1 AND FALSE', 'Values 0 rows'],
  ['NULL', 'Values 0 rows'],
  ['id > 1 AND NULL', 'Values 0 rows'],
  ['id > 1 OR TRUE', scan],
  ['NOT TRUE', 'Values 0 rows'],
  ['id IS NULL', 'Values 0 rows'],
  ['id IS NOT NULL', scan],
  ['city IS NULL', `Filter customers.city IS NULL\n    ${scan}`],
  ['NOT (id < 5)', `Filter customers.id >= ?1\n    ${scan}`],
  ['NOT NOT id = 5', `Filter customers.id = ?1\n    ${scan}`],
  ['NOT (id < 5 OR vip)', `Filter customers.id >= ?1 AND NOT customers.vip\n    ${scan}`],
  ['NOT (id < 5 AND vip)', `Filter customers.id >= ?1 OR NOT customers.vip\n    ${scan}`],
  ['id IN (5)', `Filter customers.id = ?1\n    ${scan}`],
  ['CASE WHEN TRUE THEN vip ELSE id END', `Filter customers.vip\n    ${scan}`],
  ['CASE WHEN FALSE THEN vip ELSE id END', `Filter customers.id\n    ${scan}`],
])('%s', (condition, expected) => {
  expect(folded(condition)).toBe(expected)
})

test('NOT is not moved into a comparison of floating numbers, where NaN may be', () => {
  const root = bindRoot('SELECT 1 FROM items WHERE NOT (weight < 5)')
  expect(
    explainOperator(foldConstants(root, { rowCount: () => 1, fold: () => undefined })),
  ).toContain('NOT (items.weight < CAST(?1 AS DOUBLE))')
})

test('calls of constants are evaluated, and left alone where they fail', () => {
  const fold = (sql: string) =>
    explainOperator(foldConstants(bindRoot(sql), { rowCount: () => 1, fold: foldExpression }))
  expect(fold('SELECT id * (2 + 3) FROM customers')).toContain('customers.id * 5')
  expect(fold('SELECT 9223372036854775807 + 1')).toContain('9223372036854775807 + 1')
})
