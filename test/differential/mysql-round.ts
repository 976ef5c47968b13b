import { SqlExecEngine } from './engines.ts'
import { Equivalences } from './equivalences.ts'
import { Mismatch } from './mismatch.ts'
import { type MysqlColumn, MysqlExpressions, mysqlColumns, sample } from './mysql-values.ts'
import { Random } from './random.ts'
import type { RoundOptions, RoundResult } from './round.ts'

/** What a statement may answer instead of rows: its values do not fit, whatever way is taken. */
const acceptable =
  /^(numeric_overflow|out_of_range|incorrect_datetime|incorrect_value|unsupported)$/u

/** One database with a table in all types of MySQL and its plain copy, asked in ways that must agree. */
export async function runMysqlRound({
  seed,
  steps,
  directory,
}: RoundOptions): Promise<RoundResult> {
  const random = new Random(seed)
  const engine = await SqlExecEngine.open(directory ?? ':memory:', {
    durability: 'off',
    flushInterval: '1h',
    memoryLimit: random.chance(0.5) ? '16K' : '64M',
  })
  const round = new MysqlRound(random, engine)
  try {
    await round.fill()
    for (let i = 0; i < steps; i++) await round.step()
    return round.result
  } finally {
    await engine.close()
  }
}

class MysqlRound {
  readonly result: RoundResult = { compared: 0, refused: 0, refusals: [] }
  readonly #random: Random
  readonly #engine: SqlExecEngine
  readonly #columns: readonly MysqlColumn[]
  readonly #equivalences: Equivalences
  readonly #script: string[] = []

  constructor(random: Random, engine: SqlExecEngine) {
    this.#random = random
    this.#engine = engine
    this.#columns = mysqlColumns(random)
    this.#equivalences = new Equivalences(random, this.#columns)
  }

  async fill(): Promise<void> {
    const random = this.#random
    const columns = this.#columns.map(({ name, type }) => `${name} ${type}`).join(', ')
    const keys = this.#columns
      .filter(() => random.chance(0.6))
      .map(({ name }) => `, KEY k${name} (${name}${random.chance(0.3) ? ', id' : ''})`)
    await this.#run(`CREATE TABLE m (id INT PRIMARY KEY, ${columns}${keys.join('')})`)
    await this.#run(`CREATE TABLE n (id INT, ${columns})`)
    const rows = random.pick([0, 10, 25, 40, 40])
    for (let id = 0; id < rows; id++) {
      const values = this.#columns.map(({ type }) =>
        random.chance(0.15) ? 'NULL' : sample(random, type),
      )
      for (const table of ['m', 'n']) {
        await this.#run(`INSERT INTO ${table} VALUES (${[id, ...values].join(', ')})`)
      }
      if (random.chance(0.1)) await this.#run('FLUSH')
    }
  }

  async step(): Promise<void> {
    const draw = this.#random.next()
    if (draw < 0.85) await this.#compare()
    else if (draw < 0.95) await this.#change()
    else await this.#run('FLUSH')
  }

  async #run(sql: string): Promise<void> {
    this.#script.push(sql)
    await this.#engine.run(sql)
  }

  /** The same change of both tables. */
  async #change(): Promise<void> {
    const random = this.#random
    const expressions = new MysqlExpressions(random, this.#columns)
    const p = expressions.predicate(1)
    const { name, type } = random.pick(this.#columns)
    const id = random.between(0, 40)
    const statement = random.chance(0.3)
      ? (table: string) => `DELETE FROM ${table} WHERE ${p} AND id BETWEEN ${id} AND ${id + 5}`
      : (table: string) => `UPDATE ${table} SET ${name} = ${value} WHERE ${p}`
    const value = random.chance(0.2) ? 'NULL' : sample(random, type)
    // One may meet a value that its way spares the other.
    await this.#run('BEGIN')
    const failed = [
      typeof (await this.#answer(statement('m'))) === 'string',
      typeof (await this.#answer(statement('n'))) === 'string',
    ].includes(true)
    this.#script.push(statement('m'), statement('n'))
    await this.#run(failed ? 'ROLLBACK' : 'COMMIT')
    await this.#same({ whole: 'SELECT * FROM m', parts: ['SELECT * FROM n'] })
  }

  #compare(): Promise<void> {
    return this.#same(this.#equivalences.draw())
  }

  async #same({ whole, parts }: { whole: string; parts: readonly string[] }): Promise<void> {
    const answers: (readonly (readonly unknown[])[])[] = []
    for (const sql of [whole, ...parts]) {
      const answer = await this.#answer(sql)
      if (typeof answer === 'string') {
        this.result.refused++
        return
      }
      answers.push(answer)
    }
    const expected = canonical(answers[0])
    const got = canonical(answers.slice(1).flat())
    if (got !== expected) throw this.#mismatch([whole, ...parts].join(';\n'), expected, got)
    this.result.compared++
  }

  /** The rows, or the code of an error that a user can bring about. */
  async #answer(sql: string): Promise<readonly (readonly unknown[])[] | string> {
    try {
      return await this.#engine.query(sql)
    } catch (error) {
      const { code } = error as { code?: string }
      if (code !== undefined && acceptable.test(code)) return code
      const cause = (error as { cause?: Error }).cause
      throw this.#mismatch(sql, 'rows', `${code} ${(error as Error).stack}\n${cause?.stack ?? ''}`)
    }
  }

  #mismatch(sql: string, expected: string, got: string): Mismatch {
    return new Mismatch(`${sql}\nexpected: ${expected}\ngot: ${got}`, [...this.#script, sql])
  }
}

function canonical(rows: readonly (readonly unknown[])[]): string {
  return rows
    .map((row) => row.map(textOf).join(' | '))
    .sort()
    .join('\n')
}

function textOf(value: unknown): string {
  if (value === null) return 'NULL'
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (value instanceof Date) return value.toISOString()
  return Object.is(value, -0) ? '0' : String(value)
}
