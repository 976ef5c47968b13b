import type { ColumnId, Expression } from '../plan/expression.ts'
import { columnsOf, hasSideEffect } from '../plan/expression-walk.ts'
import type {
  AggregateOperator,
  JoinOperator,
  LimitOperator,
  LogicalOperator,
  OutputColumn,
  ProjectOperator,
  RecursiveOperator,
  ScanOperator,
  SortOperator,
  UnionOperator,
  WindowOperator,
  WorkingTableId,
} from '../plan/logical-plan.ts'
import { windowExpressions } from '../plan/window-walk.ts'
import type { Chunk } from './chunk.ts'
import type { Execution } from './execution.ts'
import { findSubqueries } from './find-subqueries.ts'
import { materializedChunk } from './materialized.ts'
import type { Stage } from './maybe-async.ts'
import { Pipeline, type Runnable, type Sink, type Source, type Step } from './pipeline.ts'
import type { Profile } from './profile.ts'
import { rangedColumns } from './ranged-columns.ts'
import { Recursion } from './recursion.ts'
import { addedSink } from './sinks/added.ts'
import { aggregateSink, groupsChunk } from './sinks/aggregate.ts'
import { groupingSetsSink, groupingSetsSource, setOperators } from './sinks/grouping-sets.ts'
import { type BuildSide, hashBuildSink } from './sinks/hash-build.ts'
import { type Materialized, materializeSink } from './sinks/materialize.ts'
import { type RowShape, rowsSink } from './sinks/rows.ts'
import { type SortLimit, sortedChunk, sortSink } from './sinks/sort.ts'
import { WindowStore, windowChunk, windowSink } from './sinks/window.ts'
import { chunkSource } from './sources/chunk.ts'
import { indexSource } from './sources/index-lookup.ts'
import { scanSource } from './sources/scan.ts'
import { givenSource, valuesSource } from './sources/values.ts'
import { virtualSource } from './sources/virtual.ts'
import { filterStep } from './steps/filter.ts'
import { joinProbeStep } from './steps/join-probe.ts'
import { jsonTableStep } from './steps/json-table.ts'
import { lateralStep } from './steps/lateral.ts'
import { limitStep } from './steps/limit.ts'
import { projectStep } from './steps/project.ts'

/** A query cut into pipelines, each ending where its rows must all be there before the next can begin. */
export interface PhysicalPlan {
  readonly columns: readonly OutputColumn[]
  /** Runs the pipelines in order and answers the rows. */
  run(execution: Execution): Stage<unknown[]>
}

/**
 * @param makeSink what takes the rows; by default they are collected and answered
 * @param profile is told what the operators do; `null`: nobody asks
 */
export function physicalPlan(
  root: LogicalOperator,
  shape: RowShape,
  makeSink: (slot: number) => Sink = (slot) => rowsSink(slot, root.columns, shape),
  profile: Profile | null = null,
): PhysicalPlan {
  const planner = new Planner(root, profile)
  const stream = planner.plan(root, new Set(root.columns.map(({ id }) => id)))
  const slot = planner.slot()
  planner.end(stream, makeSink(slot))
  const { pipelines } = planner
  const subqueries = findSubqueries(root)
  return {
    columns: root.columns,
    *run(execution) {
      if (subqueries.length > 0) yield* execution.subqueries.prepare(subqueries, execution)
      for (const pipeline of pipelines) yield* pipeline.run(execution)
      return execution.states[slot] as unknown[]
    },
  }
}

/** So many grouping sets share a pass: more would make a function that is too long for the compiler. */
const setsPerPass = 8

/** Rows on their way: a source and the steps they have streamed through so far. */
interface Stream {
  readonly source: Source
  readonly steps: readonly Step[]
  /** Whether the rows are others in each round of the recursion around. */
  readonly perRound?: boolean
}

type Needed = ReadonlySet<ColumnId>

class Planner {
  /** In the order in which they run. */
  readonly pipelines: Runnable[] = []
  /** The pipelines of the recursion's step that is being planned which each round runs again. */
  #rounds: Runnable[] = []
  /** Slots of working tables. */
  readonly #working = new Map<WorkingTableId, number>()
  readonly #ranged: ReadonlySet<ColumnId>
  readonly #profile: Profile | null
  #slots = 0

