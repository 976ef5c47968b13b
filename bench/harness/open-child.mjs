/**
 * The measured process of the `open` benchmark: `node open-child.mjs CONTENDER DIRECTORY`. Prints the seconds from the call to
 * the first answer, the bytes read meanwhile by this process, and its peak memory. Loading the library is not counted.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import '../../scripts/typescript-loader.mjs'

const [contender, directory] = process.argv.slice(2)

const bytesRead = () =>
  Number(/^rchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0)

const contenders = {
  async sqlexec() {
    const { open } = await import('../../packages/sqlexec/dist/bundle.js')
    return async () => {
      const db = await open(directory, { readOnly: true })
      const rows = await db.query('SELECT COUNT(*) FROM lineitem_3', [], { rowMode: 'array' })
      return rows[0][0]
    }
  },
  async DuckDB() {
    const { openDuckDB } = await import('./peers.ts')
    return async () => {
      const duckdb = await openDuckDB(1)
      for (const file of readdirSync(directory).filter((name) => name.endsWith('.parquet'))) {
        const table = file.replace('.parquet', '')
        const path = join(directory, file)
        await duckdb.connection.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet('${path}')`)
      }
      return (await duckdb.rows('SELECT COUNT(*) FROM lineitem_3'))[0][0]
    }
  },
}

const measured = await contenders[contender]()
const before = bytesRead()
const started = performance.now()
const count = await measured()
const seconds = (performance.now() - started) / 1000
const read = bytesRead() - before
if (Number(count) !== 6_001_215) throw new Error(`${contender} counts ${count} rows`)
// Not resourceUsage().maxRSS: that begins at the size of the process that forked this one.
const peakMemory =
  1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
// process.exit may wait for worker threads; the figures are complete.
process.stdout.write(JSON.stringify({ seconds, bytesRead: read, peakMemory }), () =>
  process.exit(0),
)
