import { expect, test } from 'vitest'
import { editDistance, suggestName } from './suggestion.ts'

test.each([
  ['kitten', 'sitting', 9, 3],
  ['', 'abc', 9, 3],
  ['abc', 'abc', 9, 0],
  ['conut', 'count', 9, 1],
  ['abcdef', 'uvwxyz', 3, 3],
])('the distance of %s and %s', (a, b, limit, distance) => {
  expect(editDistance(a, b, limit)).toBe(distance)
})

test.each([
  ['custmer', ['orders', 'customer', 'customers'], 'customer'],
  ['cust', ['orders', 'customer_address'], 'customer_address'],
  ['ID', ['id', 'ix'], 'id'],
  ['zzz', ['id', 'name'], undefined],
])('%s', (name, candidates, expected) => {
  expect(suggestName(name, candidates)).toBe(expected)
})
