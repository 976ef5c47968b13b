import type { Sql } from './dialect.ts'
import type { QueryMaker } from './queries.ts'
import type { Random } from './random.ts'
import type { Kind } from './values.ts'

/** A query and others whose rows together must be its rows. */
export interface Partition {
  readonly whole: string
  readonly parts: readonly string[]
  readonly kinds: readonly (Kind | 'truth')[]
}

/**
 * Draws partitions of queries, which need no oracle: ternary logic partitioning (Rigger and Su, OOPSLA 2020: a condition is true,
 * false or NULL for every row), and the same condition as a filter and as a value, which no index and
 * no pushdown takes part in (Rigger and Su, ESEC/FSE 2020).
 */
export class Partitioning {
  readonly #random: Random
  readonly #queries: QueryMaker

  constructor(random: Random, queries: QueryMaker) {
    this.#random = random
    this.#queries = queries
  }

  draw(): Partition {
    const { from, scope, condition } = this.#queries.partitioned()
    const text = (part: Sql) => part('sqlexec')
    const where = `FROM ${text(from)} WHERE`
    const p = text(condition)
    if (this.#random.chance(0.3)) {
      return {
        whole: `SELECT COUNT(*) ${where} ${p}`,
        parts: [`SELECT COALESCE(SUM(CASE WHEN ${p} THEN 1 ELSE 0 END), 0) FROM ${text(from)}`],
        kinds: ['int'],
      }
    }
    const columns = this.#random.shuffle(scope).slice(0, 4)
    const list = columns.map((column) => text(column.sql)).join(', ')
    return {
      whole: `SELECT ${list} FROM ${text(from)}`,
      parts: [p, `NOT ${p}`, `${p} IS NULL`].map((each) => `SELECT ${list} ${where} ${each}`),
      kinds: columns.map(({ kind }) => kind),
    }
  }
}
