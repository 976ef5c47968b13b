import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { copyFile, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Benchmark, MeasuredContender } from '../harness/benchmark.ts'
import { median } from '../harness/measure.ts'
import { formatBytes } from '../harness/report.ts'
import { makeParquet } from '../tpch/make-parquet.ts'

const run = promisify(execFile)
const child = fileURLToPath(new URL('../harness/open-child.mjs', import.meta.url))
const wantedBytes = 1e9

interface OpenReport {
  readonly seconds: number
  readonly bytesRead: number
  readonly peakMemory: number
}

/** From a fresh process's call of `open` to its first answer, over a directory of one gigabyte of Parquet files. */
export const openDirectory: Benchmark = {
  name: 'open',
  async *tasks({ dataDirectory, log }) {
    const directory = join(dataDirectory, 'open-1gb')
    const bytes = await fill(directory, dataDirectory)
    log(`${formatBytes(bytes)} in ${directory}`)
    const reports = new Map<string, OpenReport[]>()
    const contender = (name: string): MeasuredContender => ({
      name,
      async sample() {
        const { stdout } = await run(process.execPath, [child, name, directory])
        const report: OpenReport = JSON.parse(stdout)
        reports.set(name, [...(reports.get(name) ?? []), report])
        return report.seconds
      },
    })
    yield {
      name: `open ${formatBytes(bytes)} of tables and count the rows of one`,
      operations: 1,
      contenders: [contender('sqlexec'), contender('DuckDB')],
      async notes() {
        const of = (name: string, field: 'bytesRead' | 'peakMemory') =>
          formatBytes(median(reports.get(name)?.map((report) => report[field]) ?? [0]))
        return {
          'bytes read': `sqlexec ${of('sqlexec', 'bytesRead')}, DuckDB ${of('DuckDB', 'bytesRead')}`,
          'process memory': `sqlexec ${of('sqlexec', 'peakMemory')}, DuckDB ${of('DuckDB', 'peakMemory')}`,
        }
      },
    }
  },
}

/** Fills a directory with copies of TPC-H's lineitem, each a table, up to a gigabyte. Returns its bytes. */
async function fill(directory: string, dataDirectory: string): Promise<number> {
  const [source] = await makeParquet(join(dataDirectory, 'tpch-sf-1'), 1, ['lineitem'])
  const { size } = await stat(source)
  await mkdir(directory, { recursive: true })
  const copies = Math.ceil(wantedBytes / size)
  for (let i = 0; i < copies; i++) {
    const path = join(directory, `lineitem_${i}.parquet`)
    const there = await stat(path).then(
      (found) => found.size === size,
      () => false,
    )
    if (!there) await copyFile(source, path, constants.COPYFILE_FICLONE)
  }
  return copies * size
}
