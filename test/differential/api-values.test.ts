import { type Database, open, SqlError } from 'sqlexec'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let db: Database

beforeEach(async () => {
  db = await open(':memory:')
})
afterEach(() => db.close())

/** Puts a value into a column of a type through a parameter, and reads it again. */
async function throughColumn(type: string, value: unknown): Promise<unknown> {
  await db.exec(`DROP TABLE IF EXISTS t; CREATE TABLE t (v ${type})`)
  await db.run('INSERT INTO t VALUES (?)', [value])
  return (await db.query<{ v: unknown }>('SELECT v FROM t'))[0].v
}

const day = new Date('2024-02-29T12:34:56.789Z')

describe('values through columns', () => {
  it.each<[type: string, given: unknown, read: unknown]>([
    ['INT', 5, 5],
    ['INT', 5n, 5],
    ['INT', '5', 5],
    ['INT', 2.75, 3],
    ['INT', true, 1],
    ['INT', null, null],
    ['BIGINT', 2 ** 53 - 1, 2 ** 53 - 1],
    ['BIGINT', 2n ** 53n, 2n ** 53n],
    ['BIGINT', -(2n ** 63n), -(2n ** 63n)],
    ['BIGINT', '9223372036854775807', 2n ** 63n - 1n],
    ['BIGINT UNSIGNED', 2n ** 64n - 1n, 2n ** 64n - 1n],
    ['DECIMAL(10,2)', 1.5, '1.50'],
    ['DECIMAL(10,2)', '12345678.90', '12345678.90'],
    ['DECIMAL(10,2)', 0.1, '0.10'],
    ['DECIMAL(38,0)', 10n ** 37n, 10n ** 37n],
    ['DECIMAL(10,0)', 7, 7],
    ['DOUBLE', 0.1, 0.1],
    ['DOUBLE', -0, -0],
    ['DOUBLE', 5e-324, 5e-324],
    ['DOUBLE', 1.7976931348623157e308, 1.7976931348623157e308],
    ['FLOAT', 0.1, 0.1],
    ['FLOAT', 16777217, 16777216],
    ['BOOLEAN', true, true],
    ['BOOLEAN', false, false],
    ['BOOLEAN', 1, true],
    ['VARCHAR(20)', 'héllo 😀', 'héllo 😀'],
    ['VARCHAR(20)', '', ''],
    ['VARCHAR(20)', 'nul\0inside', 'nul\0inside'],
    ['VARCHAR(20)', 42, '42'],
    ['VARCHAR(20)', 0.5, '0.5'],
    ['TEXT', 'it\'s \\ "q" ? -- ;', 'it\'s \\ "q" ? -- ;'],
    ['DATE', '2024-02-29', '2024-02-29'],
    ['DATE', day, '2024-02-29'],
    ['DATETIME', day, day],
    ['DATETIME', '2024-02-29 12:34:56.789', day],
    ['DATETIME(6)', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.123456'],
    ['DATETIME(0)', day, new Date('2024-02-29T12:34:57Z')],
    ['TIMESTAMP', day, day],
    ['TIME', '12:34:56', '12:34:56'],
    ['TIME', '-100:00:00', '-100:00:00'],
    ['JSON', { a: [1, 'x', null], b: { c: true } }, { a: [1, 'x', null], b: { c: true } }],
    ['JSON', [1, 2], [1, 2]],
    ['JSON', '{"a": 1}', { a: 1 }],
    ['JSON', '"text"', 'text'],
  ])('%s of %o', async (type, given, read) => {
    expect(await throughColumn(type, given)).toEqual(read)
  })

  it('bytes, as an array of their own', async () => {
    const bytes = new Uint8Array([0, 1, 127, 128, 255])
    const read = await throughColumn('BLOB', bytes)
    expect(read).toEqual(bytes)
    ;(read as Uint8Array)[0] = 9
    expect(await db.query('SELECT v FROM t')).toEqual([{ v: bytes }])
    expect(await throughColumn('BLOB', Buffer.from('ab'))).toEqual(new Uint8Array([97, 98]))
    expect(await throughColumn('VARBINARY(4)', bytes.buffer.slice(0, 2))).toEqual(bytes.slice(0, 2))
  })

  it.each<[type: string, given: unknown, code: string]>([
    ['INT', 'x', 'incorrect_value'],
    ['INT', 2 ** 31, 'out_of_range'],
    ['INT', Number.POSITIVE_INFINITY, 'out_of_range'],
    ['BIGINT', 2n ** 63n, 'out_of_range'],
    ['INT UNSIGNED', -1, 'out_of_range'],
    ['DECIMAL(4,2)', 100, 'out_of_range'],
    ['VARCHAR(2)', 'abc', 'data_too_long'],
    ['DATE', '2024-02-30', 'incorrect_datetime'],
    ['DATETIME', 'now', 'incorrect_datetime'],
    ['INT', undefined, 'wrong_usage'],
    ['INT', Symbol('x'), 'wrong_usage'],
    ['INT', () => 1, 'wrong_usage'],
    ['DATETIME', new Date(Number.NaN), 'wrong_usage'],
  ])('%s refuses %o', async (type, given, code) => {
    const error = await throughColumn(type, given).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SqlError)
    expect(error).toMatchObject({ code })
    expect(await db.query('SELECT COUNT(*) AS n FROM t')).toEqual([{ n: 0 }])
  })

  it('NaN is of DOUBLE alone, and equals itself', async () => {
    for (const type of ['INT', 'DECIMAL(5,2)']) {
      const error = await throughColumn(type, Number.NaN).catch((reason: unknown) => reason)
      expect(error, type).toBeInstanceOf(SqlError)
    }
    expect(await throughColumn('DOUBLE', Number.NaN)).toBeNaN()
    await db.run('INSERT INTO t VALUES (?), (1)', [Number.NaN])
    const count = async (condition: string) =>
      (await db.query(`SELECT v FROM t WHERE ${condition}`, [Number.NaN])).length
    expect(await count('v = ?')).toBe(2)
    expect(await count('v IN (?)')).toBe(2)
    expect(await count('v < ?')).toBe(1)
    expect(await db.query('SELECT COUNT(DISTINCT v) AS n FROM t')).toEqual([{ n: 2 }])
  })
})

