import { describe, expect, test } from 'vitest'
import type { LogicalExpression } from '../ast/index.ts'
import { printStatement } from '../printer/print.ts'
import { parseExpressionText, parseStatement } from './parse.ts'

describe('flat chains of any length', () => {
  test.each(['AND', 'OR', 'XOR'])('fifty thousand %s', (operator) => {
    const node = parseExpressionText(Array(50_000).fill('a = 1').join(` ${operator} `))
    expect((node as LogicalExpression).operands).toHaveLength(50_000)
  })

  test('fifty thousand IN items', () => {
    const items = Array.from({ length: 50_000 }, (_, i) => i)
    const node = parseExpressionText(`a IN (${items.join(',')})`)
    expect(node).toMatchObject({ kind: 'in_list' })
    expect(node.kind === 'in_list' && node.items).toHaveLength(50_000)
  })

  test('a hundred thousand VALUES rows', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `(${i}, 'x')`)
    const { statement, literals } = parseStatement(`INSERT INTO t VALUES ${rows.join(', ')}`)
    expect(statement.kind === 'insert' && statement.rows).toHaveLength(100_000)
    expect(literals).toHaveLength(200_000)
  })

  test('ten thousand UNIONs', () => {
    const { statement } = parseStatement(Array(10_000).fill('SELECT 1').join(' UNION ALL '))
    expect(statement).toMatchObject({ body: { kind: 'set_operation', all: true } })
  })

  test('ten thousand WHENs', () => {
    const node = parseExpressionText(`CASE ${'WHEN a THEN b '.repeat(10_000)} END`)
    expect(node.kind === 'case' && node.branches).toHaveLength(10_000)
  })
})

describe('what is too deep is refused', () => {
  const deep = (open: string, middle: string, close: string, times: number) =>
    open.repeat(times) + middle + close.repeat(times)

  test.each([
    ['parentheses', `SELECT ${deep('(', '1', ')', 100_000)}`],
    ['open parentheses', `SELECT ${'('.repeat(100_000)}`],
    ['calls', `SELECT ${deep('f(', '1', ')', 100_000)}`],
    ['signs', `SELECT ${'- '.repeat(100_000)}1`],
    ['NOTs', `SELECT ${'NOT '.repeat(100_000)}1`],
    ['CASEs', `SELECT ${deep('CASE WHEN ', '1', ' THEN 1 END', 100_000)}`],
    ['scalar subqueries', `SELECT ${deep('(SELECT ', '1', ')', 100_000)}`],
    ['derived tables', `${deep('SELECT * FROM (', 'SELECT 1', ') x', 100_000)}`],
    ['queries in parentheses', deep('(', 'SELECT 1', ')', 100_000)],
    ['tables in parentheses', `SELECT * FROM ${deep('(', 'a', ')', 100_000)}`],
    ['joins in braces', `SELECT * FROM ${deep('{ OJ ', 'a', '}', 100_000)}`],
    ['WITHs', deep('WITH a AS (', 'SELECT 1', ') SELECT 1', 100_000)],
    ['EXPLAINs', `${'EXPLAIN '.repeat(100_000)}SELECT 1`],
    ['assignments', `SELECT ${'@a := '.repeat(100_000)}1`],
    ['intervals', `SELECT ${'INTERVAL '.repeat(100_000)}1`],
    ['sums', `SELECT ${'1 + '.repeat(100_000)}1`],
    ['comparisons', `SELECT ${'1 = '.repeat(100_000)}1`],
    ['predicates', `SELECT 1${' IN (1)'.repeat(100_000)}`],
    ['IS', `SELECT 1${' IS NULL'.repeat(100_000)}`],
    ['COLLATE', `SELECT a${' COLLATE b'.repeat(100_000)}`],
    ['joins', `SELECT * FROM a${' JOIN b'.repeat(100_000)}`],
    ['joins with conditions', `SELECT * FROM a${' LEFT JOIN b ON 1'.repeat(100_000)}`],
    ['mixed set operations', `SELECT 1${' UNION SELECT 1 UNION ALL SELECT 1'.repeat(50_000)}`],
    [
      'JSON_TABLE columns',
      `SELECT * FROM JSON_TABLE(a, '$' ${deep("COLUMNS (NESTED PATH '$' ", '', ')', 100_000)}`,
    ],
  ])('%s', (_, sql) => {
    expect(() => parseStatement(sql)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(too_deep|syntax)$/) }),
    )
  })

  test.each([
    ['parentheses', `SELECT ${deep('(', '1', ')', 450)}`],
    ['sums', `SELECT ${'1 + '.repeat(900)}1`],
    ['subqueries', `SELECT ${deep('(SELECT ', '1', ')', 50)}`],
    ['derived tables', `${deep('SELECT * FROM (', 'SELECT 1', ') x', 50)}`],
    ['joins', `SELECT * FROM a${' JOIN b'.repeat(900)}`],
  ])('%s within the limits parse and print', (_, sql) => {
    const printed = printStatement(parseStatement(sql).statement)
    expect(printStatement(parseStatement(printed).statement)).toBe(printed)
  })
})
