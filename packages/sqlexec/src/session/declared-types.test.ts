import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { open } from '../index.ts'

let directory = ''

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sqlexec-types-'))
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

const digits = '(VALUES ROW(0),ROW(1),ROW(2),ROW(3),ROW(4),ROW(5),ROW(6),ROW(7),ROW(8),ROW(9))'

describe('ENUM, SET, BIT, YEAR and UUID columns', () => {
  test('keep their values over row groups, checkpoints and reopening', async () => {
    {
      await using db = await open(directory)
      await db.exec(`
        CREATE TABLE t (id INT PRIMARY KEY, e ENUM('low', 'high'), s SET('x', 'y', 'z'), b BIT(40), y YEAR, u UUID);
        INSERT INTO t SELECT n, 1 + n % 2, n % 8, n * 1000000, 1901 + n % 250, UNHEX(LPAD(HEX(n), 32, '0'))
        FROM (SELECT a.column_0 + 10 * b.column_0 + 100 * c.column_0 + 1000 * d.column_0 + 10000 * e.column_0 + 100000 * f.column_0 AS n
          FROM ${digits} a, ${digits} b, ${digits} c, ${digits} d, ${digits} e, (VALUES ROW(0), ROW(1)) f) AS numbers WHERE n < 130000;
        INSERT INTO t (id) VALUES (-1);
        FLUSH`)
    }
    await using db = await open(directory)
    const groups = await db.query(
      `SELECT e, COUNT(*) AS n, SUM(s = 'x,z') AS xz, BIT_OR(b) AS bits, MAX(y) AS y FROM t GROUP BY e ORDER BY e`,
    )
    expect([...groups]).toEqual([
      { e: null, n: 1, xz: null, bits: 0, y: null },
      { e: 'low', n: 65_000, xz: 0, bits: 137_438_953_344, y: 2149 },
      { e: 'high', n: 65_000, xz: 16_250, bits: 137_438_953_408, y: 2150 },
    ])
    await db.exec(
      `UPDATE t SET e = 'low', s = 'z' WHERE id = 129999; INSERT INTO t (id, e) VALUES (130000, 'high')`,
    )
    const [row] = await db.query('SELECT * FROM t WHERE id = 129999')
    expect(row).toEqual({
      id: 129_999,
      e: 'low',
      s: 'z',
      b: Uint8Array.from(Buffer.from((129_999_000_000).toString(16).padStart(10, '0'), 'hex')),
      y: 2150,
      u: '00000000-0000-0000-0000-00000001fbcf',
    })
  })

  test('take parameters, roll back, and show in views and derived tables', async () => {
    await using db = await open(directory)
    await db.exec(`CREATE TABLE t (id INT, e ENUM('a', 'b'), u UUID, b BIT(12));
      CREATE VIEW v AS SELECT e, u FROM t`)
    const insert = await db.prepare('INSERT INTO t VALUES (?, ?, ?, ?)')
    await insert.run([1, 'B', '00000000-0000-0000-0000-0000000000ff', Uint8Array.of(1, 2)])
    await insert.run([2, 1, null, 7])
    await db.exec("BEGIN; UPDATE t SET e = 'a'; ROLLBACK")
    const find = await db.prepare('SELECT id FROM t WHERE e = ?')
    expect(await find.all(['b'])).toEqual([{ id: 1 }])
    expect(await find.all(['c'])).toEqual([])
    expect(await find.all([1])).toEqual([{ id: 2 }])
    expect([...(await db.query("SELECT u FROM v WHERE e = 'b'"))]).toEqual([
      { u: '00000000-0000-0000-0000-0000000000ff' },
    ])
    expect([...(await db.query('SELECT b FROM (SELECT b FROM t) AS d ORDER BY b'))]).toEqual([
      { b: Uint8Array.of(0, 7) },
      { b: Uint8Array.of(1, 2) },
    ])
    await expect(insert.run([3, 'c', null, null])).rejects.toMatchObject({ errno: 1265 })
  })
})
