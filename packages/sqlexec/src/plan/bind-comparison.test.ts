import { describe, expect, test } from 'vitest'
import { types } from '../types/sql-type.ts'
import { explainSql } from './testing/fixture.ts'

/** The condition as it is bound. */
function predicate(table: string, condition: string): string {
  const plan = explainSql(`SELECT 1 FROM ${table} WHERE ${condition}`)
  return plan.split('\n')[1].replace('  Filter ', '')
}

describe('a column beside a value stays bare where nothing is lost', () => {
  test.each([
    ['customers', 'id = 5', 'customers.id = ?1'],
    ['customers', '5 < id', 'customers.id > ?1'],
    ['orders', 'total < 24', 'orders.total < CAST(?1 AS DECIMAL(21,2))'],
    ['orders', 'total >= 0.5', 'orders.total >= CAST(?1 AS DECIMAL(15,2))'],
    ['items', 'weight = 5', 'items.weight = CAST(?1 AS DOUBLE)'],
    ['customers', "name = 'x'", 'customers.name = ?1'],
    ['customers', "born = DATE '2024-01-01'", 'customers.born = ?1'],
    ['orders', "at >= '2024-01-01'", 'orders.at >= CAST(?1 AS DATETIME(3))'],
    ['orders', "at < DATE '2024-01-01'", 'orders.at < CAST(?1 AS DATETIME(3))'],
  ])('%s: %s', (table, condition, expected) => {
    expect(predicate(table, condition)).toBe(expected)
  })
})

describe('a date beside a text that may carry a time of day', () => {
  test.each([
    ["born > '2024-01-01'", 'customers.born > CAST(?1 AS DATE)'],
    ["'2024-01-01' >= born", 'customers.born <= CAST(?1 AS DATE)'],
    [
      "born >= '2024-01-01'",
      'customers.born >= CAST(?1 AS DATE) AND CAST(customers.born AS DATETIME) >= CAST(?1 AS DATETIME)',
    ],
    [
      "born < '2024-01-01'",
      'customers.born <= CAST(?1 AS DATE) AND CAST(customers.born AS DATETIME) < CAST(?1 AS DATETIME)',
    ],
    [
      "born IN ('2024-01-01', '2024-01-02')",
      'customers.born IN (CAST(?1 AS DATE), CAST(?2 AS DATE)) AND CAST(customers.born AS DATETIME) IN (CAST(?1 AS DATETIME), CAST(?2 AS DATETIME))',
    ],
    ["born <> '2024-01-01'", 'CAST(customers.born AS DATETIME) <> CAST(?1 AS DATETIME)'],
  ])('%s', (condition, expected) => {
    expect(predicate('customers', condition)).toBe(expected)
  })
})

describe('comparisons that MySQL makes in another type', () => {
  test.each([
    ['customers', "id = '5'", 'CAST(customers.id AS DOUBLE) = CAST(?1 AS DOUBLE)'],
    ['customers', 'city = 5', 'CAST(customers.city AS DOUBLE) = CAST(?1 AS DOUBLE)'],
    ['orders', 'total = 1.234', 'CAST(orders.total AS DECIMAL(16,3)) = ?1'],
    ['orders', 'id = total', 'CAST(orders.id AS DECIMAL(21,2)) = orders.total'],
    ['customers', 'id = NULL', 'customers.id = NULL'],
  ])('%s: %s', (table, condition, expected) => {
    expect(predicate(table, condition)).toBe(expected)
  })

  test('COLLATE rules over the collation of a column', () => {
    expect(predicate('customers', "name COLLATE utf8mb4_bin = 'x'")).toContain(
      'CAST(customers.name AS VARCHAR) = CAST(?1 AS VARCHAR)',
    )
  })
})

describe('IN', () => {
  test.each([
    ['id IN (1, 2, NULL)', 'customers.id IN (?1, ?2, NULL)'],
    ['id NOT IN (1, 2)', 'customers.id NOT IN (?1, ?2)'],
    [
      "id IN (1, 'x')",
      'customers.id IN (?1) OR CAST(customers.id AS DOUBLE) IN (CAST(?2 AS DOUBLE))',
    ],
    [
      "(id, name) IN ((1, 'a'), (2, 'b'))",
      'customers.id = ?1 AND customers.name = ?2 OR customers.id = ?3 AND customers.name = ?4',
    ],
  ])('%s', (condition, expected) => {
    expect(predicate('customers', condition)).toBe(expected)
  })
})

test('rows compare lexicographically', () => {
  expect(predicate('customers', "(id, name) >= (1, 'a')")).toBe(
    'customers.id > ?1 OR customers.id = ?1 AND customers.name >= ?2',
  )
})

test('parameters compare like literals of their types', () => {
  const options = { parameters: [types.bigint, types.text] }
  expect(explainSql('SELECT 1 FROM customers WHERE id = ? AND born > ?', options)).toContain(
    'customers.id = ?1 AND customers.born > CAST(?2 AS DATE)',
  )
})
