import type { Engine } from './engine.ts'
import { formatRows, hashValues } from './format.ts'
import {
  type Condition,
  type Expected,
  FormatError,
  parseRecords,
  type QueryRecord,
  type StatementRecord,
} from './parser.ts'

export interface Failure {
  readonly line: number
  readonly sql: string
  readonly expected: string
  readonly got: string
}

export interface FileResult {
  readonly passed: number
  readonly failed: number
  /** Records that a condition leaves out for this engine. */
  readonly skipped: number
  /** The first `maxFailures` failures. */
  readonly failures: readonly Failure[]
  /** True where `deadline` ended the run before the file did. */
  readonly cut: boolean
}

export interface RunOptions {
  readonly maxFailures?: number
  /** As `performance.now()` counts; looked at between records. */
  readonly deadline?: number
}

/** Runs the records of one file in order on an engine with an empty database. Never throws for what the engine does. */
export async function runFile(
  engine: Engine,
  text: string,
  options: RunOptions = {},
): Promise<FileResult> {
  const { maxFailures = 1000, deadline = Number.POSITIVE_INFINITY } = options
  const failures: Failure[] = []
  let passed = 0
  let failed = 0
  let skipped = 0
  const fail = (failure: Failure) => {
    failed++
    if (failures.length < maxFailures) failures.push(failure)
  }
  try {
    for (const record of parseRecords(text)) {
      if (performance.now() > deadline) return { passed, failed, skipped, failures, cut: true }
      if (!applies(record.conditions, engine.name)) {
        if (record.kind !== 'halt') skipped++
        continue
      }
      if (record.kind === 'halt') break
      const failure = await runRecord(engine, record)
      if (failure) fail(failure)
      else passed++
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error
    fail({ line: 0, sql: '', expected: 'a file in the format', got: error.message })
  }
  return { passed, failed, skipped, failures, cut: false }
}

function applies(conditions: readonly Condition[], engine: string): boolean {
  return conditions.every((condition) => (condition.engine === engine) === condition.only)
}

function runRecord(
  engine: Engine,
  record: StatementRecord | QueryRecord,
): Promise<Failure | undefined> {
  return record.kind === 'statement' ? runStatement(engine, record) : runQuery(engine, record)
}

async function runStatement(
  engine: Engine,
  { line, sql, error: wanted }: StatementRecord,
): Promise<Failure | undefined> {
  const expected = wanted ? `error${wanted.source === '(?:)' ? '' : ` ${wanted.source}`}` : 'ok'
  try {
    await engine.run(sql)
  } catch (error) {
    const got = describeError(error)
    return wanted?.test(got) ? undefined : { line, sql, expected, got }
  }
  return wanted ? { line, sql, expected, got: 'ok' } : undefined
}

async function runQuery(engine: Engine, record: QueryRecord): Promise<Failure | undefined> {
  const { line, sql, types, sort } = record
  const fail = (got: string) => ({ line, sql, expected: describeExpected(record.expected), got })
  let result: Awaited<ReturnType<Engine['query']>>
  try {
    result = await engine.query(sql)
  } catch (error) {
    return fail(describeError(error))
  }
  if (result.columns.length !== types.length) {
    return fail(`${result.columns.length} columns where "${types}" was declared`)
  }
  const values = formatRows(result.rows, types, sort)
  return matches(values, record.expected) ? undefined : fail(describeValues(values))
}

function matches(values: readonly string[], expected: Expected): boolean {
  if (expected.kind === 'hash') {
    return values.length === expected.count && hashValues(values) === expected.md5
  }
  return (
    values.length === expected.values.length &&
    values.every((value, i) => value === expected.values[i])
  )
}

/** `code: message`, or the message alone where the engine has no codes. What `statement error REGEX` is matched with. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? `${code}: ${error.message}` : error.message
}

function describeExpected(expected: Expected): string {
  return expected.kind === 'hash'
    ? `${expected.count} values hashing to ${expected.md5}`
    : describeValues(expected.values)
}

function describeValues(values: readonly string[]): string {
  const shown = values.slice(0, 20).join(' | ')
  return values.length > 20
    ? `${shown} | … (${values.length} values hashing to ${hashValues(values)})`
    : shown
}