  constructor(root: LogicalOperator, profile: Profile | null) {
    this.#profile = profile
    this.#ranged = rangedColumns(root)
  }

  /** A place for state in `Execution.states`. */
  slot(): number {
    return this.#slots++
  }

  /** Ends a stream in a sink: a pipeline. */
  end({ source, steps, perRound }: Stream, sink: Sink): void {
    const pipelines = perRound ? this.#rounds : this.pipelines
    const pipeline = new Pipeline(source, steps, sink, this.#ranged)
    pipelines.push(this.#profile === null ? pipeline : this.#profile.timed(pipeline, steps))
  }

  /** `needed`: the columns of the operator's output that something above reads. */
  plan(operator: LogicalOperator, needed: Needed): Stream {
    return this.#counted(operator, this.#planOperator(operator, needed))
  }

  /** The stream of an operator, which counts its rows where somebody asks. */
  #counted(operator: LogicalOperator, stream: Stream): Stream {
    return this.#profile === null ? stream : through(stream, this.#profile.counter(operator))
  }

  #planOperator(operator: LogicalOperator, needed: Needed): Stream {
    switch (operator.kind) {
      case 'scan': {
        const source = tableSource(operator)
        const watched = this.#profile === null ? source : this.#profile.watched(operator, source)
        return through({ source: watched, steps: [] }, filterStep(operator.filters))
      }
      case 'values':
        return { source: valuesSource(operator), steps: [] }
      case 'filter': {
        const input = this.plan(operator.input, withColumns(needed, operator.predicates))
        return through(input, filterStep(operator.predicates))
      }
      case 'project': {
        const used = usedColumns(operator, needed)
        const input = this.plan(
          operator.input,
          withColumns(
            [],
            used.map(({ expression }) => expression),
          ),
        )
        return through(input, projectStep(used))
      }
      case 'join':
        return operator.type === 'full'
          ? this.#fullJoin(operator, needed)
          : this.#join(operator, needed).stream
      case 'aggregate':
        return operator.groupingSets ? this.#groupingSets(operator) : this.#aggregate(operator)
      case 'window':
        return this.#window(operator, needed)
      case 'distinct': {
        const { columns, input } = operator
        const keys = columns.map(columnExpression)
        return this.#aggregate({ kind: 'aggregate', input, columns, keys, aggregates: [] })
      }
      case 'sort':
        return this.#sort(operator, needed, null)
      case 'limit':
        return this.#limit(operator, needed)
      case 'union':
        return this.#union(operator)
      case 'json-table':
        return through(
          this.plan(operator.input, withColumns(needed, [operator.document])),
          jsonTableStep(operator),
        )
      case 'lateral': {
        const { input, subquery, on } = operator
        return through(
          this.plan(input, withColumns(needed, [subquery, ...on])),
          lateralStep(operator),
        )
      }
      case 'working': {
        const slot = this.#working.get(operator.table)
        if (slot === undefined) return { source: givenSource(operator), steps: [] }
        return { ...this.#readMaterialized(slot, operator.columns), perRound: true }
      }
      case 'recursive':
        return this.#recursive(operator)
    }
  }

  #join(
    join: JoinOperator,
    needed: Needed,
  ): { stream: Stream; slot: number; kept: OutputColumn[] } {
    const { left, right, equalities, residual } = join
    const used = withColumns(needed, residual)
    const buildKeys = equalities.map((equality) => equality.right)
    const probeKeys = equalities.map((equality) => equality.left)
    const slot = this.slot()
    const kept = right.columns.filter(({ id }) => used.has(id))
    const build = this.plan(right, withColumns(used, buildKeys))
    this.end(build, hashBuildSink(slot, kept, buildKeys))
    const probe = this.plan(left, withColumns(used, probeKeys))
    const step = joinProbeStep({
      slot,
      type: join.type,
      buildColumns: kept,
      keys: probeKeys,
      residual,
      ranged: this.#ranged,
    })
    const perRound = build.perRound || probe.perRound
    return { stream: { ...through(probe, step), perRound }, slot, kept }
  }

