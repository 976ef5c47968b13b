import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { commit } from '../benchmarks/commit.ts'
import { copy } from '../benchmarks/copy.ts'
import { openDirectory } from '../benchmarks/open.ts'
import { parquetMemory } from '../benchmarks/parquet-memory.ts'
import { parquetReading } from '../benchmarks/parquet-read.ts'
import { parquetTypes } from '../benchmarks/parquet-types.ts'
import { parquetWriting } from '../benchmarks/parquet-write.ts'
import { parse } from '../benchmarks/parse.ts'
import { pointSelect } from '../benchmarks/point-select.ts'
import { tpch } from '../benchmarks/tpch.ts'
import type { Benchmark, Task } from './benchmark.ts'
import { measureTask, type TaskResult } from './measure.ts'
import { formatResult } from './report.ts'

const benchmarks: readonly Benchmark[] = [
  parse,
  parquetReading,
  parquetTypes,
  parquetWriting,
  parquetMemory,
  pointSelect,
  commit,
  copy,
  tpch,
  openDirectory,
]

const usage = `usage: npm run bench -- [options] [BENCHMARK…]
  benchmarks: ${benchmarks.map(({ name }) => name).join(', ')} (all)
  --rounds N    timed rounds of each contender (7)
  --threads N   threads of every contender (1)
  --scale N     scale factor of TPC-H (1)
  --only TEXT   only the tasks whose name contains TEXT, such as "Q6,"
  --json        print the samples as JSON`

/** Returns the exit status: 0, 1 where a benchmark failed, 2 for wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>
  try {
    options = readOptions(args)
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`)
    return 2
  }
  const dataDirectory = fileURLToPath(new URL('../data/', import.meta.url))
  await mkdir(dataDirectory, { recursive: true })
  const scratchDirectory = await mkdtemp(`${dataDirectory}run-`)
  const context = {
    ...options,
    dataDirectory,
    scratchDirectory,
    log: (m: string) => console.error(m),
  }
  const results: TaskResult[] = []
  let failures = 0
  if (!options.json) console.log(machine(options.threads))
  try {
    for (const benchmark of options.chosen) {
      try {
        for await (const task of benchmark.tasks(context)) {
          if (!task.name.includes(options.only)) {
            await task.close?.()
            continue
          }
          const result = await measure(task, options.rounds)
          if (!result) failures++
          else {
            results.push(result)
            if (!options.json) console.log(`\n${formatResult(result)}`)
          }
        }
      } catch (error) {
        failures++
        console.error(`\n${benchmark.name} failed:`, error)
      }
    }
  } finally {
    await rm(scratchDirectory, { recursive: true })
  }
  if (options.json) console.log(JSON.stringify(results, null, 2))
  return failures === 0 ? 0 : 1
}

/** Runs and closes a task; one that fails is reported and does not end the others. */
async function measure(task: Task, rounds: number): Promise<TaskResult | undefined> {
  try {
    return await measureTask(task, rounds)
  } catch (error) {
    console.error(`\n${task.name} failed: ${(error as Error).message}`)
    return undefined
  } finally {
    await task.close?.()
  }
}

function machine(threads: number): string {
  return `Node ${process.version}, ${cpus()[0]?.model.trim()} × ${cpus().length}, ${threads} threads`
}

function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '7' },
      threads: { type: 'string', default: '1' },
      scale: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
    },
  })
  const number = (name: 'rounds' | 'threads' | 'scale') => {
    const value = Number(values[name])
    if (!(value > 0)) throw new RangeError(`--${name} ${values[name]}`)
    return value
  }
  const chosen = positionals.map((name) => {
    const benchmark = benchmarks.find((candidate) => candidate.name === name)
    if (!benchmark) throw new RangeError(`unknown benchmark "${name}"`)
    return benchmark
  })
  return {
    rounds: number('rounds'),
    threads: number('threads'),
    scale: number('scale'),
    json: values.json,
    only: values.only,
    chosen: chosen.length > 0 ? chosen : benchmarks,
  }
}
