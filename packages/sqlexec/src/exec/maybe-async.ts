/**
 * Work that waits only where it must. A stage is written as a generator that yields the promises it has to wait for; where
 * nothing is missing it yields none, and the whole runs on the caller's stack.
 */
export type Stage<T> = Generator<PromiseLike<unknown>, T, unknown>

/** Runs a stage: its result at once where it never waited, a promise of it otherwise. */
export function drive<T>(stage: Stage<T>): T | Promise<T> {
  const step = stage.next()
  return step.done ? step.value : resume(stage, step.value)
}

async function resume<T>(stage: Stage<T>, first: PromiseLike<unknown>): Promise<T> {
  let waiting = first
  for (;;) {
    let step: IteratorResult<PromiseLike<unknown>, T>
    try {
      step = stage.next(await waiting)
    } catch (error) {
      // Tells the stage, so that its cleanup runs, unless it was the stage that threw.
      step = stage.throw(error)
    }
    if (step.done) return step.value
    waiting = step.value
  }
}
