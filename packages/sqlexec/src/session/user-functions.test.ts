import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import type { SqlError } from '../base/errors.ts'
import { type Database, open } from '../index.ts'

let db: Database

beforeEach(async () => {
  db = await open(':memory:')
  await db.exec(
    `CREATE TABLE t (id INT PRIMARY KEY, g INT, p DECIMAL(8,2), s VARCHAR(10), at DATETIME(3), j JSON, y BLOB, b BIGINT, ok BOOLEAN);
     INSERT INTO t VALUES (1, 1, 1.50, 'a', '2024-01-02 03:04:05.678', '{"k": [1]}', x'0102', 9007199254740993, TRUE),
       (2, 1, 2.25, 'b', NULL, NULL, NULL, NULL, FALSE), (3, 2, NULL, 'c', NULL, NULL, NULL, 5, NULL)`,
  )
})

afterEach(() => db.close())

const firstOf = async (sql: string) => (await db.query(sql, [], { rowMode: 'array' }))[0]?.[0]

async function codeOf(sql: string): Promise<string> {
  try {
    await db.query(sql)
  } catch (error) {
    return `${(error as SqlError).code}: ${(error as SqlError).message}`
  }
  return 'none'
}

describe('functions of values', () => {
  it('get arguments of their types as rows have them, and answer values of theirs', async () => {
    const seen: unknown[] = []
    db.createFunction('spy', {
      args: ['DECIMAL(8, 2)', 'DATETIME(3)', 'JSON', 'BLOB', 'BIGINT', 'BOOLEAN', 'INT'],
      returns: 'TEXT',
      call: (...args) => {
        seen.push(...args)
        return 'done'
      },
    })
    expect(await firstOf("SELECT spy(p, at, j, y, b, ok, '12') FROM t WHERE id = 1")).toBe('done')
    expect(seen).toEqual([
      '1.50',
      new Date('2024-01-02T03:04:05.678Z'),
      { k: [1] },
      Uint8Array.of(1, 2),
      9007199254740993n,
      true,
      12,
    ])
  })

  test.each([
    ['DECIMAL(10, 2)', 1.005, '1.01'],
    ['DECIMAL(10, 2)', '12.345', '12.35'],
    ['INT', true, 1],
    ['BIGINT UNSIGNED', 2n ** 64n - 1n, 2n ** 64n - 1n],
    ['DATE', '2024-02-29', '2024-02-29'],
    ['DATETIME', new Date(0), new Date(0)],
    ['JSON', { a: [1] }, { a: [1] }],
    ['VARBINARY(4)', Uint8Array.of(1), Uint8Array.of(1)],
    ['TEXT', 5, '5'],
    ['DOUBLE', null, null],
  ] as const)('a result of type %s (%#)', async (returns, answer, expected) => {
    db.createFunction('f', { args: [], returns, call: () => answer })
    expect(await firstOf('SELECT f()')).toEqual(expected)
  })

  it('are not called for NULL unless they want to be', async () => {
    const skipped: unknown[] = []
    db.createFunction('skips', { args: ['TEXT'], returns: 'TEXT', call: (s) => skipped.push(s) })
    db.createFunction('passes', {
      args: ['TEXT'],
      variadic: true,
      returns: 'TEXT',
      nulls: 'pass',
      call: (...all) => all.map((each) => each ?? '?').join(),
    })
    expect(await firstOf('SELECT skips(NULL)')).toBe(null)
    expect(skipped).toEqual([])
    expect(await firstOf("SELECT passes('a', NULL, 1)")).toBe('a,?,1')
    expect(await firstOf('SELECT passes()')).toBe('')
  })

  it('stand wherever functions may, and over parameters', async () => {
    db.createFunction('twice', {
      args: ['INT'],
      returns: 'INT',
      deterministic: true,
      call: (n: number) => n * 2,
    })
    const ids = async (sql: string, values: number[] = []) =>
      (await db.query(sql, values, { rowMode: 'array' })).map(([id]) => id)
    expect(await ids('SELECT id FROM t WHERE twice(id) > ? ORDER BY twice(id) DESC', [2])).toEqual([
      3, 2,
    ])
    expect(await ids('SELECT SUM(id) FROM t GROUP BY twice(g) ORDER BY 1')).toEqual(
      ['3', '3'].map(Number),
    )
    expect(await ids('SELECT MAX(id) FROM t GROUP BY g HAVING twice(COUNT(*)) = 4')).toEqual([2])
    await db.exec('CREATE VIEW v AS SELECT twice(id) AS d FROM t; UPDATE t SET g = twice(g)')
    expect(await ids('SELECT d FROM v WHERE d = twice(2)')).toEqual([4])
    expect(await ids('SELECT g FROM t ORDER BY id')).toEqual([2, 2, 4])
    const statement = await db.prepare(
      'INSERT INTO t (id, g) SELECT twice(id) + ?, twice(?) FROM t',
    )
    await statement.run([10, 4])
    expect(await ids('SELECT id FROM t WHERE g = 8 ORDER BY id')).toEqual([12, 14, 16])
  })

  it('are called once for equal constants only where they are deterministic', async () => {
    let calls = 0
    const count = { args: [], returns: 'INT', call: () => ++calls }
    db.createFunction('fresh', count)
    expect((await db.query('SELECT fresh() AS n FROM t')).map(({ n }) => n)).toEqual([1, 2, 3])
    db.createFunction('fixed', { ...count, deterministic: true })
    const fixed = (await db.query('SELECT fixed() AS n FROM t')).map(({ n }) => n)
    expect(new Set(fixed).size).toBe(1)
  })

  test.each([
    [
      'throws',
      () => {
        throw new TypeError('boom')
      },
      'function_failed: The function F failed: boom',
    ],
    [
      'answers a promise',
      () => Promise.resolve(1),
      'function_failed: The function F answered a promise',
    ],
    ['answers undefined', () => undefined, 'function_failed: The function F answered undefined'],
    ['answers a function', () => Math.abs, 'function_failed: The function F answered a function'],
    ['answers text for a number', () => 'x', "incorrect_value: Incorrect integer value: 'x'"],
    ['answers too much', () => 3e9, 'out_of_range: Out of range value'],
  ])('that %s fails the statement', async (_, call, message) => {
    db.createFunction('f', { args: [], returns: 'INT', call })
    expect(await codeOf('SELECT f() FROM t')).toContain(message)
    expect(await firstOf('SELECT COUNT(*) FROM t')).toBe(3)
  })

  it('keep what was thrown as the cause', async () => {
    const thrown = new RangeError('no')
    db.createFunction('f', {
      args: [],
      returns: 'INT',
      call() {
        throw thrown
      },
    })
    await expect(db.query('SELECT f()')).rejects.toMatchObject({ errno: 50007, cause: thrown })
  })
})

