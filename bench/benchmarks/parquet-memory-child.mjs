/**
 * The measured process of the `parquet-memory` benchmark: `node parquet-memory-child.mjs read|write SOURCE TARGET`. Goes through
 * a file row group by row group and prints the seconds that took and the peak of its memory.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import {
  columnSpecOf,
  initCodecs,
  openFile,
  ParquetWriter,
  readMetadata,
  readTable,
} from '../../packages/parquet/dist/bundle.js'

const [work, source, target] = process.argv.slice(2)
await initCodecs()
const started = performance.now()
const input = await openFile(source)
const file = await readMetadata(input)
const out = work === 'write' ? openSync(target, 'w') : undefined
const sink = { write: (bytes) => void writeSync(out, bytes) }
const columns = file.columns.map(columnSpecOf)
const writer = out === undefined ? undefined : new ParquetWriter(sink, { columns })
let rows = 0
for await (const batch of readTable(input, { file })) {
  rows += batch.rowCount
  await writer?.writeRowGroup(batch.columns.map(({ data }) => data))
}
await writer?.finish()
if (out !== undefined) closeSync(out)
await input.close()
if (rows !== file.rowCount) throw new Error(`${rows} rows of ${file.rowCount}`)
const seconds = (performance.now() - started) / 1000
const peakMemory =
  1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
console.log(JSON.stringify({ seconds, peakMemory }))
