/** One database, or one way to use it, in a benchmark. */
export interface Contender {
  readonly name: string
  /** What the contender answers. All contenders of a benchmark must agree before any is timed. */
  answer?(): Promise<unknown>
  /** Does the work of one round: `operations` operations of the benchmark. */
  round(): Promise<void> | void
}

/** A contender whose rounds run elsewhere, and which reports seconds per operation by itself. */
export interface MeasuredContender {
  readonly name: string
  answer?(): Promise<unknown>
  /** Returns one sample: seconds per operation. */
  sample(): Promise<number>
}

/** Several contenders at one task, with their data prepared. */
export interface Task {
  readonly name: string
  /** Operations in a round; times are per operation. */
  readonly operations: number
  /** Ours comes first; ratios are relative to it. */
  readonly contenders: readonly (Contender | MeasuredContender)[]
  /** Whether two answers agree; by default only equal ones do. */
  agree?(a: unknown, b: unknown): boolean
  /** Facts beside the time, such as bytes read, known once the rounds are over. */
  notes?(): Promise<Record<string, string>>
  close?(): Promise<void>
}

export interface BenchmarkContext {
  /** A folder for data that is costly to make and kept between runs. */
  readonly dataDirectory: string
  /** An empty folder for this run. */
  readonly scratchDirectory: string
  readonly threads: number
  /** Scale factor of TPC-H. */
  readonly scale: number
  readonly log: (message: string) => void
}

/** A module of `benchmarks/`. Tasks are prepared, run and closed one after the other. */
export interface Benchmark {
  readonly name: string
  tasks(context: BenchmarkContext): AsyncGenerator<Task>
}
