import type { LogicalOperator, ScanOperator } from '../plan/logical-plan.ts'
import { inputsOf } from '../plan/operator-walk.ts'
import type { Execution } from './execution.ts'
import type { Stage } from './maybe-async.ts'
import type { Runnable, Source, Step } from './pipeline.ts'

/** What EXPLAIN ANALYZE tells of one operator. */
export interface OperatorProfile {
  /** Rows that it yielded, in all loops together. */
  rows: number
  /** How often it was run. */
  loops: number
  /** The pipeline that it is a part of. */
  pipeline: PipelineProfile | null
  /** Of a scan: parts of the table that were read (row groups, the delta), and all that there are; `null`: by an index. */
  segments: { read: number; all: number } | null
  /** Of a scan: rows that were looked at. */
  scanned: number
}

export interface PipelineProfile {
  milliseconds: number
}

/**
 * What the operators of a plan did. A plan that is built with a profile counts and times itself; one that is built without has no
 * trace of it.
 */
export class Profile {
  readonly #operators = new Map<LogicalOperator, OperatorProfile>()

  /** `undefined`: the operator was not run by itself. */
  find(operator: LogicalOperator): OperatorProfile | undefined {
    return this.#operators.get(operator)
  }

  /**
   * Milliseconds of an operator and all below it. The operators of one pipeline are one loop, so that all have its time.
   */
  milliseconds(operator: LogicalOperator): number {
    const pipelines = new Set<PipelineProfile>()
    this.#collect(operator, pipelines)
    let sum = 0
    for (const { milliseconds } of pipelines) sum += milliseconds
    return sum
  }

  #collect(operator: LogicalOperator, pipelines: Set<PipelineProfile>): void {
    const pipeline = this.find(operator)?.pipeline
    if (pipeline) pipelines.add(pipeline)
    for (const input of inputsOf(operator)) this.#collect(input, pipelines)
  }

  /** A step that counts the rows of an operator. */
  counter(operator: LogicalOperator): Step & { readonly profile: OperatorProfile } {
    const profile = this.#of(operator)
    return {
      profile,
      expressions: [],
      begin() {
        profile.loops++
      },
      emit(scope, _execution, consume) {
        const { builder } = scope
        builder.statement(`${builder.constant(profile)}.rows++`)
        consume(scope)
      },
    }
  }

  /** The same source, which tells what it reads. */
  watched(scan: ScanOperator, source: Source): Source {
    const profile = this.#of(scan)
    const isWhole = scan.access === null && scan.table.virtual !== true
    return {
      columns: source.columns,
      *chunks(execution) {
        if (isWhole) {
          profile.segments ??= { read: 0, all: 0 }
          const snapshot = execution.table(scan.table).snapshot(execution.transaction)
          profile.segments.all += snapshot.segments.length
        }
        for (const item of source.chunks(execution)) {
          if (!('then' in item)) {
            profile.scanned += item.rowCount
            if (profile.segments !== null) profile.segments.read++
          }
          yield item
        }
      },
    }
  }

  /** The same pipeline, which is timed. */
  timed(pipeline: Runnable, steps: readonly Step[]): Runnable {
    const profile: PipelineProfile = { milliseconds: 0 }
    for (const step of steps)
      if ('profile' in step) (step.profile as OperatorProfile).pipeline = profile
    return {
      *run(execution: Execution): Stage<void> {
        const started = performance.now()
        try {
          yield* pipeline.run(execution)
        } finally {
          profile.milliseconds += performance.now() - started
        }
      },
    }
  }

  #of(operator: LogicalOperator): OperatorProfile {
    let profile = this.#operators.get(operator)
    if (profile === undefined) {
      profile = { rows: 0, loops: 0, pipeline: null, segments: null, scanned: 0 }
      this.#operators.set(operator, profile)
    }
    return profile
  }
}
