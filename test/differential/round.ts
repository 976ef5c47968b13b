import { ChangeMaker } from './changes.ts'
import { plain, type Sql, sql } from './dialect.ts'
import { type Engine, openDuckDb, openSqlite, SqlExecEngine } from './engines.ts'
import { Mismatch } from './mismatch.ts'
import { Partitioning } from './partitioning.ts'
import { QueryMaker } from './queries.ts'
import { Random } from './random.ts'
import { createTable, randomTable, type Table } from './schema.ts'
import { canonical, type Kind } from './values.ts'

export interface RoundOptions {
  readonly seed: number
  /** Statements after the tables are filled. */
  readonly steps: number
  /** A directory for the database; `null`: in memory. */
  readonly directory: string | null
}

export interface RoundResult {
  /** Answers that were compared. */
  compared: number
  /** Statements that the oracle refused, or that this engine says it does not support yet. */
  refused: number
  /** The messages of the refusals. */
  readonly refusals: string[]
}

/** One database with random tables, changed and queried side by side with an oracle. */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const round = await Round.open(options)
  try {
    await round.fill()
    for (let i = 0; i < options.steps; i++) await round.step()
    return round.result
  } finally {
    await round.close()
  }
}

class Round {
  readonly result: RoundResult = { compared: 0, refused: 0, refusals: [] }
  readonly #random: Random
  readonly #engine: SqlExecEngine
  readonly #oracle: Engine
  readonly #tables: readonly Table[]
  /** Whether the first table is a good deal larger than the others. */
  readonly #large: boolean
  readonly #changes: ChangeMaker
  readonly #queries: QueryMaker
  readonly #partitioning: Partitioning
  readonly #directory: string | null
  /** The statements that changed something, as this engine was given them. */
  readonly #script: string[] = []
  /** Before the open transaction, the contents of the tables; `null`: none is open. */
  #committed: (readonly string[])[] | null = null
  #savepoints = 0
  #indexes: { readonly name: string; readonly table: string }[] = []

  static async open({ seed, directory }: RoundOptions): Promise<Round> {
    const engine = await SqlExecEngine.open(directory ?? ':memory:', {
      durability: 'off',
      flushInterval: '1h',
      memoryLimit: seed % 2 === 0 ? '16K' : '64M',
    })
    const random = new Random(seed)
    const oracle = random.chance(0.65) ? await openSqlite() : await openDuckDb()
    return new Round(random, engine, oracle, directory)
  }

  private constructor(
    random: Random,
    engine: SqlExecEngine,
    oracle: Engine,
    directory: string | null,
  ) {
    this.#random = random
    this.#engine = engine
    this.#oracle = oracle
    this.#directory = directory
    const mayFail = oracle.dialect === 'sqlite'
    const names = ['a', 'b', 'c'].slice(0, random.between(1, 3))
    this.#tables = names.map((name) => randomTable(random, name, mayFail))
    this.#changes = new ChangeMaker(random, this.#tables, mayFail)
    this.#large = random.chance(0.15)
    this.#queries = new QueryMaker(random, this.#tables, this.#large ? 1 : 2)
    this.#partitioning = new Partitioning(random, this.#queries)
  }

  async close(): Promise<void> {
    await this.#engine.close()
    await this.#oracle.close()
  }

  /** Makes the tables; at most one is large. */
  async fill(): Promise<void> {
    const random = this.#random
    for (const table of this.#tables) await this.#both(createTable(random, table))
    for (const table of this.#tables) {
      const large = this.#large && table === this.#tables[0]
      const batches = large ? 30 : random.pick([0, 1, 2, 4])
      for (let i = 0; i < batches; i++) {
        await this.#change(this.#changes.insert(table, random.between(1, 12)))
        if (random.chance(0.1)) await this.#maintain()
      }
    }
  }

  async step(): Promise<void> {
    const draw = this.#random.next()
    if (draw < 0.5) await this.#query()
    else if (draw < 0.62) await this.#partition()
    else if (draw < 0.87) await this.#change(this.#changes.change())
    else if (draw < 0.93) await this.#transact()
    else if (this.#committed === null) await this.#maintain()
  }

  /** Statements without an effect on answers: flushes, indexes, a restart. */
  async #maintain(): Promise<void> {
    const random = this.#random
    const draw = random.next()
    if (draw < 0.15 && this.#directory !== null) {
      await this.#engine.reopen()
      this.#script.push('-- close, open')
    } else if (draw < 0.45) {
      await this.#own('FLUSH')
    } else if (draw < 0.6 && this.#indexes.length > 0) {
      const [index] = this.#indexes.splice(random.between(0, this.#indexes.length - 1), 1)
      await this.#own(`DROP INDEX ${index.name} ON ${index.table}`)
    } else {
      const table = random.pick(this.#tables)
      const names = random.shuffle(table.columns.map((column) => column.name))
      const name = `i${this.#script.length}`
      const columns = names.slice(0, random.between(1, 2)).join(', ')
      await this.#own(`CREATE INDEX ${name} ON ${table.name} (${columns})`)
      this.#indexes.push({ name, table: table.name })
    }
  }

  async #own(text: string): Promise<void> {
    this.#script.push(text)
    await this.#engine.run(text)
  }

  /** Begins, ends, or nests: savepoints only where the oracle has them. */
  async #transact(): Promise<void> {
    const random = this.#random
    if (this.#committed === null) {
      this.#committed = await this.#contents((text) => this.#engine.query(text))
      this.#savepoints = 0
      return this.#both(sql`BEGIN`)
    }
    if (this.#oracle.dialect === 'sqlite' && random.chance(0.5)) {
      if (this.#savepoints === 0 || random.chance(0.6)) {
        return this.#both(sql`SAVEPOINT s${this.#savepoints++}`)
      }
      const kept = random.between(0, this.#savepoints - 1)
      this.#savepoints = kept + 1
      return this.#both(sql`ROLLBACK TO SAVEPOINT s${kept}`)
    }
    await this.#compareOutside()
    this.#committed = null
    await this.#both(plain(random.pick(['COMMIT', 'COMMIT', 'ROLLBACK'])))
  }

  async #both(statement: Sql): Promise<void> {
    const text = statement('sqlexec')
    this.#script.push(text)
    await this.#engine.run(text)
    await this.#oracle.run(statement(this.#oracle.dialect))
  }

