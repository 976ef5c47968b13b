import { describe, expect, test } from 'vitest'
import { types } from '../types/sql-type.ts'
import { bindSql, catalogOf, explainSql, tableOf, varchar } from './testing/fixture.ts'

function bindInsert(sql: string, catalog?: ReturnType<typeof catalogOf>) {
  const plan = bindSql(sql, { catalog })
  if (plan.kind !== 'insert') throw new Error('no insert')
  return plan
}

describe('VALUES', () => {
  test('casts once per column where the rows agree in type', () => {
    expect(
      explainSql(
        "INSERT INTO customers (id, name, born) VALUES (1, 'a', '2024-01-01'), (2, 'b', NULL)",
      ),
    ).toMatchInlineSnapshot(`
      "Insert customers (id, name, born)
        Project CAST(id AS INT) AS id, CAST(name AS VARCHAR(50)) AS name, CAST(born AS DATE) AS born
          Values 2 rows"
    `)
  })

  test('casts value by value where they do not', () => {
    const { source } = bindInsert(
      'INSERT INTO items (order_id, line, weight) VALUES (1, 1, 2), (1, 2, 1.5)',
    )
    expect(source.kind).toBe('project')
    const values = source.kind === 'project' ? source.input : source
    expect(values.columns.map(({ type }) => type.kind)).toEqual(['integer', 'integer', 'double'])
    expect(values.kind === 'values' && values.rows[1][2].kind).toBe('cast')
  })

  test('assignments check what they store, and name the column', () => {
    const { source } = bindInsert("INSERT INTO customers (name) VALUES ('x')")
    const cast = source.kind === 'project' ? source.expressions[0] : null
    expect(cast).toMatchObject({ kind: 'cast', mode: 'assignment', target: 'name' })
  })

  test('an empty row takes all defaults', () => {
    const table = tableOf('t', { id: { type: types.int, autoIncrement: true }, a: types.int }, [
      'id',
    ])
    const { ordinals, source } = bindInsert('INSERT INTO t VALUES (), ()', catalogOf(table))
    expect(ordinals).toEqual([])
    expect(source).toMatchObject({ kind: 'values', rows: [[], []] })
  })

  test('many rows bind in linear time', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `(${i}, 'name ${i}')`)
    const { source } = bindInsert(`INSERT INTO customers (id, name) VALUES ${rows.join(', ')}`)
    expect(source.kind === 'project' && source.input).toMatchObject({ kind: 'values' })
    expect(source.kind === 'project' && source.expressions.length).toBe(2)
  })
})

describe('defaults', () => {
  const table = tableOf(
    't',
    {
      id: { type: types.int, autoIncrement: true },
      a: { type: types.int, default: { kind: 'constant', value: 7 } },
      b: { type: varchar(10), default: { kind: 'expression', sql: "IFNULL('x', 'y')" } },
      c: { type: types.int, nullable: false },
      d: types.double,
    },
    ['id'],
  )
  const catalog = catalogOf(table)

  test('constants, expressions, NULL, and none', () => {
    const { defaults } = bindInsert('INSERT INTO t (c) VALUES (1)', catalog)
    expect(defaults[0]).toMatchObject({ kind: 'constant', value: null })
    expect(defaults[1]).toMatchObject({ kind: 'constant', value: 7 })
    expect(defaults[2]).toMatchObject({ kind: 'cast', mode: 'assignment', target: 'b' })
    expect(defaults[3]).toBeNull()
    expect(defaults[4]).toMatchObject({ kind: 'constant', value: null })
  })

  test('DEFAULT stands for the default of its column, DEFAULT(x) for that of x', () => {
    const { source } = bindInsert('INSERT INTO t (a, c) VALUES (DEFAULT, DEFAULT(a))', catalog)
    const values = source.kind === 'project' ? source.input : source
    expect(values.kind === 'values' && values.rows[0]).toMatchObject([{ value: 7 }, { value: 7 }])
  })
})

test('SET names its columns', () => {
  expect(bindInsert('INSERT INTO items SET line = 2, order_id = 5').ordinals).toEqual([1, 0])
})

test('SELECT is cast to the columns', () => {
  expect(
    explainSql('INSERT INTO items (order_id, line) SELECT id, total FROM orders'),
  ).toMatchInlineSnapshot(`
    "Insert items (order_id, line)
      Project orders.id, CAST(orders.total AS INT) AS line
        Project orders.id, orders.total
          Scan orders (id, customer_id, placed, total, note, at)"
  `)
})

describe('a key that is taken', () => {
  test.each([
    ['INSERT INTO items (order_id, line) VALUES (1, 2)', 'error'],
    ['INSERT IGNORE INTO items (order_id, line) VALUES (1, 2)', 'ignore'],
    ['REPLACE INTO items (order_id, line) VALUES (1, 2)', 'replace'],
  ])('%s', (sql, kind) => {
    expect(bindInsert(sql).onConflict).toEqual({ kind })
  })

  test('ON DUPLICATE KEY UPDATE speaks of the old row and the new one', () => {
    const one = `INSERT INTO items (order_id, line, price) VALUES (1, 2, 3)
      ON DUPLICATE KEY UPDATE price = price + VALUES(price), product = NULL`
    const other = `INSERT INTO items (order_id, line, price) VALUES (1, 2, 3) AS new (o, l, p)
      ON DUPLICATE KEY UPDATE price = items.price + new.p, product = NULL`
    const { onConflict } = bindInsert(one)
    // Five columns twice, after the four literals.
    expect(onConflict).toMatchObject({ kind: 'update', ordinals: [3, 2], existing: 4, inserted: 9 })
    expect(bindInsert(other).onConflict).toEqual(onConflict)
    expect(explainSql(one)).toContain(
      'on duplicate set price = CAST(?8 + ?13 AS DECIMAL(15,2)), product = NULL',
    )
  })
})
