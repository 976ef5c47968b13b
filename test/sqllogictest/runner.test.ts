import { describe, expect, it } from 'vitest'
import type { Engine } from './engine.ts'
import { formatRows } from './format.ts'
import { runFile } from './runner.ts'
import { openSqlite } from './sqlite-engine.ts'

async function run(text: string, engine?: Engine) {
  const target = engine ?? (await openSqlite())
  const result = await runFile(target, text)
  await target.close()
  return result
}

describe('runFile', () => {
  it('passes and fails statements and queries', async () => {
    const result = await run(`statement ok
CREATE TABLE t(a INTEGER, b TEXT)

# a comment
statement ok
INSERT INTO t VALUES (2, 'x'), (1, NULL), (3, '')

query IT rowsort
SELECT a, b FROM t
----
1
NULL
2
x
3
(empty)

query IT nosort
SELECT a, b FROM t
WHERE a < 3
----
2\tx
1\tNULL

query I valuesort
SELECT a FROM t
----
3 values hashing to f75b3ea9c8a3d0ad7b4b1aadb7c5b1d5

statement error no such table
DROP TABLE u

statement error some other reason
DROP TABLE u

statement ok
DROP TABLE u

query II nosort
SELECT a FROM t
----
`)
    expect(result.passed).toBe(5)
    expect(result.failures.map(({ line }) => line)).toEqual([25, 33, 36, 39])
    expect(result.failures[0].got).toBe('1 | 2 | 3')
    expect(result.failures[3].got).toBe('1 columns where "II" was declared')
  })

  it('verifies hashes of results', async () => {
    const result = await run(`query I valuesort
SELECT 2 UNION ALL SELECT 1
----
2 values hashing to 6ddb4095eb719e2a9f0a3f95677d24e0
`)
    expect(result).toMatchObject({ passed: 1, failed: 0 })
  })

  it('honours conditions and halt', async () => {
    const text = `skipif mysql # why
statement ok
SELECT no_such_column

onlyif mysql
onlyif mssql
statement ok
SELECT no_such_column

onlyif sqlite
halt

onlyif mysql
query I nosort
SELECT 7
----
7

halt

statement ok
SELECT no_such_column
`
    expect(await run(text, await openSqlite('mysql'))).toMatchObject({
      passed: 1,
      failed: 0,
      skipped: 2,
    })
    expect(await run(text, await openSqlite('sqlite'))).toMatchObject({ passed: 0, failed: 1 })
  })

  it.each([
    'nonsense',
    'query X nosort\nSELECT 1',
    'query I sorted\nSELECT 1',
    'statement maybe\nSELECT 1',
    'statement error (\nSELECT 1',
    'skipif',
  ])('reports a malformed file: %s', async (text) => {
    const result = await run(text)
    expect(result.failed).toBe(1)
    expect(result.failures[0].got).toContain('line 1')
  })
})

describe('formatRows', () => {
  const one = (value: unknown, type: string) => formatRows([[value]], type, 'nosort')[0]

  it('writes integers', () => {
    expect(one(7, 'I')).toBe('7')
    expect(one(-7.9, 'I')).toBe('-7')
    expect(one(-0.5, 'I')).toBe('0')
    expect(one(12345678901234567890n, 'I')).toBe('12345678901234567890')
    expect(one('42.5', 'I')).toBe('42')
    expect(one('abc', 'I')).toBe('0')
    expect(one(true, 'I')).toBe('1')
    expect(one(null, 'I')).toBe('NULL')
  })

  it('writes reals with three decimals, exact halves to even', () => {
    expect(one(1, 'R')).toBe('1.000')
    expect(one(0.0625, 'R')).toBe('0.062')
    expect(one(0.1875, 'R')).toBe('0.188')
    expect(one(-0.0625, 'R')).toBe('-0.062')
    expect(one('2.71828', 'R')).toBe('2.718')
    expect(one(3n, 'R')).toBe('3.000')
    expect(one(1e22, 'R')).toBe('10000000000000000000000.000')
  })

  it('writes texts', () => {
    expect(one('', 'T')).toBe('(empty)')
    expect(one('a\tb\n', 'T')).toBe('a@b@')
    expect(one('déjà', 'T')).toBe('déjà')
    expect(one(false, 'T')).toBe('0')
    expect(one(1.5, 'T')).toBe('1.5')
  })
})
