import { type MysqlColumn, MysqlExpressions } from './mysql-values.ts'
import type { Random } from './random.ts'

/** Queries that must answer the same: `whole` the rows of all `parts` together. */
export interface Equivalence {
  readonly whole: string
  readonly parts: readonly string[]
}

/**
 * Draws queries over `m`, which has indexes and a file, and `n`, a copy without either, that must answer alike
 * though they take different ways: an index or a scan, a hash table or a comparison of every pair, sorting or folding.
 */
export class Equivalences {
  readonly #random: Random
  readonly #columns: readonly MysqlColumn[]

  constructor(random: Random, columns: readonly MysqlColumn[]) {
    this.#random = random
    this.#columns = columns
  }

  draw(): Equivalence {
    const random = this.#random
    const p = new MysqlExpressions(random, this.#columns).predicate(random.between(0, 2))
    const x = new MysqlExpressions(random, this.#columns, 'x.').scalar(random.pick([0, 0, 1]))
    const y = new MysqlExpressions(random, this.#columns, 'y.').scalar(random.pick([0, 0, 1]))
    const alone = new MysqlExpressions(random, this.#columns).column()
    switch (random.between(0, 7)) {
      case 0:
        return {
          whole: 'SELECT id FROM m',
          parts: [p, `NOT ${p}`, `${p} IS NULL`].map((each) => `SELECT id FROM m WHERE ${each}`),
        }
      case 1:
        return {
          whole: `SELECT COUNT(*) FROM m WHERE ${p}`,
          parts: [`SELECT COALESCE(SUM(CASE WHEN ${p} THEN 1 ELSE 0 END), 0) FROM m`],
        }
      case 2:
      case 3:
        return {
          whole: `SELECT id FROM m WHERE ${p}`,
          parts: [`SELECT id FROM n WHERE ${p}`],
        }
      case 4:
        return {
          whole: `SELECT x.id, y.id FROM m x JOIN n y ON ${x} = ${y}`,
          parts: [`SELECT x.id, y.id FROM n x JOIN m y ON (${x} = ${y}) IS TRUE`],
        }
      case 5:
        return {
          whole: `SELECT x.id FROM m x WHERE ${x} IN (SELECT ${y} FROM n y)`,
          parts: [
            `SELECT x.id FROM m x WHERE (SELECT COUNT(*) FROM n y WHERE (${x} = ${y}) IS TRUE) > 0`,
          ],
        }
      case 6:
        return {
          whole: `SELECT COUNT(DISTINCT ${alone}) FROM m`,
          parts: [
            `SELECT COUNT(*) FROM (SELECT ${alone} FROM n WHERE ${alone} IS NOT NULL GROUP BY ${alone}) d`,
          ],
        }
      default:
        return {
          whole: 'SELECT 1',
          parts: [
            `SELECT (SELECT MIN(${alone}) FROM m) <=> (SELECT ${alone} FROM n ORDER BY ${alone} IS NULL, ${alone} LIMIT 1)`,
          ],
        }
    }
  }
}
