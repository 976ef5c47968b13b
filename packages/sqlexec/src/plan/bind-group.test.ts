import { describe, expect, test } from 'vitest'
import { bindError, explainSql, resultColumns } from './testing/fixture.ts'

describe('GROUP BY', () => {
  test('groups by columns, expressions, aliases and positions', () => {
    expect(
      explainSql(`SELECT city, IFNULL(name, city) AS l, IFNULL(born, city), COUNT(*) FROM customers
        GROUP BY city, l, 3`),
    ).toMatchInlineSnapshot(`
      "Project customers.city, group key, group key, COUNT(*)
        Aggregate COUNT(*) by customers.city, IFNULL(customers.name, customers.city), IFNULL(CAST(customers.born AS VARCHAR), customers.city)
          Scan customers (id, name, city, born, vip)"
    `)
  })

  test('equal aggregates are computed once', () => {
    expect(
      explainSql(`SELECT city, SUM(id) / COUNT(*), SUM(id) FROM customers
        GROUP BY city HAVING SUM(id) > 10 ORDER BY SUM(id) DESC`),
    ).toMatchInlineSnapshot(`
      "Sort SUM(customers.id) DESC
        Project customers.city, SUM(customers.id) / COUNT(*) AS SUM(id) / COUNT(*), SUM(customers.id)
          Filter SUM(customers.id) > ?1
            Aggregate SUM(customers.id), COUNT(*) by customers.city
              Scan customers (id, name, city, born, vip)"
    `)
  })

  test('HAVING knows aliases, and prefers a grouped column', () => {
    expect(
      explainSql('SELECT city, COUNT(*) AS n FROM customers GROUP BY city HAVING n > 1'),
    ).toContain('Filter COUNT(*) > ?1')
    expect(
      explainSql('SELECT COUNT(*) AS city FROM customers GROUP BY city HAVING city > 1'),
    ).toContain('CAST(customers.city AS DOUBLE)')
  })

  test('aggregates without GROUP BY make one row, which nothing orders', () => {
    expect(
      explainSql('SELECT MAX(id), COUNT(DISTINCT city, name) FROM customers ORDER BY name'),
    ).toMatchInlineSnapshot(`
      "Project MAX(customers.id), COUNT(DISTINCT customers.city, customers.name)
        Aggregate MAX(customers.id), COUNT(DISTINCT customers.city, customers.name)
          Scan customers (id, name, city, born, vip)"
    `)
  })

  test('only COUNT is never NULL', () => {
    expect(
      resultColumns('SELECT COUNT(*), SUM(id), MIN(id), AVG(total) FROM orders'),
    ).toMatchInlineSnapshot(`
      [
        "COUNT(*) BIGINT",
        "SUM(id) DECIMAL(41,0) NULL",
        "MIN(id) BIGINT NULL",
        "AVG(total) DECIMAL(19,6) NULL",
      ]
    `)
  })

  test('FILTER counts the other rows as NULL', () => {
    expect(explainSql('SELECT COUNT(*) FILTER (WHERE id > 5) FROM orders')).toMatchInlineSnapshot(`
      "Project COUNT(CASE WHEN orders.id > 5 THEN 1 END)
        Aggregate COUNT(CASE WHEN orders.id > 5 THEN 1 END)
          Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })
})

describe('functional dependence', () => {
  const accepted = [
    ['a grouped primary key', 'SELECT id, name FROM customers GROUP BY id'],
    ['a grouped unique key without NULLs', 'SELECT name, born FROM customers GROUP BY name'],
    ['an equality in WHERE', "SELECT city, id FROM customers WHERE city = 'x' GROUP BY id + 0, id"],
    [
      'a key reached through a join',
      'SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY o.id',
    ],
    ['a constant without GROUP BY', "SELECT city, COUNT(*) FROM customers WHERE city = 'x'"],
    [
      'the grouped expression',
      'SELECT IFNULL(born, city) + 1 FROM customers GROUP BY IFNULL(born, city)',
    ],
  ]
  test.each(accepted)('%s determines', (_, sql) => {
    expect(() => explainSql(sql)).not.toThrow()
  })

  const refused = [
    'SELECT id FROM customers GROUP BY city',
    'SELECT city FROM customers GROUP BY city ORDER BY id',
    'SELECT c.name FROM customers c LEFT JOIN orders o ON c.id = o.id GROUP BY o.id',
    "SELECT born FROM customers WHERE born = '2020-01-01 10:00' OR born = 5 GROUP BY city",
  ]
  test.each(refused)('%s is refused', (sql) => {
    expect(bindError(sql).code).toBe('not_grouped')
  })

  test.each([
    'SELECT name, COUNT(*) FROM customers',
    'SELECT COUNT(*) FROM customers HAVING name = 5',
  ])('%s mixes a column with the one group', (sql) => {
    expect(bindError(sql)).toMatchObject({ code: 'mixed_group', errno: 1140 })
  })

  test('the message names the column and its place', () => {
    const error = bindError('SELECT city, id FROM customers GROUP BY city')
    expect(error.message).toContain(
      "Expression #2 of SELECT list is not in GROUP BY clause and contains nonaggregated column 'shop.customers.id'",
    )
    expect(error.position).toEqual({ line: 1, column: 14 })
  })
})

test('without ONLY_FULL_GROUP_BY an ungrouped column has a value of its group', () => {
  const sql = 'SELECT name FROM customers GROUP BY city'
  expect(explainSql(sql, { onlyFullGroupBy: false })).toContain(
    'Aggregate ANY_VALUE(customers.name) by',
  )
})
