import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ParquetAdapter, type ParquetAdapterConfig } from './adapter.ts'

let directory: string
let adapter: ParquetAdapter

const config = (changes: Partial<ParquetAdapterConfig> = {}): ParquetAdapterConfig => ({
  type: 'parquet',
  name: join(directory, 'events_db'),
  writable: true,
  ...changes,
})

const events = {
  name: 'events',
  columns: [
    { name: 'id', type: 'int64', primary: true },
    { name: 'event_type', type: 'string' },
    { name: 'timestamp', type: 'int64' },
    { name: 'payload', type: 'string', nullable: true },
  ],
}

const eventRows = [
  { id: 1, event_type: 'click', timestamp: 1_700_000_000, payload: '{}' },
  { id: 2, event_type: 'view', timestamp: 1_700_000_001, payload: null },
  { id: 3, event_type: 'click', timestamp: 1_700_000_002, payload: 'a' },
  { id: 4, event_type: 'Scroll', timestamp: 1_700_000_003 },
]

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'adapter-'))
  adapter = new ParquetAdapter(config())
  await adapter.connect()
})

afterEach(async () => {
  await adapter.close()
  rmSync(directory, { recursive: true })
})

async function withEvents(): Promise<void> {
  await adapter.createTable(events)
  await adapter.insert('events', eventRows)
}

async function idsWhere(filters: Parameters<ParquetAdapter['delete']>[1]): Promise<unknown[]> {
  const { rows } = await adapter.query('events', { filters, orderBy: 'id' })
  return rows.map(({ id }) => id)
}

describe('verbs', () => {
  test('rows go in and come out, and are still there after reopening', async () => {
    await adapter.createTable(events)
    expect(await adapter.insert('events', eventRows)).toBe(4)
    await adapter.close()
    expect(readdirSync(join(directory, 'events_db'))).toContain('events.parquet')

    adapter = new ParquetAdapter(config({ writable: false }))
    await adapter.connect()
    const result = await adapter.query('events', { orderBy: 'id' })
    expect(result.rows).toEqual(eventRows.map((row) => ({ payload: null, ...row })))
    expect(result.total).toBe(4)
    expect(result.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'bigint'],
      ['event_type', 'varchar'],
      ['timestamp', 'bigint'],
      ['payload', 'varchar'],
    ])
  })

  test('query filters, sorts, pages and picks columns; the total counts what paging leaves out', async () => {
    await withEvents()
    const result = await adapter.query('events', {
      filters: [{ field: 'timestamp', operator: '>', value: 1_700_000_000 }],
      orderBy: [{ field: 'event_type' }, { field: 'id', direction: 'desc' }],
      limit: 2,
      offset: 1,
      columns: ['id', 'event_type'],
    })
    expect(result.rows).toEqual([
      { id: 4, event_type: 'Scroll' },
      { id: 2, event_type: 'view' },
    ])
    expect(result.total).toBe(3)
    expect((await adapter.query('events', { offset: 3 })).rows).toHaveLength(1)
    expect((await adapter.query('events', { limit: 0 })).total).toBe(4)
  })

  test('update and delete answer the number of rows', async () => {
    await withEvents()
    const clicks = [{ field: 'event_type', operator: '=', value: 'click' }] as const
    expect(await adapter.update('events', clicks, { payload: 'seen', timestamp: 5 })).toBe(2)
    expect(await idsWhere([{ field: 'payload', operator: '=', value: 'seen' }])).toEqual([1, 3])
    expect(await adapter.delete('events', clicks)).toBe(2)
    expect(await idsWhere([])).toEqual([2, 4])
    expect(await adapter.delete('events', [])).toBe(2)
  })

  test('tables are listed, described, emptied and dropped', async () => {
    await withEvents()
    await adapter.createTable({ name: 'a table', columns: [{ name: 'select', type: 'int' }] })
    expect(await adapter.getTables()).toEqual(['a table', 'events'])
    await adapter.insert('a table', [{ select: 1 }])
    await adapter.truncateTable('a table')
    expect((await adapter.query('a table')).rows).toEqual([])
    await adapter.dropTable('a table')
    expect(await adapter.getTables()).toEqual(['events'])
    await expect(adapter.query('a table')).rejects.toMatchObject({ code: 'unknown_table' })
    await expect(adapter.getTableInfo('a table')).rejects.toMatchObject({ code: 'unknown_table' })
  })
})

