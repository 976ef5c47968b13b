// SQLExec inside a program: the adapter, which stores objects, and SQL over the same directory.
//   npm run build && node examples/dist/embedded.js [DIRECTORY]
import { open, ParquetAdapter } from 'sqlexec'

const directory = process.argv[2] ?? './data/parquet_data'

// ── The adapter: objects in, objects out ──────────────────────────────────────────────────────

const adapter = new ParquetAdapter({
  type: 'parquet',
  name: directory,
  writable: true,
  options: { writable: true, compression: 'zstd', flush_interval: '10s' },
})
await adapter.connect()

for (const table of await adapter.getTables()) await adapter.dropTable(table)

await adapter.createTable({
  name: 'events',
  columns: [
    { name: 'id', type: 'int64', primary: true },
    { name: 'event_type', type: 'string' },
    { name: 'timestamp', type: 'int64' },
    { name: 'payload', type: 'string', nullable: true },
  ],
})

await adapter.insert('events', [
  { id: 1, event_type: 'click', timestamp: 1_700_000_000, payload: '{}' },
  { id: 2, event_type: 'view', timestamp: 1_700_000_001, payload: null },
  { id: 3, event_type: 'click', timestamp: 1_700_000_002, payload: '{"x":4}' },
])

const clicks = [{ field: 'event_type', operator: '=', value: 'click' }] as const
console.log('updated', await adapter.update('events', clicks, { payload: '{"seen":true}' }))
console.log('deleted', await adapter.delete('events', [{ field: 'id', operator: '=', value: 3 }]))

const result = await adapter.query('events', { orderBy: 'id', limit: 10 })
console.log(result.rows)

await adapter.close() // what has changed is written to events.parquet

// ── The same directory with SQL ───────────────────────────────────────────────────────────────

const db = await open(directory)

await db.exec('CREATE TABLE accounts (id INT PRIMARY KEY, owner VARCHAR NOT NULL, cents BIGINT)')

// A statement prepared once and run often.
const insert = await db.prepare('INSERT INTO accounts VALUES (?, ?, ?)')
await insert.run([1, 'Alice', 10_000])
await insert.run([2, 'Bob', 0])

// All or nothing; a transaction that lost a conflict is run again.
await db.transaction(
  async (tx) => {
    await tx.run('UPDATE accounts SET cents = cents - ? WHERE id = ?', [2_500, 1])
    await tx.run('UPDATE accounts SET cents = cents + ? WHERE id = ?', [2_500, 2])
  },
  { isolation: 'serializable', retries: 3 },
)

try {
  await insert.run([1, 'Mallory', 1])
} catch (error) {
  console.log(`refused: ${(error as Error).message}`)
}

const accounts = await db.query<{ owner: string; cents: number }>(
  'SELECT owner, cents FROM accounts ORDER BY id',
)
for (const { owner, cents } of accounts) console.log(owner, cents / 100)

const [{ total }] = await db.query<{ total: number }>('SELECT COUNT(*) AS total FROM events')
console.log('events', total)

await db.close()
