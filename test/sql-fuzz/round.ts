import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDb, openSqlite, SqlExecEngine } from '../differential/engines.ts'
import { Mismatch } from '../differential/mismatch.ts'
import { Random } from '../differential/random.ts'
import { type Answer, answerOf } from './answer.ts'
import { ExpressionMaker } from './expressions.ts'
import { languages, type Oracle, wholeLanguage } from './language.ts'
import { MariaDbEngine } from './mariadb.ts'
import { type Query, QueryMaker } from './queries.ts'
import { reduce } from './reduce.ts'
import { createIndexes, createTable, insertRows, randomTables, type Table } from './tables.ts'
import { rewritten } from './variants.ts'

interface Peer {
  run(sql: string): Promise<void>
  query(sql: string): Promise<readonly (readonly unknown[])[]>
  close(): Promise<void>
}

export interface RoundOptions {
  readonly seed: number
  /** `self`: no other engine, but the same query in other ways. */
  readonly oracle: Oracle | 'self'
  readonly queries: number
  readonly mariadbSocket: string | null
  /** Whether a mismatch is reduced before it is told. */
  readonly reduce: boolean
}

export interface RoundResult {
  compared: number
  /** Statements that either engine refuses. */
  readonly refusals: string[]
}

/** Statements of ours alone: `-- ours` hides them from the oracle. */
const ours = '-- ours\n'
const reopen = `${ours}REOPEN`

/** A random database, asked random queries that an oracle answers too. */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
  const random = new Random(options.seed)
  const tables = randomTables(random)
  const language = options.oracle === 'self' ? wholeLanguage : languages[options.oracle]
  const setup = setupOf(random, tables, options.oracle)
  const queries = new QueryMaker(random, language, tables)
  const result: RoundResult = { compared: 0, refusals: [] }
  const pair = await Pair.open(options, setup)
  try {
    for (let i = 0; i < options.queries; i++) {
      const query = queries.query()
      const outcome = await pair.compare(query, options.seed + i)
      if (outcome.kind === 'same') result.compared++
      else if (outcome.kind === 'refused') result.refusals.push(outcome.text)
      else throw await explained(options, setup, query, outcome, options.seed + i)
    }
    return result
  } finally {
    await pair.close()
  }
}

function setupOf(random: Random, tables: readonly Table[], oracle: Oracle | 'self'): string[] {
  const setup: string[] = []
  for (const table of tables) {
    setup.push(createTable(random, table), ...insertRows(random, table))
    setup.push(...createIndexes(random, table).map((sql) => ours + sql))
    if (random.chance(0.3)) setup.push(`${ours}FLUSH`)
  }
  if (oracle === 'mariadb' || oracle === 'self') return setup
  for (const table of tables) {
    if (!random.chance(0.4)) continue
    const scope = table.columns.map(({ name, kind }) => ({ sql: name, kind }))
    const condition = new ExpressionMaker(random, languages[oracle], scope, null).predicate(1)
    setup.push(`DELETE FROM ${table.name} WHERE k > 5 AND ${condition}`)
    setup.push(`UPDATE ${table.name} SET k = k + 1 WHERE ${condition}`)
  }
  if (random.chance(0.3)) setup.push(reopen)
  return setup
}

type Outcome =
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly text: string }
  | {
      readonly kind: 'different'
      readonly got: Answer
      readonly expected: Answer
      readonly how: string
    }

/** Both engines, filled alike. */
class Pair {
  readonly #engine: SqlExecEngine
  readonly #peer: Peer
  readonly #directory: string | null
  readonly #self: boolean

  static async open(options: RoundOptions, setup: readonly string[]): Promise<Pair> {
    const stored = options.seed % 3 === 0
    const directory = stored ? await mkdtemp(join(tmpdir(), 'sqlexec-fuzz-')) : null
    const engine = await SqlExecEngine.open(
      directory === null ? ':memory:' : join(directory, 'db'),
      {
        durability: 'off',
        flushInterval: '1h',
        memoryLimit: options.seed % 2 === 0 ? '16K' : '64M',
      },
    )
    const pair = new Pair(engine, await openPeer(options), directory, options.oracle === 'self')
    try {
      for (const sql of setup) await pair.#run(sql)
    } catch (error) {
      await pair.close()
      throw error
    }
    return pair
  }

  private constructor(engine: SqlExecEngine, peer: Peer, directory: string | null, self: boolean) {
    this.#engine = engine
    this.#peer = peer
    this.#directory = directory
    this.#self = self
  }