  /** A left join, then the build rows that found no partner, with NULLs for the other side. */
  #fullJoin(join: JoinOperator, needed: Needed): Stream {
    const { stream, slot, kept } = this.#join(join, needed)
    const columns = join.columns.filter(({ id }) => needed.has(id))
    const result = this.slot()
    this.end(stream, materializeSink(result, columns))
    const unmatched: Stream = {
      source: chunkSource(
        kept.map(({ id }) => id),
        (execution) => unmatchedRows(execution.states[slot] as BuildSide),
      ),
      steps: [projectStep(join.left.columns.map(nullColumn))],
      perRound: stream.perRound,
    }
    this.end(unmatched, materializeSink(result, columns, 'append'))
    return { ...this.#readMaterialized(result, columns), perRound: stream.perRound }
  }

  #aggregate(operator: AggregateOperator): Stream {
    const slot = this.slot()
    const used = [...operator.keys, ...operator.aggregates.flatMap(({ args }) => args)]
    const input = this.plan(operator.input, withColumns([], used))
    this.end(input, aggregateSink(slot, operator))
    const groups = this.#read(operator.columns, (execution) =>
      groupsChunk(execution, slot, operator),
    )
    return { ...groups, perRound: input.perRound }
  }

  /** One pass over the rows feeds the groups of several sets; where there are many, the rows are kept for several passes. */
  #groupingSets(operator: AggregateOperator): Stream {
    const used = [...operator.keys, ...operator.aggregates.flatMap(({ args }) => args)]
    const needed = withColumns([], used)
    const operators = setOperators(operator)
    const slots = operators.map(() => this.slot())
    let stream = this.plan(operator.input, needed)
    if (operators.length > setsPerPass) {
      const slot = this.slot()
      const columns = operator.input.columns.filter(({ id }) => needed.has(id))
      this.end(stream, materializeSink(slot, columns))
      stream = this.#readMaterialized(slot, columns)
    }
    for (let from = 0; from < operators.length; from += setsPerPass) {
      const to = from + setsPerPass
      this.end(stream, groupingSetsSink(slots.slice(from, to), operators.slice(from, to)))
    }
    return { source: groupingSetsSource(operator, slots, operators), steps: [] }
  }

  #window(operator: WindowOperator, needed: Needed): Stream {
    const { input, calls } = operator
    const slot = this.slot()
    const kept = input.columns.filter(({ id }) => needed.has(id))
    const store = new WindowStore(operator, kept)
    const below = withColumns(
      kept.map(({ id }) => id),
      windowExpressions(operator),
    )
    this.end(this.plan(input, below), windowSink(slot, store))
    const own = operator.columns.slice(-calls.length)
    return this.#read([...kept, ...own], (execution) => windowChunk(execution, slot, store))
  }

  #sort({ input, keys }: SortOperator, needed: Needed, limit: SortLimit | null): Stream {
    const slot = this.slot()
    const kept = input.columns.filter(({ id }) => needed.has(id))
    const expressions = keys.map(({ expression }) => expression)
    const stream = this.plan(input, withColumns(needed, expressions))
    this.end(stream, sortSink(slot, kept, keys, limit))
    const sorted = this.#read(kept, (execution) => sortedChunk(execution, slot, kept.length, keys))
    return { ...sorted, perRound: stream.perRound }
  }

  #limit(operator: LimitOperator, needed: Needed): Stream {
    const { input, limit, offset, countsAll } = operator
    const stream = this.#underLimit(input, needed, countsAll ? null : limit && { limit, offset })
    return through(stream, limitStep(this.slot(), operator))
  }

  /** A sort that a limit stands on, perhaps with projections between, keeps the wanted rows alone. */
  #underLimit(operator: LogicalOperator, needed: Needed, limit: SortLimit | null): Stream {
    if (operator.kind === 'sort') {
      return this.#counted(operator, this.#sort(operator, needed, limit))
    }
    if (operator.kind === 'project' && operator.input.kind === 'sort') {
      const used = usedColumns(operator, needed)
      const below = withColumns(
        [],
        used.map(({ expression }) => expression),
      )
      const sorted = this.#counted(operator.input, this.#sort(operator.input, below, limit))
      return this.#counted(operator, through(sorted, projectStep(used)))
    }
    return this.plan(operator, needed)
  }

  #union({ inputs, columns }: UnionOperator): Stream {
    const slot = this.slot()
    const streams = inputs.map((input) => this.#renamed(input, columns))
    // One slot serves all inputs, so that all run again where one does.
    const perRound = streams.some((stream) => stream.perRound)
    streams.forEach((stream, i) => {
      const sink = materializeSink(slot, columns, i === 0 ? 'new' : 'append')
      this.end({ ...stream, perRound }, sink)
    })
    return { ...this.#readMaterialized(slot, columns), perRound }
  }

  /** The rows of an input under the ids of the columns that stand at the same places. */
  #renamed(input: LogicalOperator, columns: readonly OutputColumn[]): Stream {
    const stream = this.plan(input, new Set(input.columns.map(({ id }) => id)))
    const renamed = columns.map(({ id }, at) => ({
      id,
      expression: columnExpression(input.columns[at]),
    }))
    return through(stream, projectStep(renamed))
  }

  /**
   * The anchor's rows begin the first round; the step's pipelines that do not depend on the round run before it, once. The
   * binder sees to it that a recursion within a step does not depend on the round.
   */
  #recursive(operator: RecursiveOperator): Stream {
    const { anchor, step, columns, table, distinct } = operator
    const result = this.slot()
    const working = this.slot()
    const added = this.slot()
    const seen = distinct ? this.slot() : null
    const around = this.#rounds
    const first = this.#renamed(anchor, columns)
    const rounds: Runnable[] = []
    this.#rounds = rounds
    this.#working.set(table, working)
    this.end(
      { ...this.#renamed(step, columns), perRound: true },
      addedSink(added, columns, seen, 'next'),
    )
    this.#rounds = around
    this.end(first, addedSink(added, columns, seen, 'first'))
    this.pipelines.push(new Recursion({ result, working, added }, columns, rounds, operator.enough))
    return this.#readMaterialized(result, columns)
  }

  #readMaterialized(slot: number, columns: readonly OutputColumn[]): Stream {
    return this.#read(columns, (execution) => {
      const rows = execution.states[slot] as Materialized
      return materializedChunk(rows.columns, rows.rowCount)
    })
  }

  #read(columns: readonly OutputColumn[], chunk: (execution: Execution) => Chunk): Stream {
    const ids = columns.map(({ id }) => id)
    return { source: chunkSource(ids, chunk), steps: [] }
  }
}

