import { describe, expect, test } from 'vitest'
import { parseQueryText } from '../sql/index.ts'
import { types } from '../types/sql-type.ts'
import { explainSql, resultColumns, shop } from './testing/fixture.ts'

describe('the select list', () => {
  test('names columns by alias, by column, else by the text as written', () => {
    const columns = resultColumns(
      'SELECT ID, c.name AS n, id+1,  COUNT(*) FROM customers c GROUP BY id',
    )
    expect(columns.map((column) => column.split(' ')[0])).toEqual(['ID', 'n', 'id+1', 'COUNT(*)'])
  })

  test('a wildcard spreads all tables, a qualified one its own', () => {
    const sql = 'SELECT i.*, o.id FROM orders o, items i'
    expect(resultColumns(sql)).toMatchInlineSnapshot(`
      [
        "order_id BIGINT",
        "line INT",
        "product VARCHAR(20) NULL",
        "price DECIMAL(15,2) NULL",
        "weight DOUBLE NULL",
        "id BIGINT",
      ]
    `)
    expect(resultColumns('SELECT * FROM items')).toHaveLength(5)
  })

  test('types and nullability', () => {
    expect(
      resultColumns(`SELECT 1, 1.50, 1e0, 'a', NULL, TRUE, DATE '2024-01-01', id, city, total * 2,
        id = 5, city IS NULL, CASE WHEN id > 1 THEN 1 ELSE 2.5 END, CAST(id AS CHAR), -total, 18446744073709551615
        FROM customers JOIN orders USING (id)`),
    ).toMatchInlineSnapshot(`
      [
        "1 BIGINT",
        "1.50 DECIMAL(3,2)",
        "1e0 DOUBLE",
        "'a' VARCHAR",
        "NULL NULL NULL",
        "TRUE INT",
        "DATE '2024-01-01' DATE",
        "id INT",
        "city VARCHAR(50) NULL",
        "total * 2 DECIMAL(34,2) NULL",
        "id = 5 INT",
        "city IS NULL INT",
        "CASE WHEN id > 1 THEN 1 ELSE 2.5 END DECIMAL(21,1)",
        "CAST(id AS CHAR) VARCHAR",
        "-total DECIMAL(15,2) NULL",
        "18446744073709551615 BIGINT UNSIGNED",
      ]
    `)
  })

  test('a parameter has the type that it was given, and may be NULL', () => {
    expect(resultColumns('SELECT ?', { parameters: [types.double] })).toEqual(['? DOUBLE NULL'])
    expect(resultColumns('SELECT ?', { parameters: [types.null] })).toEqual(['? NULL NULL'])
  })

  test('without FROM there is one row', () => {
    expect(explainSql('SELECT 1 + 1 AS two')).toMatchInlineSnapshot(`
      "Project 1 + 1 AS two
        Values 1 row"
    `)
  })
})

describe('WHERE', () => {
  test('is a conjunction of predicates over parameters', () => {
    expect(
      explainSql("SELECT name FROM customers WHERE id = 5 AND name LIKE 'a%'"),
    ).toMatchInlineSnapshot(`
      "Project customers.name
        Filter customers.id = ?1 AND customers.name LIKE ?2
          Scan customers (id, name, city, born, vip)"
    `)
  })

  test('takes text as the number that it reads as', () => {
    expect(explainSql('SELECT id FROM customers WHERE city')).toMatchInlineSnapshot(`
      "Project customers.id
        Filter CAST(customers.city AS DOUBLE)
          Scan customers (id, name, city, born, vip)"
    `)
  })

  test('lowers the forms of IS, BETWEEN, XOR and CASE', () => {
    expect(
      explainSql(`SELECT id FROM customers
        WHERE (id > 1) IS NOT TRUE AND id NOT BETWEEN 1 AND 5 AND vip XOR id AND CASE city WHEN 'a' THEN 1 END`),
    ).toMatchInlineSnapshot(`
      "Project customers.id
        Filter (CASE WHEN customers.id > ?1 THEN 0 ELSE 1 END AND NOT (customers.id >= ?2 AND customers.id <= ?3) AND customers.vip) <> 0 <> ((customers.id AND CASE WHEN customers.city = ?4 THEN ?5 END) <> 0)
          Scan customers (id, name, city, born, vip)"
    `)
  })
})