  /** Nobody else sees what an open transaction changed. */
  async #compareOutside(): Promise<void> {
    const outside = await this.#contents((text) => this.#engine.queryOutside(text))
    const expected = JSON.stringify(this.#committed)
    if (JSON.stringify(outside) !== expected) {
      throw this.#mismatch('another connection', '', expected, JSON.stringify(outside))
    }
  }

  async #contents(
    ask: (text: string) => Promise<readonly (readonly unknown[])[]>,
  ): Promise<string[][]> {
    const contents: string[][] = []
    for (const table of this.#tables) {
      const rows = await ask(`SELECT * FROM ${table.name}`)
      contents.push(
        canonicalRows(
          rows,
          table.columns.map(({ kind }) => kind),
          false,
        ),
      )
    }
    return contents
  }

  /** Changes both databases, or neither where both refuse, and compares the tables. */
  async #change(statement: Sql): Promise<void> {
    const text = statement('sqlexec')
    const refusal = await failure(this.#oracle.run(statement(this.#oracle.dialect)))
    const own = await failure(this.#engine.run(text))
    this.#script.push(text)
    if (own?.includes('unsupported')) throw this.#mismatch('a change', text, 'ok', own)
    if ((refusal === null) !== (own === null)) {
      throw this.#mismatch('a change', text, refusal ?? 'ok', own ?? 'ok')
    }
    if (own !== null && !/^(duplicate_key|null_value):/u.test(own)) {
      throw this.#mismatch('a change', text, refusal ?? 'ok', own)
    }
    if (this.#random.chance(0.4) || own !== null) await this.#compareTables()
  }

  async #compareTables(): Promise<void> {
    for (const table of this.#tables) {
      await this.#compare({
        sql: sql`SELECT * FROM ${table.name}`,
        kinds: table.columns.map(({ kind }) => kind),
        ordered: false,
      })
    }
  }

  #query(): Promise<void> {
    return this.#compare(this.#queries.query())
  }

  async #compare(query: {
    readonly sql: Sql
    readonly kinds: readonly Kind[]
    readonly ordered: boolean
  }): Promise<void> {
    const text = query.sql('sqlexec')
    let expected: readonly string[]
    try {
      const rows = await this.#oracle.query(query.sql(this.#oracle.dialect))
      expected = canonicalRows(rows, query.kinds, query.ordered)
    } catch (error) {
      return this.#refuse(`${this.#oracle.dialect}: ${(error as Error).message}`)
    }
    let got: readonly string[]
    try {
      got = canonicalRows(await this.#engine.query(text), query.kinds, query.ordered)
    } catch (error) {
      throw this.#mismatch('a query', text, expected.join('\n'), describe(error))
    }
    if (got.join('\n') !== expected.join('\n')) {
      throw this.#mismatch('a query', text, expected.join('\n'), got.join('\n'))
    }
    this.result.compared++
  }

  #refuse(message: string): void {
    this.result.refused++
    this.result.refusals.push(message)
  }

  /** Asks this engine alone for a whole and its parts. */
  async #partition(): Promise<void> {
    const { whole, parts, kinds } = this.#partitioning.draw()
    const ask = async (text: string) => {
      try {
        return await this.#engine.query(text)
      } catch (error) {
        throw this.#mismatch('a partition', text, 'rows', describe(error))
      }
    }
    const expected = canonicalRows(await ask(whole), kinds, false)
    const answers: (readonly (readonly unknown[])[])[] = []
    for (const part of parts) answers.push(await ask(part))
    const got = canonicalRows(answers.flat(), kinds, false)
    if (got.join('\n') !== expected.join('\n')) {
      const text = [whole, ...parts].join(';\n')
      throw this.#mismatch('partitions', text, expected.join('\n'), got.join('\n'))
    }
    this.result.compared++
  }

  #mismatch(what: string, text: string, expected: string, got: string): Mismatch {
    const oracle = this.#oracle.dialect
    const message = `${what} (${oracle})\n${text}\nexpected: ${cut(expected)}\ngot: ${cut(got)}`
    return new Mismatch(message, [...this.#script, text])
  }
}

function canonicalRows(
  rows: readonly (readonly unknown[])[],
  kinds: readonly (Kind | 'truth')[],
  ordered: boolean,
): string[] {
  const texts = rows.map((row) => row.map((value, i) => canonical(value, kinds[i])).join(' | '))
  return ordered ? texts : texts.sort()
}

function cut(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)} …` : text
}

async function failure(work: Promise<void>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    return describe(error)
  }
}

/** The code and message of an error; the whole stack of one that is no answer to a user. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: string }
  if (code === undefined || code === 'internal') return error.stack ?? error.message
  return `${code}: ${error.message}`
}