describe('columns', () => {
  test.each([
    ['int64', 'bigint', 9007199254740993n],
    ['bigint', 'bigint', -5],
    ['int32', 'int', 7],
    ['int', 'int', -7],
    ['integer', 'int', 2147483647],
    ['float64', 'double', 0.1],
    ['double', 'double', 1e300],
    ['float32', 'float', 1.5],
    ['float', 'float', 0.1],
    ['bool', 'boolean', true],
    ['boolean', 'boolean', false],
    ['string', 'varchar', 'äöü'],
    ['varchar', 'varchar', ''],
    ['text', 'text', 'x'],
    ['bytes', 'blob', new Uint8Array([0, 255])],
    ['blob', 'blob', new Uint8Array([])],
    ['binary', 'blob', new Uint8Array([1, 2, 3])],
    ['time', 'datetime', new Date('2024-02-29T12:34:56.789Z')],
    ['datetime', 'datetime', new Date('1969-12-31T23:59:59Z')],
    ['timestamp', 'timestamp', new Date('2024-01-01T00:00:00Z')],
    ['varchar(20)', 'varchar(20)', 'twenty'],
    ['DECIMAL(10, 2)', 'decimal(10,2)', '12.50'],
    ['date', 'date', '2024-02-29'],
    ['int unsigned', 'int unsigned', 4294967295],
  ])('%s is %s and keeps its value', async (type, sqlType, value) => {
    await adapter.createTable({ name: 't', columns: [{ name: 'c', type }] })
    await adapter.insert('t', [{ c: value }])
    await adapter.close()
    await adapter.connect()
    expect((await adapter.query('t')).rows).toEqual([{ c: value }])
    expect((await adapter.getTableInfo('t')).columns[0].type).toBe(sqlType)
  })

  test('nullability, keys, defaults and counters are as declared', async () => {
    await adapter.createTable({
      name: 't',
      columns: [
        { name: 'id', type: 'int64', primary: true, autoIncrement: true },
        { name: 'email', type: 'varchar(50)', unique: true },
        { name: 'note', type: 'string', nullable: true },
        { name: 'score', type: 'double', default: 1.5 },
        { name: 'name', type: 'string', default: "it's" },
        { name: 'ok', type: 'bool', default: true },
        { name: 'at', type: 'time', default: new Date('2024-01-01T00:00:00.250Z') },
        { name: 'raw', type: 'bytes', default: new Uint8Array([7]) },
      ],
    })
    await adapter.insert('t', [{ email: 'a' }, { email: 'b', note: undefined, score: 2 }])
    const defaults = {
      note: null,
      score: 1.5,
      name: "it's",
      ok: true,
      at: new Date('2024-01-01T00:00:00.250Z'),
      raw: new Uint8Array([7]),
    }
    expect((await adapter.query('t', { orderBy: 'id' })).rows).toEqual([
      { ...defaults, id: 1, email: 'a' },
      { ...defaults, id: 2, email: 'b', score: 2 },
    ])
    const { columns } = await adapter.getTableInfo('t')
    expect(columns.slice(0, 4)).toMatchObject([
      { name: 'id', primary: true, nullable: false, autoIncrement: true },
      { name: 'email', unique: true, nullable: false },
      { name: 'note', nullable: true, default: null },
      { name: 'score', default: '1.5' },
    ])
  })

  test('several primary columns make one key', async () => {
    await adapter.createTable({
      name: 't',
      columns: [
        { name: 'a', type: 'int', primary: true },
        { name: 'b', type: 'int', primary: true },
      ],
    })
    await adapter.insert('t', [
      { a: 1, b: 1 },
      { a: 1, b: 2 },
    ])
    await expect(adapter.insert('t', [{ a: 1, b: 2 }])).rejects.toMatchObject({
      code: 'duplicate_key',
    })
  })

  test.each([
    ['no columns', { name: 't', columns: [] }],
    ['no name', { name: '', columns: [{ name: 'a', type: 'int' }] }],
    ['a column without a type', { name: 't', columns: [{ name: 'a', type: '' }] }],
    ['an unknown type', { name: 't', columns: [{ name: 'a', type: 'number!' }] }],
    ['more than a type', { name: 't', columns: [{ name: 'a', type: 'int PRIMARY KEY' }] }],
    ['another column in a type', { name: 't', columns: [{ name: 'a', type: 'int, b int' }] }],
    ['a statement in a type', { name: 't', columns: [{ name: 'a', type: 'int); DROP TABLE x' }] }],
    ['an unknown key', { name: 't', columns: [{ name: 'a', type: 'int', size: 3 }] }],
    [
      'a nullable key',
      { name: 't', columns: [{ name: 'a', type: 'int', primary: true, nullable: true }] },
    ],
    [
      'a default that is no value',
      { name: 't', columns: [{ name: 'a', type: 'int', default: {} }] },
    ],
  ])('%s is refused', async (_, table) => {
    await expect(adapter.createTable(table as never)).rejects.toMatchObject({ code: 'wrong_usage' })
    expect(await adapter.getTables()).toEqual([])
  })
})

