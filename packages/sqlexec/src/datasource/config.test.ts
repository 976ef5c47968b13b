import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configuredSources, readDataSources } from './config.ts'

const sources = (...datasources: unknown[]) => configuredSources({ datasources }, '/srv/app')

test('the form of the original', () => {
  const source = {
    name: 'analytics',
    type: 'parquet',
    writable: true,
    options: { writable: true, compression: 'snappy', flush_interval: '30s' },
  }
  expect(sources(source)).toEqual([
    {
      database: 'analytics',
      path: '/srv/app/analytics',
      options: { writable: true, compression: 'snappy', flushInterval: '30s' },
    },
  ])
})

test.each([
  [{}, false],
  [{ writable: false }, false],
  [{ writable: true }, true],
  [{ options: { writable: true } }, true],
  [{ writable: false, options: { writable: true } }, true],
])('a parquet source with %j is writable: %s', (changes, writable) => {
  const [{ options }] = sources({ name: 'a', type: 'parquet', ...changes })
  expect(options.writable).toBe(writable)
})

test.each([
  [{}, true],
  [{ writable: false }, false],
  [{ options: { writable: false } }, false],
])('a memory source with %j is writable: %s', (changes, writable) => {
  const [source] = sources({ name: 'scratch', type: 'memory', ...changes })
  expect(source).toEqual({ database: 'scratch', path: ':memory:', options: { writable } })
})

test('directories are relative to the file, and name the database', () => {
  const found = sources(
    { name: '../data/shop/', type: 'parquet' },
    { name: '/var/lib/logs', type: 'parquet' },
    { name: 'old/shop', type: 'parquet', database: 'archive' },
  )
  expect(found.map(({ database, path }) => [database, path])).toEqual([
    ['shop', '/srv/data/shop'],
    ['logs', '/var/lib/logs'],
    ['archive', '/srv/app/old/shop'],
  ])
})

const parquet = { name: 'a', type: 'parquet' }

test.each<[unknown, string]>([
  [null, 'the configuration: '],
  [[], 'the configuration: '],
  [{}, 'datasources: '],
  [{ datasources: [] }, 'datasources: '],
  [{ datasources: [], server: {} }, 'server: '],
  [{ datasources: ['a'] }, 'datasources[0]: '],
  [{ datasources: [{ type: 'parquet' }] }, 'datasources[0].name: '],
  [{ datasources: [{ ...parquet, name: ' ' }] }, 'datasources[0].name: '],
  [{ datasources: [parquet, { name: 'b' }] }, 'datasources[1].type: '],
  [{ datasources: [{ ...parquet, host: 'x' }] }, 'datasources[0].host: '],
  [{ datasources: [{ ...parquet, writable: 'true' }] }, 'datasources[0].writable: '],
  [{ datasources: [{ ...parquet, database: '' }] }, 'datasources[0].database: '],
  [{ datasources: [{ ...parquet, options: [] }] }, 'datasources[0].options: '],
  [{ datasources: [{ ...parquet, options: { a: 1 } }] }, 'datasources[0].options.a: '],
  [{ datasources: [parquet, { ...parquet, name: 'x/a' }] }, 'datasources[1]: '],
])('%j is refused at its place', (config, at) => {
  expect(() => configuredSources(config, '/')).toThrow(
    expect.objectContaining({
      code: 'wrong_usage',
      message: expect.stringMatching(new RegExp(`^${at.replace(/[[\].]/gu, '\\$&')}`, 'u')),
    }),
  )
})

test.each([
  ['writable', 1],
  ['compression', 'zip'],
  ['compression', 7],
  ['flush_interval', 'soon'],
  ['flush_interval', '10'],
  ['flush_interval', -1],
  ['durability', 'maybe'],
  ['memory_limit', '1 elephant'],
  ['memory_limit', 0],
])('option %s: %j is refused', (name, value) => {
  const source = { ...parquet, options: { [name]: value } }
  expect(() => sources(source)).toThrow(
    expect.objectContaining({
      code: 'wrong_usage',
      message: expect.stringContaining(`datasources[0].options.${name}: wants `),
    }),
  )
})

test('a type of the original that is not here is unsupported', () => {
  expect(() => sources({ name: 'a', type: 'badger' })).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  )
})

test('files are read, and their errors name them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'config-'))
  const file = join(directory, 'datasources.json')
  try {
    await expect(readDataSources(file)).rejects.toMatchObject({ code: 'io' })
    writeFileSync(file, '{ "datasources": ')
    await expect(readDataSources(file)).rejects.toMatchObject({
      code: 'wrong_usage',
      message: expect.stringContaining(file),
    })
    writeFileSync(file, '{ "datasources": [3] }')
    await expect(readDataSources(file)).rejects.toMatchObject({
      message: expect.stringMatching(/datasources\.json: datasources\[0\]: /u),
    })
    writeFileSync(file, `\ufeff${JSON.stringify({ datasources: [parquet] })}`)
    expect(await readDataSources(file)).toEqual([
      { database: 'a', path: join(directory, 'a'), options: { writable: false } },
    ])
  } finally {
    rmSync(directory, { recursive: true })
  }
})
