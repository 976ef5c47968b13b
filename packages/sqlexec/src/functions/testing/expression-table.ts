import { afterAll, beforeAll, expect, it } from 'vitest'
import { evaluateScalar } from '../../exec/compile/evaluate-scalar.ts'
import { type Database, open } from '../../index.ts'
import { constant } from '../../plan/build-expression.ts'
import { castTo } from '../../plan/cast.ts'
import type { SqlType } from '../../types/sql-type.ts'
import { fixedZone } from '../../types/time-zone.ts'
import { typeName } from '../../types/type-name.ts'
import type { SqlValue, TypedValue } from '../../types/value.ts'
import { noSession, type StatementEnvironment } from '../environment.ts'
import { findScalarFunction } from '../registry.ts'
import type { ConstantArgument } from '../scalar-function.ts'

/** An expression, and the value that a SELECT of it yields. */
export type ExpressionCase = readonly [expression: string, expected: unknown]

/** One test per expression, all in one database in memory. */
export function testExpressions(cases: readonly ExpressionCase[]): void {
  const database = useDatabase()
  it.each(cases)('%s → %s', async (expression, expected) => {
    const [row] = await database().query(`SELECT ${expression} AS value`)
    expect(plain(row.value)).toEqual(expected)
  })
}

/** An expression over the rows of a table, and the column that comes out. */
export type ColumnCase = readonly [expression: string, expected: readonly unknown[]]

/** One test per expression over a table that `script` makes, ordered by its column `id`. */
export function testColumns(script: string, table: string, cases: readonly ColumnCase[]): void {
  const database = useDatabase(script)
  it.each(cases)('%s', async (expression, expected) => {
    const rows = await database().query(`SELECT ${expression} AS value FROM ${table} ORDER BY id`)
    expect(rows.map((row) => plain(row.value))).toEqual(expected)
  })
}

/** An expression and a part of the message of the error that it makes. */
export type ErrorCase = readonly [expression: string, message: string | RegExp]

export function testErrors(cases: readonly ErrorCase[]): void {
  const database = useDatabase()
  it.each(cases)('%s fails', async (expression, message) => {
    await expect(database().query(`SELECT ${expression}`)).rejects.toThrow(message)
  })
}

/** The name of the type that a call has, as resolution alone tells; a message in brackets where it does not fit. */
export function resultType(
  name: string,
  args: readonly SqlType[],
  constants: readonly ConstantArgument[] = [],
): string {
  const resolved = findScalarFunction(name)?.resolve(args, constants)
  if (resolved === undefined) return '[unknown]'
  return typeof resolved === 'string' ? `[${resolved}]` : typeName(resolved.type)
}

/** Calls a function with constants of given types, at 2024-03-05 10:20:30.456 UTC in a zone two hours east. */
export function callConstants(name: string, args: readonly TypedValue[]): SqlValue {
  const definition = findScalarFunction(name)!
  const resolved = definition.resolve(
    args.map((arg) => arg.type),
    args.map((arg) => arg.value),
  )
  if (typeof resolved === 'string') throw new Error(resolved)
  const cast = args.map((arg, i) => castTo(constant(arg.value, arg.type), resolved.args[i]))
  return evaluateScalar(
    { kind: 'call', function: definition, args: cast, type: resolved.type, nullable: true },
    { parameters: [], subqueries: { value: () => null }, environment },
  )
}

const environment: StatementEnvironment = {
  now: Date.UTC(2024, 2, 5, 10, 20, 30, 456),
  zone: fixedZone('+02:00', 7200),
  database: 'shop',
  connectionId: 7,
  lastInsertId: 42,
  rowCount: 3,
  session: noSession,
}

function useDatabase(script?: string): () => Database {
  let database: Database | undefined
  beforeAll(async () => {
    database = await open(':memory:')
    if (script !== undefined) await database.exec(script)
  })
  afterAll(async () => database?.close())
  return () => database!
}

/** Bytes as plain arrays, dates as ISO text, so that failures read well. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  return value instanceof Date ? value.toISOString() : value
}