describe('filters', () => {
  beforeEach(withEvents)

  test.each([
    ['=', 2, [2]],
    ['!=', 2, [1, 3, 4]],
    ['<>', 2, [1, 3, 4]],
    ['>', 2, [3, 4]],
    ['>=', 2, [2, 3, 4]],
    ['<', 2, [1]],
    ['<=', 2, [1, 2]],
    ['in', [1, 4, 9], [1, 4]],
    ['in', [], []],
    ['not in', [1, 4], [2, 3]],
    ['not in', [], [1, 2, 3, 4]],
    ['between', [2, 3], [2, 3]],
    ['not between', [2, 3], [1, 4]],
  ] as const)('id %s %j', async (operator, value, ids) => {
    expect(await idsWhere([{ field: 'id', operator, value }])).toEqual(ids)
  })

  test('like, and the tests for NULL, in any case', async () => {
    expect(await idsWhere([{ field: 'event_type', operator: 'like', value: 'c%' }])).toEqual([1, 3])
    expect(await idsWhere([{ field: 'payload', operator: 'is null' }])).toEqual([2, 4])
    expect(await idsWhere([{ field: 'payload', operator: 'IS NOT NULL' as never }])).toEqual([1, 3])
  })

  test('and and or nest', async () => {
    const click = { field: 'event_type', operator: '=', value: 'click' } as const
    const late = { field: 'id', operator: '>', value: 2 } as const
    const none = { field: 'payload', operator: 'is null' } as const
    expect(await idsWhere([{ or: [{ and: [click, late] }, none] }])).toEqual([2, 3, 4])
    expect(await idsWhere([{ or: [] }])).toEqual([])
    expect(await idsWhere([{ and: [] }, late])).toEqual([3, 4])
  })

  test('values are never SQL', async () => {
    const value = "click' OR '1'='1"
    expect(await idsWhere([{ field: 'event_type', operator: '=', value }])).toEqual([])
    await expect(
      idsWhere([{ field: 'id` = id OR `id', operator: '=', value: 1 }]),
    ).rejects.toMatchObject({ code: 'unknown_column' })
  })

  test.each([
    ['no filters at all', undefined],
    ['filters is no array', {}],
    ['an operator that is none', [{ field: 'id', operator: '~', value: 1 }]],
    ['no operator', [{ field: 'id', value: 1 }]],
    ['no field', [{ operator: '=', value: 1 }]],
    ['equal to NULL', [{ field: 'id', operator: '=', value: null }]],
    ['no value', [{ field: 'id', operator: '=' }]],
    ['in without a list', [{ field: 'id', operator: 'in', value: 1 }]],
    ['a list with NULL', [{ field: 'id', operator: 'in', value: [1, null] }]],
    ['between three', [{ field: 'id', operator: 'between', value: [1, 2, 3] }]],
    ['a value for is null', [{ field: 'id', operator: 'is null', value: 1 }]],
    ['an unknown key', [{ field: 'id', operator: '=', value: 1, not: true }]],
    ['and beside a field', [{ and: [], field: 'id' }]],
  ])('%s is refused', async (_, filters) => {
    await expect(adapter.delete('events', filters as never)).rejects.toMatchObject({
      code: 'wrong_usage',
    })
    expect(await idsWhere([])).toEqual([1, 2, 3, 4])
  })

  test.each([
    ['a table', () => adapter.query(1n as never)],
    ['a table to drop', () => adapter.dropTable(1n as never)],
    ['a limit', () => adapter.query('events', { limit: 1n as never })],
    ['changes', () => adapter.update('events', [], 1n as never)],
  ])('%s that is a bigint is refused', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: 'wrong_usage' })
  })

  test('filters nested without end are refused', async () => {
    let filter: object = { field: 'id', operator: '=', value: 1 }
    for (let i = 0; i < 5000; i++) filter = { and: [filter] }
    await expect(idsWhere([filter] as never)).rejects.toMatchObject({ code: 'too_deep' })
  })
})