function through(stream: Stream, step: Step): Stream {
  return { ...stream, steps: [...stream.steps, step] }
}

function withColumns(needed: Iterable<ColumnId>, expressions: readonly Expression[]): Needed {
  return new Set([...needed, ...columnsOf(...expressions)])
}

function tableSource(operator: ScanOperator): Source {
  if (operator.table.virtual === true) return virtualSource(operator)
  return operator.access ? indexSource(operator, operator.access) : scanSource(operator)
}

/** What a project has to compute: what is asked for, and what changes the session. */
function usedColumns({ columns, expressions }: ProjectOperator, needed: Needed) {
  return columns
    .map(({ id }, i) => ({ id, expression: expressions[i] }))
    .filter(({ id, expression }) => needed.has(id) || hasSideEffect(expression))
}

function columnExpression({ id, type, nullable }: OutputColumn): Expression {
  return { kind: 'column', column: id, type, nullable }
}

function nullColumn({ id, type }: OutputColumn) {
  const expression: Expression = { kind: 'constant', value: null, type, nullable: true }
  return { id, expression }
}

function unmatchedRows(side: BuildSide): Chunk {
  const visible = new Uint8Array((side.rowCount + 7) >> 3)
  for (let row = 0; row < side.rowCount; row++) {
    if (side.matched[row] === 0) visible[row >> 3] |= 1 << (row & 7)
  }
  return { rowCount: side.rowCount, columns: side.chunkColumns, visible }
}
