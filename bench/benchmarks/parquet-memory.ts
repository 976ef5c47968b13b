import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Benchmark } from '../harness/benchmark.ts'
import { formatBytes } from '../harness/report.ts'
import { makeParquet } from '../tpch/make-parquet.ts'

const run = promisify(execFile)
const child = fileURLToPath(new URL('parquet-memory-child.mjs', import.meta.url))

/** The peak memory of a process that streams TPC-H's lineitem in, or in and out again. */
export const parquetMemory: Benchmark = {
  name: 'parquet-memory',
  async *tasks({ dataDirectory, scratchDirectory, scale }) {
    const [source] = await makeParquet(join(dataDirectory, `tpch-sf-${scale}`), scale, ['lineitem'])
    for (const work of ['read', 'write']) {
      let peak = 0
      yield {
        name: `${work} lineitem row group by row group`,
        operations: 1,
        contenders: [
          {
            name: 'sqlexec',
            async sample() {
              const target = join(scratchDirectory, 'copy.parquet')
              const { stdout } = await run(process.execPath, [child, work, source, target])
              const { seconds, peakMemory } = JSON.parse(stdout)
              peak = Math.max(peak, peakMemory)
              return seconds
            },
          },
        ],
        notes: async () => ({ 'peak memory of the process': formatBytes(peak) }),
      }
    }
  },
}