  async close(): Promise<void> {
    await this.#engine.close()
    await this.#peer.close()
    if (this.#directory !== null) await rm(this.#directory, { recursive: true, force: true })
  }

  async #run(sql: string): Promise<void> {
    if (sql !== reopen) await this.#engine.run(sql.startsWith(ours) ? sql.slice(ours.length) : sql)
    else if (this.#directory !== null) await this.#engine.reopen()
    if (!sql.startsWith(ours)) await this.#peer.run(sql)
  }

  async compare({ sql, kinds, ordered }: Query, seed: number): Promise<Outcome> {
    const expected = await answerOf(this.#peer, sql, kinds, ordered)
    let got = await answerOf(this.#engine, sql, kinds, ordered)
    if (this.#self && isSame(got, expected)) {
      for (const variant of rewritten(sql, new Random(seed))) {
        got = await answerOf(variant.on(this.#engine), variant.sql, kinds, ordered)
        if (!isSame(got, expected) && !isRefused(got)) {
          return { kind: 'different', got, expected, how: `${variant.how}: ${variant.sql}` }
        }
      }
      return expected.rows === null ? { kind: 'refused', text: expected.error } : { kind: 'same' }
    }
    if (isRefused(got)) return { kind: 'refused', text: `ours: ${got.error}` }
    if (expected.rows === null) {
      if (got.error?.startsWith('internal')) return { kind: 'different', got, expected, how: '' }
      return { kind: 'refused', text: `oracle: ${expected.error}` }
    }
    if (isSame(got, expected)) return { kind: 'same' }
    return { kind: 'different', got, expected, how: '' }
  }
}

function isRefused({ error }: Answer): boolean {
  return error !== null && /^(unsupported|numeric_overflow|out_of_range|not_grouped)/u.test(error)
}

function isSame(a: Answer, b: Answer): boolean {
  if (a.rows === null || b.rows === null) {
    return a.error?.split(':')[0] === b.error?.split(':')[0] && !a.error?.startsWith('internal')
  }
  return a.rows.length === b.rows.length && a.rows.every((row, i) => row === b.rows?.[i])
}

async function openPeer({ oracle, mariadbSocket }: RoundOptions): Promise<Peer> {
  switch (oracle) {
    case 'sqlite':
      return openSqlite()
    case 'duckdb':
      return openDuckDb()
    case 'self':
      return SqlExecEngine.open(':memory:')
    case 'mariadb':
      if (mariadbSocket === null) throw new Error('SQLEXEC_MARIADB names no socket')
      return MariaDbEngine.open(mariadbSocket)
  }
}

async function explained(
  options: RoundOptions,
  setup: readonly string[],
  query: Query,
  outcome: Outcome & { kind: 'different' },
  seed: number,
): Promise<Mismatch> {
  const wasError = outcome.got.rows === null
  let script: readonly string[] = setup
  let { sql } = query
  let last = outcome
  if (options.reduce) {
    // Where the rows differ, their order need not be kept.
    const loose = { ...query, ordered: false }
    const again = await outcomeOf(options, setup, loose, seed)
    const kept = again?.kind === 'different' ? loose : query
    const order = kept.ordered ? (/ORDER BY [^()]*$/u.exec(sql)?.[0] ?? '') : ''
    const smaller = await reduce(setup, query.sql, async (statements, text) => {
      if (!text.endsWith(order)) return false
      const again = await outcomeOf(options, statements, { ...kept, sql: text }, seed)
      if (again?.kind !== 'different' || (again.got.rows === null) !== wasError) return false
      if (again.expected.rows === null && outcome.expected.rows !== null) return false
      last = again
      return true
    })
    script = smaller.setup
    sql = smaller.sql
  }
  const show = ({ rows, error }: Answer) =>
    rows === null ? error : `${rows.length} rows\n  ${rows.slice(0, 12).join('\n  ')}`
  const message = `${options.oracle}\n${sql}\n${last.how}\nexpected: ${show(last.expected)}\ngot: ${show(last.got)}`
  return new Mismatch(message, [...script, sql])
}

async function outcomeOf(
  options: RoundOptions,
  setup: readonly string[],
  query: Query,
  seed: number,
): Promise<Outcome | null> {
  try {
    const pair = await Pair.open(options, setup)
    try {
      return await pair.compare(query, seed)
    } finally {
      await pair.close()
    }
  } catch {
    return null
  }
}