describe('insert', () => {
  beforeEach(() => adapter.createTable(events))

  test('is all or nothing, and names the row that fails', async () => {
    const rows = [eventRows[0], eventRows[1], eventRows[0]]
    await expect(adapter.insert('events', rows)).rejects.toMatchObject({
      code: 'duplicate_key',
      message: expect.stringMatching(/^rows\[2\]: /u),
    })
    expect((await adapter.query('events')).total).toBe(0)
    expect(await adapter.insert('events', eventRows)).toBe(4)
  })

  test.each([
    ['an unknown key', { ...eventRows[0], colour: 1 }, 'unknown_column'],
    ['NULL where there must be a value', { ...eventRows[0], event_type: null }, 'null_value'],
    ['no value and no default', { id: 1 }, 'no_default'],
    ['a text for a number', { ...eventRows[0], timestamp: 'soon' }, 'incorrect_value'],
    ['a function', { ...eventRows[0], payload: () => 1 }, 'wrong_usage'],
    ['an array', [1], 'wrong_usage'],
    ['null', null, 'wrong_usage'],
  ])('%s is refused', async (_, row, code) => {
    await expect(adapter.insert('events', [row] as never)).rejects.toMatchObject({ code })
    expect((await adapter.query('events')).total).toBe(0)
  })

  test('calls at the same time do not mix', async () => {
    const batch = (from: number) =>
      Array.from({ length: 100 }, (_, i) => ({ ...eventRows[0], id: from + i }))
    const outcomes = await Promise.allSettled([
      adapter.insert('events', batch(0)),
      adapter.insert('events', batch(50)),
      adapter.insert('events', batch(200)),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await adapter.query('events')).total).toBe(200)
  })

  test('20,000 rows of changing shapes', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({
      id: i,
      event_type: `type ${i % 7}`,
      timestamp: i,
      ...(i % 3 === 0 ? {} : { payload: i % 3 === 1 ? null : String(i) }),
    }))
    expect(await adapter.insert('events', rows)).toBe(20_000)
    const payloads = [{ field: 'payload', operator: 'is not null' }] as const
    expect((await adapter.query('events', { filters: payloads, limit: 1 })).total).toBe(6666)
  })
})

describe('configuration', () => {
  test.each([
    ['another type', { type: 'badger' }],
    ['no name', { name: '' }],
    ['a writable that is no boolean', { writable: 'yes' }],
    ['an unknown key', { host: 'localhost' }],
    ['an unknown option', { options: { compresion: 'zstd' } }],
    ['an unknown compression', { options: { compression: 'rar' } }],
    ['no duration', { options: { flush_interval: 'often' } }],
    ['a negative duration', { options: { flush_interval: -1 } }],
    ['a writable option that is no boolean', { options: { writable: 1 } }],
  ])('%s is refused', (_, changes) => {
    expect(() => new ParquetAdapter(config(changes as never))).toThrow(
      expect.objectContaining({ code: 'wrong_usage' }),
    )
  })

  test.each(['snappy', 'gzip', 'zstd', 'lz4', 'none'] as const)('%s compression', async (name) => {
    await adapter.close()
    const options = { writable: true, compression: name, flush_interval: '10s' }
    adapter = new ParquetAdapter(config({ writable: undefined, options }))
    await adapter.connect()
    await withEvents()
    await adapter.close()
    await adapter.connect()
    expect(await idsWhere([])).toEqual([1, 2, 3, 4])
  })

  test('without writable: true every change is refused', async () => {
    await withEvents()
    await adapter.close()
    adapter = new ParquetAdapter(config({ writable: undefined }))
    await adapter.connect()
    const refused = { code: 'read_only', errno: 1290 }
    await expect(adapter.createTable({ ...events, name: 'u' })).rejects.toMatchObject(refused)
    await expect(adapter.dropTable('events')).rejects.toMatchObject(refused)
    await expect(adapter.truncateTable('events')).rejects.toMatchObject(refused)
    await expect(adapter.insert('events', [])).rejects.toMatchObject(refused)
    await expect(adapter.update('events', [], { id: 1 })).rejects.toMatchObject(refused)
    await expect(adapter.delete('events', [])).rejects.toMatchObject(refused)
    const database = await adapter.database()
    await expect(database.run('DELETE FROM events')).rejects.toMatchObject(refused)
    expect(await idsWhere([])).toEqual([1, 2, 3, 4])
    expect((await adapter.query('events', { limit: 1 })).total).toBe(4)
  })

  test('a missing directory is made on connecting, read-only too', async () => {
    const name = join(directory, 'deep', 'down')
    const reader = new ParquetAdapter({ type: 'parquet', name })
    await reader.connect()
    expect(existsSync(name)).toBe(true)
    expect(await reader.getTables()).toEqual([])
    await reader.close()
  })

  test('before connect and after close there is an error that says so', async () => {
    const closed = { code: 'closed' }
    const other = new ParquetAdapter(config({ name: join(directory, 'other') }))
    await expect(other.query('events')).rejects.toMatchObject(closed)
    await expect(other.insert('events', [])).rejects.toMatchObject(closed)
    await other.connect()
    await other.connect()
    await other.close()
    await other.close()
    await expect(other.getTables()).rejects.toMatchObject(closed)
    await other.connect()
    expect(await other.getTables()).toEqual([])
    await other.close()
  })

  test.each([
    ['an unknown option', { order: 'id' }],
    ['a negative limit', { limit: -1 }],
    ['a fractional offset', { offset: 1.5 }],
    ['no columns', { columns: [] }],
    ['an unknown direction', { orderBy: { field: 'id', direction: 'up' } }],
  ])('a query with %s is refused', async (_, options) => {
    await withEvents()
    await expect(adapter.query('events', options as never)).rejects.toMatchObject({
      code: 'wrong_usage',
    })
  })
})
