/**
 * Damages Parquet files in random ways and reads them: `node scripts/parquet-fuzz.mjs [--seconds N] [--seed S] [--files DIR]
 * [--from CASE]`. Each must end in a sound answer or a ParquetError within a second of the processor and 500 MB. Files that do not are kept and
 * named. Runs the sources.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import './typescript-loader.mjs'

const { runFuzz } = await import('../test/parquet-fuzz/run-fuzz.ts')
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    files: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
})
const keep = await mkdtemp(join(tmpdir(), 'parquet-fuzz-'))
console.log(`seed ${values.seed}, for ${values.seconds} seconds, in ${keep}`)
const { cases, failures } = await runFuzz({
  seed: Number(values.seed),
  seconds: Number(values.seconds),
  secondsPerFile: 1,
  cases: Number.MAX_SAFE_INTEGER,
  files: values.files,
  from: Number(values.from),
  keep,
})
for (const { name, reason } of failures) console.error(`${name}: ${reason}`)
console.log(`${cases} damaged files, ${failures.length} failures`)
if (failures.length > 0) process.exitCode = 1
else await rm(keep, { recursive: true })
