import { afterAll, beforeAll, expect, test } from 'vitest'
import { SqlError } from '../base/errors.ts'
import { type Database, open, openSources } from './database.ts'
import { openDataSources } from './open-data-sources.ts'

let db: Database

beforeAll(async () => {
  db = await open(':memory:')
})
afterAll(() => db.close())

// What a caller without types may give. Each rejects; none throws at once.
const wrong = (value: unknown) => value as never
const select = () => db.prepare('SELECT 1 WHERE 1 = ?')
const nothing = async () => {}

test.each<[string, () => Promise<unknown>]>([
  ['sql: wants a string, not 42', () => db.query(wrong(42))],
  ['sql: wants a string, not null', () => db.connect().run(wrong(null))],
  ['sql: wants a string, not an object', () => db.prepare(wrong(Buffer.from('SELECT 1')))],
  ['sql: wants a string, not a function', () => db.transaction((tx) => tx.query(wrong(select)))],
  ['script: wants a string, not undefined', () => db.exec(wrong(undefined))],
  ['options: wants an object, not null', () => db.exec('SELECT 1', wrong(null))],
  ['options: wants an object, not null', () => db.query('SELECT 1', [], wrong(null))],
  ['options.rowMode: wants', () => db.query('SELECT 1', [], { rowMode: wrong('arrays') })],
  ['options.rowmode: no such option', () => db.query('SELECT 1', [], wrong({ rowmode: 'array' }))],
  ['options.signal: wants', () => db.query('SELECT 1', [], { signal: wrong(5) })],
  ['parameters: wants an array', () => db.query('SELECT 1', wrong(null))],
  ['parameters: wants an array', () => db.run('SELECT ?', wrong('x'))],
  ['parameters: wants an array', async () => (await select()).all(wrong({ 0: 1 }))],
  ['parameters: wants an array', async () => (await select()).get(wrong(3))],
  ['parameters: wants an array', async () => (await select()).run(wrong(10n))],
  ['options: wants an object', async () => (await select()).iterate([1], wrong(null)).next()],
  ['work: wants a function', () => db.transaction(wrong(undefined))],
  ['options: wants an object', () => db.transaction(nothing, wrong(null))],
  ['options.isolation: wants', () => db.transaction(nothing, { isolation: wrong('bogus') })],
  ['options.readOnly: wants', () => db.transaction(nothing, { readOnly: wrong(1) })],
  ['options.retries: wants', () => db.transaction(nothing, { retries: -1 })],
  ['path: wants', () => open(wrong(undefined))],
  ['path: wants', () => open('')],
  ['options: wants an object', () => open(':memory:', wrong(null))],
  ['sources: wants an array', () => openSources(wrong(undefined))],
  ['sources[0]: wants an object', () => openSources([wrong(null)])],
  ['sources[0].database: wants', () => openSources([wrong({ path: ':memory:' })])],
  ['file: wants a string', () => openDataSources(wrong(undefined))],
])('%s', async (message, call) => {
  const error = await call().then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(SqlError)
  expect((error as SqlError).code).toBe('wrong_usage')
  expect((error as SqlError).message).toContain(message)
})

test('a closed database answers every call with closed', async () => {
  const db = await open(':memory:')
  await db.close()
  const closed = { code: 'closed' }
  await expect(db.query('SELECT 1')).rejects.toMatchObject(closed)
  await expect(db.exec('SELECT 1')).rejects.toMatchObject(closed)
  await expect(db.prepare('SELECT 1')).rejects.toMatchObject(closed)
  await expect(db.transaction(async () => 1)).rejects.toMatchObject(closed)
  expect(() => db.connect()).toThrow(expect.objectContaining(closed))
})
