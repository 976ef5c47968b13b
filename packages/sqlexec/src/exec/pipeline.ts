import { SqlError } from '../base/errors.ts'
import type { StatementEnvironment } from '../functions/environment.ts'
import { bucketRange } from '../functions/integer-code.ts'
import { takePause } from '../functions/sleep.ts'
import type { ColumnId, Expression } from '../plan/expression.ts'
import { someExpression } from '../plan/expression-walk.ts'
import type { Chunk } from './chunk.ts'
import { columnProvider } from './compile/column-code.ts'
import { type HoistedValues, Hoisting } from './compile/hoisting.ts'
import { BlockScope } from './compile/row-scope.ts'
import { SourceBuilder } from './compile/source-builder.ts'
import type { Execution } from './execution.ts'
import type { Stage } from './maybe-async.ts'

/** Where a pipeline's rows come from. */
export interface Source {
  /** What the columns of its chunks are. */
  readonly columns: readonly ColumnId[]
  /** Yields chunks, and promises where it has to wait for the disk. */
  chunks(execution: Execution): Generator<Chunk | PromiseLike<unknown>, void>
}

/** An operator that rows stream through. */
export interface Step {
  /** The expressions that it evaluates, so that their column-free parts are computed once. */
  readonly expressions: readonly Expression[]
  /** Makes its state for one execution, before the first row. */
  begin?(execution: Execution): void
  /** Whether no row can come through any more, so that the source need not be read. */
  isExhausted?(execution: Execution): boolean
  /** About how many rows come of one, so that a slice of work stays short. */
  fanOut?(execution: Execution): number
  /** Whatever of the execution's state shapes the code, as a string. */
  variant?(execution: Execution): string
  /**
   * Emits its work on the row at hand, calling `consume` where a row goes on. In generated code `continue` skips
   * the row; `done = true; break rows` ends the pipeline.
   */
  emit(scope: BlockScope, execution: Execution, consume: (scope: BlockScope) => void): void
}

/** Where a pipeline's rows end. */
export interface Sink {
  readonly expressions: readonly Expression[]
  /** Makes the sink's state for one execution. */
  begin(execution: Execution): void
  emit(scope: BlockScope, execution: Execution): void
  /** Passes on what has gathered, between two slices of work. */
  drain?(execution: Execution): Stage<void>
  /** Called once after the last row. */
  finish?(execution: Execution): void
}

type PipelineFunction = (
  chunk: Chunk,
  start: number,
  end: number,
  hoisted: readonly unknown[],
  states: readonly unknown[],
  environment: StatementEnvironment,
  execution: Execution,
) => boolean

/** About how many rows a pipeline makes before it looks at the clock. */
const sliceRows = 1_000_000

/** How many rows the evaluation of correlated subqueries is reckoned to be. */
const subqueryRows = 50_000

/** How long a pipeline computes before it lets the event loop turn. */
export const sliceMilliseconds = 20

/** A part of a plan that runs by itself, after those before it. */
export interface Runnable {
  run(execution: Execution): Stage<void>
}

/**
 * A source, the steps its rows stream through, and a sink, compiled to one JavaScript function with a single loop
 * (Neumann, "Efficiently Compiling Efficient Query Plans for Modern Hardware", VLDB 2011). There is a variant of the
 * function for each combination of column layouts, bounds and argument representations that turns up; they stay with the plan.
 */
export class Pipeline implements Runnable {
  readonly #source: Source
  readonly #steps: readonly Step[]
  readonly #sink: Sink
  readonly #hoisting: Hoisting
  readonly #rowCost: number
  /** Which columns arithmetic uses, so that their bounds shape the code. */
  readonly #ranged: readonly boolean[]
  readonly #variants = new Map<string, PipelineFunction>()
  #lastKey = ''
  #last: PipelineFunction | null = null

  constructor(source: Source, steps: readonly Step[], sink: Sink, ranged: ReadonlySet<ColumnId>) {
    this.#source = source
    this.#steps = steps
    this.#sink = sink
    this.#ranged = source.columns.map((column) => ranged.has(column))
    const expressions = [...steps.flatMap((step) => step.expressions), ...sink.expressions]
    this.#hoisting = new Hoisting(expressions)
    this.#rowCost = expressions.some(runsSubqueries) ? subqueryRows : 1
  }

