import { describe, expect, test } from 'vitest'
import { statementsByFamily } from '../testing/statements.ts'
import { parseStatement } from './parse.ts'

/** What the tree of a statement must contain. */
const trees: [string, object][] = [
  [
    'SELECT SQL_NO_CACHE DISTINCT a FROM t',
    { body: { distinct: true, options: ['sql_no_cache'], where: null } },
  ],
  ['SELECT 1 LIMIT 3, 4', { limit: { offset: 3, count: 4 } }],
  [
    'SELECT 1 UNION SELECT 2 UNION SELECT 3',
    { body: { operator: 'union', operands: [{}, {}, {}] } },
  ],
  [
    'SELECT 1 UNION SELECT 2 INTERSECT SELECT 3',
    { body: { operator: 'union', operands: [{ kind: 'select' }, { operator: 'intersect' }] } },
  ],
  [
    'SELECT 1 EXCEPT SELECT 2 UNION ALL SELECT 3',
    { body: { operator: 'union', all: true, operands: [{ operator: 'except' }, {}] } },
  ],
  [
    '(SELECT 1 LIMIT 1) LIMIT 2',
    { body: { kind: 'query', limit: { count: 1 } }, limit: { count: 2 } },
  ],
  ['(SELECT 1) LIMIT 2', { body: { kind: 'select' }, limit: { count: 2 } }],
  [
    'SELECT COUNT(*), COUNT(DISTINCT a) OVER (w), f() FROM t',
    {
      body: {
        items: [
          { expression: { name: 'count', star: true, args: [] } },
          { expression: { distinct: true, over: { base: { name: 'w' } } } },
          { expression: { args: [], star: false, over: null } },
        ],
      },
    },
  ],
  ['INSERT INTO t SET a = 1, b = 2', { columns: [{ name: 'a' }, { name: 'b' }], rows: [[{}, {}]] }],
  ['INSERT INTO t VALUES ()', { columns: null, rows: [[]], query: null }],
  ['INSERT INTO t () VALUES ()', { columns: [], rows: [[]] }],
  [
    'REPLACE INTO t TABLE u',
    { replace: true, rows: null, query: { body: { kind: 'table_body' } } },
  ],
  ['DELETE a FROM a JOIN b', { targets: [{ name: { name: 'a' } }], from: [{ kind: 'join' }] }],
  ['DELETE FROM a USING a, b', { targets: [{ name: { name: 'a' } }], from: [{}, {}] }],
  ['DELETE FROM t x WHERE 1', { targets: [], from: [{ alias: { name: 'x' } }] }],
  [
    'CREATE TABLE t (a INT UNSIGNED NOT NULL DEFAULT 5 PRIMARY KEY)',
    {
      columns: [
        {
          type: { name: 'int', unsigned: true },
          nullable: false,
          default: { value: 5, lift: -1 },
          key: 'primary',
        },
      ],
    },
  ],
  [
    'CREATE TABLE t (a INT, KEY k USING BTREE (a(5) DESC))',
    {
      constraints: [
        {
          type: 'index',
          name: { name: 'k' },
          parts: [{ length: 5, descending: true }],
          options: { using: 'btree' },
        },
      ],
    },
  ],
  [
    'CREATE TABLE t (a INT REFERENCES p (x) ON UPDATE CASCADE, b TIMESTAMP ON UPDATE NOW())',
    {
      columns: [
        { references: { onUpdate: 'cascade' }, onUpdate: null },
        { onUpdate: { name: 'now' } },
      ],
    },
  ],
  [
    "CREATE VECTOR INDEX v ON t (e) USING HNSW WITH (metric = 'cosine', m = 16)",
    {
      index: {
        type: 'vector',
        options: {
          using: 'hnsw',
          parameters: [
            { name: 'metric', value: 'cosine' },
            { name: 'm', value: 16 },
          ],
        },
      },
    },
  ],
  [
    'ALTER TABLE t ADD (a INT, b INT)',
    { actions: [{ kind: 'add_column' }, { kind: 'add_column' }] },
  ],
  [
    'ALTER TABLE t CHANGE a b INT FIRST, MODIFY c INT',
    {
      actions: [
        { oldName: { name: 'a' }, column: { name: { name: 'b' } }, position: { kind: 'first' } },
        { oldName: { name: 'c' }, column: { name: { name: 'c' } }, position: null },
      ],
    },
  ],
  [
    'SET autocommit = ON',
    { assignments: [{ scope: null, name: 'autocommit', value: { value: 'ON' } }] },
  ],
  ['SET @@global.x = DEFAULT', { assignments: [{ scope: 'global', name: 'x', value: null }] }],
  ["SHOW TABLES LIKE 'a%'", { subject: 'tables', filter: { kind: 'like', pattern: 'a%' } }],
  ['DESC t', { kind: 'show_columns', full: false }],
  ['EXPLAIN ANALYZE SELECT 1', { kind: 'explain', analyze: true, statement: { kind: 'query' } }],
  ['START TRANSACTION READ ONLY', { access: 'read_only', consistentSnapshot: false }],
  ['ROLLBACK TO s', { savepoint: { name: 's' } }],
  [
    'CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW BEGIN SELECT 1; END',
    { time: 'after', event: 'insert', body: 'BEGIN SELECT 1; END' },
  ],
]

test.each(trees)('%s', (sql, tree) => {
  expect(parseStatement(sql).statement).toMatchObject(tree)
})

describe('every prefix of every statement parses or answers with a syntax error', () => {
  test.each(Object.entries(statementsByFamily))('%s', (_, statements) => {
    for (const sql of statements) {
      for (let end = 0; end < sql.length; end++) {
        try {
          parseStatement(sql.slice(0, end))
        } catch (error) {
          expect(error, sql.slice(0, end)).toMatchObject({
            name: 'SqlError',
            code: expect.stringMatching(/^(syntax|unsupported)$/),
          })
        }
      }
    }
  })
})
