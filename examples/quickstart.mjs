// A tour: runs quickstart.sql in ./data (or the directory given as argument), shows each statement with
// its result, then closes the database, looks at its files, and opens it again.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { open } from 'sqlexec'

const directory = process.argv[2] ?? './data'
const script = await readFile(new URL('./quickstart.sql', import.meta.url), 'utf8')

heading(`Running examples/quickstart.sql in ${directory}`)
const db = await open(directory)
for (const sql of statementsOf(script)) {
  console.log(`${sql};`)
  const [result] = await db.exec(sql, { rowMode: 'array' })
  if (result.kind === 'rows') {
    const names = result.rows.columns.map((column) => column.name)
    printTable(names, result.rows)
  } else {
    console.log(result.changes === 0 ? '→ ok' : `→ ok, rows changed: ${result.changes}`)
  }
  console.log()
}
await db.close()

heading('Closed. Each table is a plain Parquet file now')
const reopened = await open(directory)
const files = []
for (const entry of await readdir(directory, { withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.parquet')) continue
  const { size } = await stat(join(directory, entry.name))
  const table = entry.name.slice(0, -'.parquet'.length)
  const [{ total }] = await reopened.query(`SELECT COUNT(*) AS total FROM \`${table}\``)
  files.push([entry.name, total, size])
}
printTable(['file', 'rows', 'bytes'], files.sort())

heading('Opened again: everything is still there')
const users = await reopened.query('SELECT * FROM users ORDER BY id', [], { rowMode: 'array' })
printTable(
  users.columns.map((column) => column.name),
  users,
)
await reopened.close()

console.log(`
Go on with the shell:           npx sqlexec ${directory}
Or with any other Parquet tool: duckdb -c "SELECT * FROM '${join(directory, 'users.parquet')}'"
`)

function heading(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 74 - text.length))}\n`)
}

function printTable(names, rows) {
  const text = (value) => (value === null ? 'NULL' : String(value))
  const widths = names.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => text(row[i]).length)),
  )
  const line = (cells, fill = ' ') => cells.map((cell, i) => cell.padEnd(widths[i], fill))
  console.log(`  ${line(names).join(' │ ')}`)
  console.log(
    `  ${line(
      names.map(() => '─'),
      '─',
    ).join('─┼─')}`,
  )
  for (const row of rows) console.log(`  ${line(row.map(text)).join(' │ ')}`)
}

/** The statements of a script with the comments right above them. No text in this script holds a semicolon. */
function statementsOf(text) {
  return text
    .split(/;\s*\n/u)
    .map((piece) =>
      piece
        .trim()
        .split(/\n\n(?=--|[A-Z])/u)
        .at(-1),
    )
    .filter((sql) => sql !== '')
}
