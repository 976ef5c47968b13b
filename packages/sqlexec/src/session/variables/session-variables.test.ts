import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Database, open } from '../database.ts'
import { systemVariables, variableOrdinals } from './system-variables.ts'

let database: Database

beforeEach(async () => {
  database = await open(':memory:')
})

afterEach(() => database.close())

test('names of variables are told apart', () => {
  expect(variableOrdinals.size).toBe(systemVariables.length)
})

test('each variable takes its default and shows it as SHOW VARIABLES does', async () => {
  for (const { name, readOnly, scope } of systemVariables) {
    const [row] = await database.query(`SHOW VARIABLES LIKE '${name.replaceAll('_', '\\_')}'`)
    expect(row).toMatchObject({ Variable_name: name })
    if (readOnly) continue
    const prefix = scope === 'global' ? 'GLOBAL' : ''
    if (name === 'max_allowed_packet' || name === 'net_buffer_length') continue
    if (name === 'max_user_connections') continue
    await database.exec(`SET ${prefix} ${name} = DEFAULT`)
    await database.exec(`SET ${prefix} ${name} = @@${prefix && 'global.'}${name}`)
  }
})

describe('global variables', () => {
  test('are what new sessions begin with; open ones keep their own', async () => {
    const before = database.connect()
    await database.exec("SET GLOBAL sql_mode = 'ANSI_QUOTES', GLOBAL autocommit = 0")
    const after = database.connect()
    expect(await before.query('SELECT @@autocommit AS a, "x" AS x')).toEqual([{ a: 1, x: 'x' }])
    expect(await after.query('SELECT @@autocommit AS a')).toEqual([{ a: 0 }])
    await expect(after.query('SELECT "x"')).rejects.toMatchObject({ code: 'unknown_column' })
  })

  test('are of one Database alone', async () => {
    const other = await open(':memory:')
    await database.exec('SET GLOBAL wait_timeout = 5')
    expect(await other.query('SELECT @@global.wait_timeout AS w')).toEqual([{ w: 28_800 }])
    await other.close()
  })
})

test('sessions have variables of their own', async () => {
  const other = database.connect()
  await database.exec('SET @a = 1')
  await other.exec("SET @a = 'text'")
  const sql = 'SELECT @a AS a'
  expect(await database.query(sql)).toEqual([{ a: 1 }])
  expect(await other.query(sql)).toEqual([{ a: 'text' }])
  expect(await database.query(sql)).toEqual([{ a: 1 }])
})

test('a mode holds from the next statement of a script on', async () => {
  const results = await database.exec(`SET sql_mode = 'ANSI_QUOTES'; CREATE TABLE "a b" ("c" INT);
    SET sql_mode = ''; SELECT "c" AS c`)
  expect(results.at(-1)).toMatchObject({ rows: [{ c: 'c' }] })
})

test('parameters stand in SET, SHOW and after user variables', async () => {
  await database.query('SET @a = ?, @b = ? * 2', ['x', 21])
  expect(await database.query('SELECT @a AS a, @b + ? AS b', [1])).toEqual([{ a: 'x', b: 43 }])
  const shown = await database.query('SHOW VARIABLES WHERE Variable_name = ?', ['autocommit'])
  expect(shown).toEqual([{ Variable_name: 'autocommit', Value: 'ON' }])
})

test('LAST_INSERT_ID(n) is what a change answers', async () => {
  await database.exec('CREATE TABLE counter (n INT); INSERT INTO counter VALUES (41)')
  const result = await database.run('UPDATE counter SET n = LAST_INSERT_ID(n + 1)')
  expect(result).toEqual({ changes: 1, lastInsertId: 42 })
})

test('assignments number the rows of many chunks in the order of the result', async () => {
  await database.exec('CREATE TABLE t (a INT)')
  await database.exec('INSERT INTO t VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)')
  for (let i = 0; i < 14; i++) await database.exec('INSERT INTO t SELECT a + 10 FROM t')
  const rows = await database.query<[number, number]>(
    'SELECT a, @n := @n + 1 FROM t, (SELECT @n := 0) AS start ORDER BY a DESC',
    [],
    { rowMode: 'array' },
  )
  expect(rows.length).toBe(163_840)
  expect(rows.every(([a, n], i) => n === i + 1 && (i === 0 || a <= rows[i - 1][0]))).toBe(true)
  expect(await database.query('SELECT @n AS n')).toEqual([{ n: 163_840 }])
})

test('db.transaction goes on under autocommit = 0, and cannot be ended by SET', async () => {
  await database.exec('CREATE TABLE t (a INT)')
  await database.transaction(async (tx) => {
    await tx.exec('SET autocommit = 0; INSERT INTO t VALUES (1)')
    await expect(tx.exec('SET autocommit = 1')).rejects.toMatchObject({
      code: 'transaction_state',
    })
  })
  expect(await database.query('SELECT a FROM t')).toEqual([{ a: 1 }])
})