  /** Runs the pipeline over all of its source's rows. */
  *run(execution: Execution): Stage<void> {
    const hoisted = this.#hoisting.evaluate(execution)
    for (const step of this.#steps) step.begin?.(execution)
    this.#sink.begin(execution)
    const clock = { turnAt: 0 }
    for (const item of this.#source.chunks(execution)) {
      if ('then' in item) yield item
      else if (yield* this.#runChunk(item, hoisted, execution, clock)) break
    }
    this.#sink.finish?.(execution)
  }

  /** Runs the pipeline over a chunk, in slices where each row makes many. The answer is whether no more rows are wanted. */
  *#runChunk(
    chunk: Chunk,
    hoisted: HoistedValues,
    execution: Execution,
    clock: { turnAt: number },
  ): Stage<boolean> {
    const run = this.#variant(chunk, hoisted, execution)
    const { states, environment, signal } = execution
    const slice = Math.max(1, Math.floor(sliceRows / this.#fanOut(execution)))
    for (let start = 0; start < chunk.rowCount; start += slice) {
      const end = Math.min(chunk.rowCount, start + slice)
      const isDone = run(chunk, start, end, hoisted.values, states, environment, execution)
      const pause = execution.nested ? 0 : takePause(environment)
      if (pause > 0 && !signal?.aborted) yield rest(pause, signal)
      if (isDone) return true
      if (this.#sink.drain) yield* this.#sink.drain(execution)
      if (this.#isExhausted(execution)) return true
      if (signal?.aborted) throw interrupted(signal)
      if (execution.nested) continue
      const now = performance.now()
      if (clock.turnAt === 0) clock.turnAt = now + sliceMilliseconds
      else if (now > clock.turnAt) {
        yield new Promise((resolve) => setImmediate(resolve))
        clock.turnAt = performance.now() + sliceMilliseconds
      }
    }
    return false
  }

  #fanOut(execution: Execution): number {
    let rows = this.#rowCost
    for (const step of this.#steps) if (step.fanOut) rows *= Math.max(1, step.fanOut(execution))
    return rows
  }

  #isExhausted(execution: Execution): boolean {
    for (const step of this.#steps) if (step.isExhausted?.(execution)) return true
    return false
  }

  #variant(chunk: Chunk, hoisted: HoistedValues, execution: Execution): PipelineFunction {
    let key = chunk.visible ? `v${hoisted.key}` : hoisted.key
    for (let i = 0; i < chunk.columns.length; i++) {
      key += chunk.columns[i].tag
      if (this.#ranged[i]) key += bucketRange(chunk.columns[i].range()).key
    }
    for (const step of this.#steps) if (step.variant) key += step.variant(execution)
    if (key === this.#lastKey && this.#last) return this.#last
    let run = this.#variants.get(key)
    if (!run) {
      run = this.#compile(chunk, hoisted, execution)
      this.#variants.set(key, run)
    }
    this.#lastKey = key
    this.#last = run
    return run
  }

  #compile(chunk: Chunk, hoisted: HoistedValues, execution: Execution): PipelineFunction {
    const builder = new SourceBuilder()
    const providers = this.#source.columns.map((id, index) => {
      const column = chunk.columns[index]
      const range = this.#ranged[index] ? bucketRange(column.range()).range : null
      const provider = columnProvider(builder, `chunk.columns[${index}]`, column, 'i', range)
      return [id, provider] as const
    })
    const scope = new BlockScope(builder, new Map(providers), this.#hoisting.code(builder, hoisted))
    builder.statement('const { visible } = chunk')
    builder.statement('let done = false')
    builder.block('rows: for (let i = start; i < end; i++)', () => {
      if (chunk.visible) builder.statement('if ((visible[i >> 3] & (1 << (i & 7))) === 0) continue')
      this.#emitFrom(0, scope, execution)
    })
    builder.epilogue('return done')
    return builder.build(['chunk', 'start', 'end', 'hoisted', 'states', 'environment', 'execution'])
  }

  #emitFrom(index: number, scope: BlockScope, execution: Execution): void {
    if (index === this.#steps.length) this.#sink.emit(scope, execution)
    else {
      const next = (inner: BlockScope) => this.#emitFrom(index + 1, inner, execution)
      this.#steps[index].emit(scope, execution, next)
    }
  }
}

/** Waits as SLEEP asked for, or until the statement is interrupted. */
function rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal?.addEventListener('abort', end)
  })
}

/** Whether an expression runs a query for each row. */
function runsSubqueries(expression: Expression): boolean {
  return someExpression(
    expression,
    (part) => part.kind === 'subquery' && part.correlated.length > 0,
  )
}

export function interrupted(signal: AbortSignal): SqlError {
  return new SqlError('interrupted', 'Query execution was interrupted', { cause: signal.reason })
}