describe('aggregate functions', () => {
  beforeEach(() => {
    db.createFunction('geomean', {
      args: ['DOUBLE'],
      returns: 'DOUBLE',
      init: () => ({ sum: 0, count: 0 }),
      step(state: { sum: number; count: number }, x: number) {
        state.sum += Math.log(x)
        state.count++
      },
      finish: ({ sum, count }) =>
        count === 0 ? null : Math.round(Math.exp(sum / count) * 1e6) / 1e6,
    })
    db.createFunction('chain', {
      args: ['TEXT'],
      returns: 'TEXT',
      nulls: 'pass',
      init: () => '',
      step: (state: string, s: string | null) => state + (s ?? '?'),
      finish: (state: string) => state,
    })
  })

  test.each([
    ['SELECT geomean(p) FROM t', 1.837117],
    ['SELECT geomean(p) FROM t WHERE id > 5', null],
    ['SELECT geomean(DISTINCT 2) FROM t', 2],
    ['SELECT chain(s) FROM t WHERE id > 5', ''],
    ['SELECT chain(s ORDER BY id DESC) FROM t', 'cba'],
    ['SELECT chain(p ORDER BY p DESC) FROM t', '2.251.50?'],
    ['SELECT (SELECT chain(s) FROM t u WHERE u.id < t.id) FROM t ORDER BY id LIMIT 1', ''],
    ['SELECT chain(s) OVER (ORDER BY id) FROM t ORDER BY id DESC LIMIT 1', 'abc'],
    ['SELECT chain(s) FROM t GROUP BY g HAVING geomean(id) > 2', 'c'],
  ])('%s', async (sql, expected) => {
    expect(await firstOf(sql)).toBe(expected)
  })

  it('fail the statement where a step throws', async () => {
    db.createFunction('picky', {
      args: ['INT'],
      returns: 'INT',
      init: () => 0,
      step() {
        throw new Error('no such thing')
      },
      finish: (state) => state,
    })
    expect(await codeOf('SELECT picky(id) FROM t')).toBe(
      'function_failed: The function PICKY failed: no such thing',
    )
  })
})