describe('results', () => {
  it('carry names and types of their columns', async () => {
    await db.run('CREATE TABLE t (a INT UNSIGNED, s VARCHAR(20), d DECIMAL(10,2))')
    const rows = await db.query('SELECT a, s AS name, d, a + 1, COUNT(*) FROM t GROUP BY a, s, d')
    expect(rows).toEqual([])
    expect(rows.columns.map(({ name }) => name)).toEqual(['a', 'name', 'd', 'a + 1', 'COUNT(*)'])
    const types = rows.columns.map(({ type }) => type)
    expect(types.slice(0, 3)).toEqual(['int unsigned', 'varchar(20)', 'decimal(10,2)'])
    expect(JSON.stringify(rows)).toBe('[]')
  })

  it('keep columns of one name apart as arrays', async () => {
    const rows = await db.query('SELECT 1 AS a, 2 AS a', [], { rowMode: 'array' })
    expect(rows).toEqual([[1, 2]])
  })

  it('are not confused by names that objects have', async () => {
    const [row] = await db.query('SELECT 1 AS constructor, 2 AS `__proto__`, 3 AS ``` `')
    expect(Object.entries(row)).toContainEqual(['constructor', 1])
    expect(Object.getPrototypeOf(row)).not.toBe(2)
    const rows = await db.query('SELECT 1 AS constructor, 2 AS `__proto__`', [], {
      rowMode: 'array',
    })
    expect(rows).toEqual([[1, 2]])
  })

  it('yield 1 and 0 for comparisons, and text for exact fractions', async () => {
    const [row] = await db.query(
      'SELECT 1 = 1 AS t, 1 > 2 AS f, 1 / 3 AS q, SUM(2) AS s, AVG(1) AS a',
    )
    expect(row).toEqual({ t: 1, f: 0, q: '0.3333', s: 2, a: '1.0000' })
  })

  it('know bigints from numbers by magnitude', async () => {
    const [row] = await db.query(
      'SELECT 9007199254740991 AS n, 9007199254740992 AS b, -9007199254740992 AS c',
    )
    expect(row).toEqual({ n: 2 ** 53 - 1, b: 2n ** 53n, c: -(2n ** 53n) })
  })
})
