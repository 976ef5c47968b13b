import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from 'sqlexec'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type PlainRow, readWithDuckDb, readWithHyparquet } from './read-parquet.ts'

let directory: string
let printed: string[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'example-'))
  printed = []
  vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(values.map(String).join(' '))
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(directory, { recursive: true })
})

let runs = 0

/** Runs an example as `node examples/<name> <directory>` would; the query makes it a module of its own each time. */
async function run(name: string): Promise<void> {
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', name, directory])
  const { href } = new URL(`../../examples/${name}`, import.meta.url)
  await import(`${href}?run=${runs++}`)
}

/** Both readers must find these rows, in any order. */
async function expectRows(table: string, expected: readonly PlainRow[]): Promise<void> {
  const byId = (rows: readonly PlainRow[]) => [...rows].sort((a, b) => Number(a.id) - Number(b.id))
  const path = join(directory, `${table}.parquet`)
  expect(byId(await readWithDuckDb(path)), `${table} by DuckDB`).toEqual(expected)
  const hyparquetRows = byId(await readWithHyparquet(path))
  expect(hyparquetRows.map(moneyText), `${table} by hyparquet`).toEqual(expected)
}

/** hyparquet has decimals as numbers. */
function moneyText(row: PlainRow): PlainRow {
  const changed: PlainRow = { ...row }
  for (const name of ['price', 'total']) if (row[name]) changed[name] = Number(row[name]).toFixed(2)
  return changed
}

test('the quickstart leaves tables that other tools read', async () => {
  await run('quickstart.mjs')
  expect(readdirSync(directory).filter((name) => name.endsWith('.parquet'))).toEqual([
    'metrics.parquet',
    'orders.parquet',
    'products.parquet',
    'users.parquet',
  ])
  await expectRows('users', [
    { id: '1', name: 'Alice', email: 'alice@example.com', score: '99' },
    { id: '2', name: 'Bob', email: 'bob@example.com', score: '82' },
    { id: '4', name: 'Dmitri', email: null, score: '88' },
    { id: '5', name: 'Eve', email: 'eve@example.com', score: '71.75' },
  ])
  await expectRows('products', [
    { id: '1', title: 'Notebook', price: '3.50', in_stock: 'true' },
    { id: '2', title: 'Fountain pen', price: '24.99', in_stock: 'true' },
    { id: '3', title: 'Desk lamp', price: '89.00', in_stock: 'false' },
  ])
  await expectRows('orders', [
    { id: '101', user_id: '1', total: '28.49', ordered_at: '2024-03-01 09:15:00' },
    { id: '102', user_id: '1', total: '89.00', ordered_at: '2024-03-02 18:40:00' },
    { id: '103', user_id: '2', total: '3.50', ordered_at: '2024-03-02 20:05:30' },
    { id: '104', user_id: '4', total: '24.99', ordered_at: '2024-03-05 07:00:00' },
    { id: '105', user_id: '1', total: '99.99', ordered_at: null },
  ])
  expect(printed.join('\n')).toContain('Opened again')
})

test('the quickstart can be run again, and its indexes are kept', async () => {
  await run('quickstart.mjs')
  await run('quickstart.mjs')
  await using db = await open(directory)
  const indexes = await db.query<{ Key_name: string }>('SHOW INDEX FROM users')
  expect(indexes.map(({ Key_name }) => Key_name)).toEqual(['PRIMARY', 'idx_name', 'idx_email'])
  await expect(
    db.run("INSERT INTO users VALUES (9, 'Bob', 'bob@example.com', 1)"),
  ).rejects.toMatchObject({ code: 'duplicate_key' })
})

test('the quickstart shows what its queries answer', async () => {
  await run('quickstart.mjs')
  const words = printed.join('\n').replace(/[│\s]+/gu, ' ')
  expect(words).toContain('Alice 98 Dmitri 88 Bob 82')
  expect(words).toContain('cpu_usage 2 70 75.5')
  expect(words).toContain('Alice 2 Bob 1 Dmitri 1')
  expect(words).toContain('5 245.97')
})

test('the embedded example stores its events and moves its money', async () => {
  await run('embedded.ts')
  await expectRows('events', [
    { id: '1', event_type: 'click', timestamp: '1700000000', payload: '{"seen":true}' },
    { id: '2', event_type: 'view', timestamp: '1700000001', payload: null },
  ])
  await expectRows('accounts', [
    { id: '1', owner: 'Alice', cents: '7500' },
    { id: '2', owner: 'Bob', cents: '2500' },
  ])
  expect(printed).toContain('Alice 75')
  expect(printed).toContain('events 2')
})

test('the example of functions calls them over rows, groups and windows', async () => {
  await run('functions.ts')
  expect(printed).toEqual([
    'acme 2',
    'acme 0',
    'zorg 0',
    'ACME 6',
    'Zorg 5',
    'running 4 6 5.646',
    'function_failed -4 has no real root',
  ])
})

test('the Parquet example writes files that other tools read', async () => {
  await run('parquet-file.ts')
  expect(printed).toEqual(expect.arrayContaining(['Tokyo', 'Delhi', 'Ürümqi', 'not_parquet']))
  const cities = [
    { name: 'Tokyo', population: '37194000' },
    { name: 'Delhi', population: '33807000' },
    { name: 'Vaduz', population: '5774' },
    { name: 'Atlantis', population: null },
  ]
  const last = { name: 'Ürümqi', population: '4054000' }
  for (const [file, rows] of [
    ['cities', [...cities, last]],
    ['more-cities', [last, ...cities]],
  ] as const) {
    const path = join(directory, `${file}.parquet`)
    expect(await readWithDuckDb(path)).toEqual(rows)
    expect(await readWithHyparquet(path)).toEqual(rows)
  }
})

test('what the README of the Parquet package shows stands in its example', () => {
  const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
  const example = text('../../examples/parquet-file.ts')
  const blocks = text('../../packages/parquet/README.md').matchAll(/```ts\n(.*?)\n```/gsu)
  const shown = [...blocks].map(([, code]) => code).filter((code) => !code.startsWith('import'))
  expect(shown.length).toBeGreaterThan(8)
  for (const code of shown) expect(example).toContain(code)
})
