import type { ColumnVector } from '../vector/column-vector.ts'
import type { VersionSegment } from './version-segment.ts'

/** Columns of a segment that stay usable, whatever the buffer pool drops, as long as this object lives. */
export class PinnedColumns {
  readonly segment: VersionSegment
  readonly #columns: (ColumnVector | undefined)[] = []

  constructor(segment: VersionSegment) {
    this.segment = segment
  }

  /** Reads what is missing. `undefined`: all are here. */
  load(ordinals: readonly number[]): Promise<void> | undefined {
    const missing = ordinals.filter((ordinal) => this.#columns[ordinal] === undefined)
    if (missing.length === 0) return undefined
    const loading = this.segment.load(missing)
    if (loading !== undefined) return loading.then(() => this.#pin(missing))
    this.#pin(missing)
    return undefined
  }

  column(ordinal: number): ColumnVector {
    return this.#columns[ordinal] ?? this.segment.column(ordinal)
  }

  #pin(ordinals: readonly number[]): void {
    for (const ordinal of ordinals) this.#columns[ordinal] = this.segment.column(ordinal)
  }
}
