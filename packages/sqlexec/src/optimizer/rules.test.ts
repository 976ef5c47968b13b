import { describe, expect, test } from 'vitest'
import { factorDisjunctions } from './factor-disjunctions.ts'
import { mergeProjects } from './merge-projects.ts'
import { pruneColumns } from './prune-columns.ts'
import { explainAfter, explainOptimized } from './testing/explain-optimized.ts'

describe('factorDisjunctions', () => {
  test('takes out what all branches demand', () => {
    expect(
      explainAfter(
        [factorDisjunctions],
        `SELECT 1 FROM customers c, orders o
          WHERE (c.id = o.customer_id AND c.vip) OR (c.id = o.customer_id AND o.total > 5)`,
      ),
    ).toContain('Filter c.id = o.customer_id AND (c.vip OR o.total > CAST(?1 AS DECIMAL(21,2)))')
  })

  test('a branch that demands nothing more makes the rest true', () => {
    const sql = 'SELECT 1 FROM customers WHERE (vip AND id > 5) OR vip'
    expect(explainAfter([factorDisjunctions], sql)).toContain('Filter customers.vip\n')
  })
})

describe('mergeProjects', () => {
  test('inlines what is used once', () => {
    const sql = 'SELECT k + 1 FROM (SELECT id * 2 AS k FROM orders) d'
    expect(explainAfter([mergeProjects], sql)).toMatchInlineSnapshot(`
      "Project orders.id * 2 + 1 AS k + 1
        Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })

  test('leaves what would be computed twice', () => {
    const sql = 'SELECT k + 1, k + 2 FROM (SELECT id * 2 AS k FROM orders) d'
    expect(explainAfter([mergeProjects], sql)).toMatchInlineSnapshot(`
      "Project k + 1, k + 2
        Project orders.id * 2 AS k
          Scan orders (id, customer_id, placed, total, note, at)"
    `)
  })
})

describe('pruneColumns', () => {
  test('reads what is asked for, and what filters ask', () => {
    const sql =
      'SELECT a.name FROM customers a, (SELECT id, total, note FROM orders) o WHERE a.id = o.id'
    expect(explainAfter([pruneColumns], sql)).toMatchInlineSnapshot(`
      "Project a.name
        Filter a.id = orders.id
          Cross join
            Scan customers AS a (id, name)
            Project orders.id
              Scan orders (id)"
    `)
  })

  test('counts rows without any column', () => {
    expect(explainOptimized('SELECT COUNT(*) FROM orders')).toContain('Scan orders ()')
  })

  test('drops aggregates that nobody asks for, and keeps DISTINCT rows apart', () => {
    expect(
      explainOptimized(
        `SELECT city FROM (SELECT city, COUNT(*), SUM(id) FROM customers GROUP BY city) d`,
      ),
    ).toContain('Aggregate by customers.city')
    expect(
      explainOptimized('SELECT city FROM (SELECT DISTINCT city, name FROM customers) d'),
    ).toContain('Project customers.city, customers.name')
  })

  test('keeps the inputs of a union alike', () => {
    const sql = `SELECT k FROM (SELECT id AS k, note FROM orders WHERE total > 5
      UNION ALL SELECT line, product FROM items) d`
    expect(explainOptimized(sql)).toMatchInlineSnapshot(`
      "Project k
        Union all
          Project orders.id
            Scan orders (id, total) where orders.total > CAST(?1 AS DECIMAL(21,2))
          Project CAST(items.line AS BIGINT) AS k
            Scan items (line)"
    `)
  })
})
