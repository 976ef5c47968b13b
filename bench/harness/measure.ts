import { deepStrictEqual } from 'node:assert'
import type { Contender, MeasuredContender, Task } from './benchmark.ts'

export interface Timing {
  readonly contender: string
  /** Seconds per operation, one per round, in the order of the rounds. */
  readonly samples: readonly number[]
  readonly median: number
  readonly minimum: number
}

export interface TaskResult {
  readonly task: string
  readonly timings: readonly Timing[]
  readonly notes: Record<string, string>
}

/**
 * Checks that the contenders agree, warms each up, then lets them take turns, so that what disturbs the machine
 * disturbs all of them.
 *
 * @throws where two contenders answer differently
 */
export async function measureTask(task: Task, rounds: number): Promise<TaskResult> {
  await verify(task)
  const { contenders } = task
  for (const contender of contenders) await sample(contender, task.operations)
  const samples: number[][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      samples[i].push(await sample(contenders[i], task.operations))
    }
  }
  return {
    task: task.name,
    timings: contenders.map(({ name }, i) => ({
      contender: name,
      samples: samples[i],
      median: median(samples[i]),
      minimum: Math.min(...samples[i]),
    })),
    notes: (await task.notes?.()) ?? {},
  }
}

async function verify(task: Task): Promise<void> {
  let first: { name: string; answer: unknown } | undefined
  for (const { name, answer } of task.contenders) {
    if (!answer) continue
    const own = await answer()
    if (first) {
      if (task.agree?.(own, first.answer)) continue
      deepStrictEqual(own, first.answer, `${name} does not answer as ${first.name}`)
    } else first = { name, answer: own }
  }
}

async function sample(contender: Contender | MeasuredContender, operations: number) {
  if ('sample' in contender) return contender.sample()
  const started = performance.now()
  await contender.round()
  return (performance.now() - started) / 1000 / operations
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
