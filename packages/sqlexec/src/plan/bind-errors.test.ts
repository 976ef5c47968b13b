import { describe, expect, test } from 'vitest'
import { bindError } from './testing/fixture.ts'

/** [statement with ⌖ before the place, code, errno, part of the message] */
const cases: readonly [string, string, number, string][] = [
  [
    'SELECT ⌖nam FROM customers',
    'unknown_column',
    1054,
    "Unknown column 'nam' in 'field list'; did you mean 'name'?",
  ],
  [
    'SELECT 1 FROM customers c WHERE ⌖c.x = 1',
    'unknown_column',
    1054,
    "Unknown column 'c.x' in 'where clause'",
  ],
  ['SELECT 1 FROM customers JOIN orders ON ⌖foo', 'unknown_column', 1054, "'on clause'"],
  ['SELECT 1 FROM customers ORDER BY ⌖foo', 'unknown_column', 1054, "'order clause'"],
  [
    'SELECT id FROM customers ORDER BY ⌖2',
    'unknown_column',
    1054,
    "Unknown column '2' in 'order clause'",
  ],
  ['SELECT 1 FROM customers GROUP BY ⌖foo', 'unknown_column', 1054, "'group statement'"],
  ['SELECT 1 FROM customers HAVING ⌖foo', 'unknown_column', 1054, "'having clause'"],
  ['SELECT id AS x FROM customers WHERE ⌖x = 1', 'unknown_column', 1054, "Unknown column 'x'"],
  [
    'SELECT ⌖id FROM customers, orders',
    'ambiguous_column',
    1052,
    "Column 'id' in field list is ambiguous",
  ],
  [
    'SELECT id AS a, name AS a FROM customers ORDER BY ⌖a',
    'ambiguous_column',
    1052,
    'order clause',
  ],
  [
    'SELECT 1 FROM ⌖customer',
    'unknown_table',
    1146,
    "Table 'shop.customer' doesn't exist; did you mean 'customers'?",
  ],
  ['SELECT 1 FROM ⌖Orders', 'unknown_table', 1146, "did you mean 'orders'?"],
  [
    'SELECT 1 FROM ⌖shp.orders',
    'unknown_database',
    1049,
    "Unknown database 'shp'; did you mean 'shop'?",
  ],
  ['SELECT ⌖t.* FROM orders', 'bad_table', 1051, "Unknown table 't'"],
  ['SELECT ⌖*', 'no_tables_used', 1096, 'No tables used'],
  ['SELECT 1 FROM orders, ⌖orders', 'duplicate_alias', 1066, "Not unique table/alias: 'orders'"],
  [
    'SELECT 1 FROM (⌖SELECT id, id FROM orders) d',
    'duplicate_column',
    1060,
    "Duplicate column name 'id'",
  ],
  [
    'SELECT ⌖Conut(*) FROM orders',
    'unknown_function',
    1305,
    "FUNCTION shop.Conut does not exist; did you mean 'COUNT'?",
  ],
  ['SELECT ⌖shop.NoFunc(1)', 'unknown_function', 1305, 'FUNCTION shop.NoFunc does not exist'],
  ['SELECT ⌖IFNULL()', 'wrong_arguments', 1582, 'IFNULL takes two arguments'],
  [
    'SELECT 1 FROM orders WHERE ⌖SUM(id) > 1',
    'invalid_group',
    1111,
    'Invalid use of group function',
  ],
  ['SELECT SUM(⌖COUNT(*)) FROM orders', 'invalid_group', 1111, 'Invalid use of group function'],
  [
    'SELECT COUNT(*) AS n FROM orders GROUP BY ⌖n',
    'group_on_aggregate',
    1056,
    "Can't group on 'n'",
  ],
  [
    'SELECT ⌖(id, name) FROM customers',
    'operand_columns',
    1241,
    'Operand should contain 1 column(s)',
  ],
  [
    'SELECT 1 FROM customers WHERE ⌖(id, name) = 1',
    'operand_columns',
    1241,
    'Operand should contain 2 column(s)',
  ],
  [
    'SELECT (⌖SELECT id, name FROM customers)',
    'operand_columns',
    1241,
    'Operand should contain 1 column(s)',
  ],
  ['⌖SELECT 1 UNION SELECT 1, 2', 'select_columns', 1222, 'different number of columns'],
  [
    'SELECT DISTINCT city FROM customers ORDER BY ⌖name',
    'not_selected',
    3065,
    'incompatible with DISTINCT',
  ],
  ["SELECT ⌖DATE '2024-02-30'", 'incorrect_literal', 1525, "Incorrect DATE value: '2024-02-30'"],
  [
    'WITH RECURSIVE t AS (SELECT 1 UNION ALL ⌖SELECT COUNT(*) FROM t) SELECT 1 FROM t',
    'recursive_aggregation',
    3575,
    'aggregation',
  ],
  ['SELECT 1 FROM (SELECT 1 FROM orders ⌖FOR UPDATE) d', 'unsupported', 1235, 'FOR UPDATE'],
  [
    'INSERT INTO items (order_id, ⌖lin) VALUES (1, 2)',
    'unknown_column',
    1054,
    "did you mean 'line'?",
  ],
  [
    'INSERT INTO items (line, order_id, ⌖line) VALUES (1, 2, 3)',
    'column_twice',
    1110,
    "Column 'line' specified twice",
  ],
  [
    'INSERT INTO items (order_id, line) VALUES (1, 2), (⌖3)',
    'column_count',
    1136,
    "Column count doesn't match value count at row 2",
  ],
  [
    'INSERT INTO ⌖customers (city) VALUES (1)',
    'no_default',
    1364,
    "Field 'name' doesn't have a default value",
  ],
  [
    'INSERT INTO customers (name) VALUES (⌖DEFAULT)',
    'no_default',
    1364,
    "Field 'name' doesn't have a default value",
  ],
  ['UPDATE customers SET ⌖nme = 1', 'unknown_column', 1054, "did you mean 'name'?"],
  ['UPDATE customers, (SELECT 1 AS x) AS d SET ⌖d.x = 1', 'not_updatable', 1288, 'target table d'],
  ['DELETE ⌖nothing FROM customers, orders', 'unknown_target', 1109, 'MULTI DELETE'],
  ['DELETE FROM orders WHERE ⌖x = 1', 'unknown_column', 1054, "Unknown column 'x'"],
]

describe('errors say what is wrong and where', () => {
  test.each(cases)('%s', (marked, code, errno, message) => {
    const start = marked.indexOf('⌖')
    const error = bindError(marked.replace('⌖', ''))
    expect(error.message).toContain(message)
    expect(error.code).toBe(code)
    expect(error.errno).toBe(errno)
    expect(error.position).toEqual({ line: 1, column: start + 1 })
  })

  test('positions count lines', () => {
    expect(bindError('SELECT 1\nFROM orders\nWHERE foo = 1').position).toEqual({
      line: 3,
      column: 7,
    })
  })
})