it('refuses a step that answers a promise', async () => {
  db.createFunction('later', {
    args: ['INT'],
    returns: 'INT',
    init: () => 0,
    step: () => Promise.resolve(1),
    finish: (state) => state,
  })
  expect(await codeOf('SELECT later(id) FROM t')).toContain('answered a promise')
})

describe('names', () => {
  const one = { args: [], returns: 'INT', call: () => 1 }

  it('are known to every connection, in any case, until they are dropped', async () => {
    const before = db.connect()
    db.createFunction('One', one)
    expect(await before.query('SELECT oNE() AS n')).toEqual([{ n: 1 }])
    const statement = await db.prepare('SELECT one() AS n')
    expect(await statement.all([])).toEqual([{ n: 1 }])
    db.dropFunction('ONE')
    await expect(statement.all([])).rejects.toMatchObject({ errno: 1305 })
    db.createFunction('one', { ...one, call: () => 2 })
    expect(await statement.all([])).toEqual([{ n: 2 }])
    expect(() => db.dropFunction('two')).toThrow('FUNCTION two does not exist')
  })

  test.each([
    ['upper', one, 'already exists: it is built in'],
    ['sum', one, 'already exists: it is built in'],
    ['rank', one, 'already exists: it is built in'],
    ['a b', one, 'name: wants letters'],
    ['f', null, 'definition: wants'],
    ['f', { ...one, args: 'INT' }, 'definition.args: wants an array'],
    ['f', { ...one, args: ['INTEGERS'] }, "definition.args[0]: 'INTEGERS' is no SQL type"],
    ['f', { ...one, args: ['INT) , (y INT'] }, 'is no SQL type'],
    ['f', { ...one, returns: 'INT NOT NULL' }, 'is no SQL type'],
    ['f', { ...one, returns: undefined }, 'definition.returns: wants'],
    ['f', { ...one, nulls: 'no' }, 'definition.nulls: wants'],
    ['f', { ...one, deterministic: 1 }, 'definition.deterministic: wants'],
    ['f', { ...one, variadic: true }, 'there is none'],
    ['f', { ...one, call: 1 }, 'definition.call: wants a function'],
    ['f', { ...one, call: async () => 1 }, 'definition.call: wants a plain function'],
    ['f', { ...one, *call() {} }, 'definition.call: wants a plain function'],
    ['show', one, "'show' is a word of SQL that cannot be called"],
    ['extract', one, 'already exists: it is built in'],
    ['f', { ...one, more: 1 }, 'definition.more means nothing'],
    ['f', { args: [], returns: 'INT', step: () => 1, finish: () => 1 }, 'definition.init: wants'],
  ])('%s with %j is refused', (name, definition, message) => {
    expect(() => db.createFunction(name, definition as never)).toThrow(message)
  })

  it('refuse wrong numbers of arguments', async () => {
    db.createFunction('pair', { args: ['INT', 'INT'], returns: 'INT', call: (a, b) => a + b })
    expect(await codeOf('SELECT pair(1)')).toContain('Incorrect parameter count')
    expect(await codeOf('SELECT paair(1, 2)')).toContain("did you mean 'PAIR'?")
  })
})

describe('SLEEP', () => {
  it('is interrupted with its statement', async () => {
    const aborted = new AbortController()
    const running = db.query('SELECT SLEEP(100)', [], { signal: aborted.signal })
    setTimeout(() => aborted.abort(), 5)
    await expect(running).rejects.toMatchObject({ code: 'interrupted' })
  })
})