describe('ORDER BY', () => {
  test('knows positions, aliases, columns that are not selected, and expressions', () => {
    expect(
      explainSql(
        'SELECT id AS k, name FROM customers ORDER BY 2 DESC, k, born, IFNULL(city, name)',
      ),
    ).toMatchInlineSnapshot(`
      "Project customers.id, customers.name
        Sort customers.name DESC, customers.id, sort key, sort key
          Project customers.id, customers.name, customers.born AS sort key, IFNULL(customers.city, customers.name) AS sort key
            Scan customers (id, name, city, born, vip)"
    `)
  })

  test('a lone name is an alias before it is a column', () => {
    expect(
      explainSql('SELECT id AS name, name AS id FROM customers ORDER BY id'),
    ).toMatchInlineSnapshot(`
      "Sort customers.name
        Project customers.id, customers.name
          Scan customers (id, name, city, born, vip)"
    `)
  })

  test('within an expression a name is a column before it is an alias', () => {
    expect(explainSql('SELECT id AS born FROM customers ORDER BY IFNULL(born, city)')).toContain(
      'IFNULL(',
    )
  })

  test('constants order nothing, NULLs stand where they are asked to', () => {
    expect(explainSql("SELECT id FROM customers ORDER BY NULL, 'x'")).not.toContain('Sort')
    expect(explainSql('SELECT city FROM customers ORDER BY city DESC NULLS FIRST')).toContain(
      'Sort customers.city DESC NULLS FIRST',
    )
  })

  test('after DISTINCT works on the result', () => {
    expect(
      explainSql('SELECT DISTINCT city FROM customers ORDER BY city LIMIT 3, 4'),
    ).toMatchInlineSnapshot(`
      "Limit 4 offset 3
        Sort customers.city
          Distinct
            Project customers.city
              Scan customers (id, name, city, born, vip)"
    `)
  })
})

describe('derived and common tables', () => {
  test('bring their columns under their names', () => {
    expect(
      explainSql('SELECT d.k + 1 FROM (SELECT id, total FROM orders) AS d (k, t) WHERE t > 5'),
    ).toMatchInlineSnapshot(`
      "Project orders.id + 1 AS d.k + 1
        Filter orders.total > CAST(?1 AS DECIMAL(21,2))
          Project orders.id, orders.total
            Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })

  test('a common table may be used twice, and see those before it', () => {
    expect(
      explainSql(`WITH a AS (SELECT id FROM orders), b AS (SELECT id + 1 AS id FROM a)
        SELECT a.id FROM a JOIN b ON a.id = b.id`),
    ).toMatchInlineSnapshot(`
      "Project orders.id
        Inner join on orders.id = id
          Project orders.id
            Scan orders (id, customer_id, placed, total, note, at)
          Project orders.id + 1 AS id
            Project orders.id
              Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })

  test('VALUES and TABLE are queries', () => {
    expect(resultColumns("VALUES ROW(1, 'a'), ROW(2.5, NULL)")).toMatchInlineSnapshot(`
      [
        "column_0 DECIMAL(21,1)",
        "column_1 VARCHAR NULL",
      ]
    `)
    expect(explainSql('TABLE orders LIMIT 2')).toMatchInlineSnapshot(`
      "Limit 2
        Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })
})

describe('set operations', () => {
  test('UNION has the common types and the first names', () => {
    expect(
      resultColumns('SELECT id, city FROM customers UNION SELECT total, NULL FROM orders'),
    ).toMatchInlineSnapshot(`
      [
        "id DECIMAL(15,2) NULL",
        "city VARCHAR(50) NULL",
      ]
    `)
    expect(
      explainSql('SELECT id FROM customers UNION ALL SELECT id FROM orders ORDER BY id LIMIT 5'),
    ).toMatchInlineSnapshot(`
      "Limit 5
        Sort id
          Project id
            Union all
              Project CAST(customers.id AS BIGINT) AS id
                Project customers.id
                  Scan customers (id, name, city, born, vip)
              Project orders.id
                Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })

  test('INTERSECT and EXCEPT compare whole rows, NULLs included', () => {
    expect(
      explainSql('SELECT city FROM customers EXCEPT SELECT note FROM orders'),
    ).toMatchInlineSnapshot(`
      "Project city
        Filter MAX(side) = 1 AND MAX(side) = 0
          Aggregate MAX(side), MAX(side) by city
            Union all
              Project customers.city, 1 AS side, 0 AS side
                Project customers.city
                  Scan customers (id, name, city, born, vip)
              Project orders.note, 0 AS side, 1 AS side
                Project orders.note
                  Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })
})

describe('views', () => {
  const catalog = {
    ...shop,
    findView: (_: string | null, name: string) => {
      if (name !== 'big_orders') return undefined
      const query = 'SELECT id, total FROM orders WHERE total > 5'
      const definition = { name, columns: ['k', 'sum'], query, database: null }
      return { database: 'shop', definition, query: parseQueryText(query), catalog: shop }
    },
  }

  test('are queries under a name, whose literals are no parameters', () => {
    expect(
      explainSql('SELECT b.k FROM shop.big_orders b WHERE sum < 9', { catalog }),
    ).toMatchInlineSnapshot(`
      "Project orders.id
        Filter orders.total < CAST(?1 AS DECIMAL(21,2))
          Project orders.id, orders.total
            Filter orders.total > CAST(5 AS DECIMAL(21,2))
              Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })
})
