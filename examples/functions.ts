// Functions of your own in SQL: over values, over the rows of a group, and what happens when one fails.
//   npm run build && node examples/dist/functions.js [DIRECTORY]
import { open, SqlError } from 'sqlexec'

const db = await open(process.argv[2] ?? './data/functions')

await db.exec(`
  CREATE TABLE IF NOT EXISTS quotes (id INT PRIMARY KEY, symbol VARCHAR(10), price DOUBLE, note JSON);
  REPLACE INTO quotes VALUES
    (1, 'ACME', 4, '{"tags": ["toons", "anvils"]}'), (2, 'ACME', 9, NULL), (3, 'Zorg', 5, '{"tags": []}')`)

// ── A function of values: arguments of SQL types in, a value of an SQL type out ───────────────

db.createFunction('slug', {
  args: ['TEXT'],
  returns: 'VARCHAR(80)',
  deterministic: true, // equal arguments, equal results: the engine may remember them
  call: (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/gu, '-'),
})

// Of JSON a function gets what it parses to; with nulls: 'pass' it is called for NULL too.
db.createFunction('tag_count', {
  args: ['JSON'],
  returns: 'INT',
  nulls: 'pass',
  call: (note: { tags: string[] } | null) => note?.tags.length ?? 0,
})

for (const row of await db.query('SELECT slug(symbol) AS s, tag_count(note) AS n FROM quotes')) {
  console.log(row.s, row.n)
}

// ── A function of the rows of a group, which goes wherever SUM goes ───────────────────────────

db.createFunction('geomean', {
  args: ['DOUBLE'],
  returns: 'DOUBLE',
  init: () => ({ logs: 0, count: 0 }),
  step(state: { logs: number; count: number }, x: number) {
    state.logs += Math.log(x)
    state.count++
  },
  finish: ({ logs, count }) => (count === 0 ? null : Math.exp(logs / count)),
})

const means = await db.query<{ symbol: string; mean: number }>(
  'SELECT symbol, ROUND(geomean(price), 6) AS mean FROM quotes GROUP BY symbol ORDER BY symbol',
)
for (const { symbol, mean } of means) console.log(symbol, mean)

const running = await db.query<{ id: number; mean: number }>(
  'SELECT id, ROUND(geomean(price) OVER (ORDER BY id), 3) AS mean FROM quotes ORDER BY id',
)
console.log('running', running.map(({ mean }) => mean).join(' '))

// ── What a callback throws is the cause of the statement's error ──────────────────────────────

db.createFunction('strict_root', {
  args: ['DOUBLE'],
  returns: 'DOUBLE',
  call(x: number) {
    if (x < 0) throw new RangeError(`${x} has no real root`)
    return Math.sqrt(x)
  },
})
try {
  await db.query('SELECT strict_root(-4)')
} catch (error) {
  if (!(error instanceof SqlError)) throw error
  console.log(error.code, (error.cause as Error).message)
}

db.dropFunction('strict_root')
await db.close()
