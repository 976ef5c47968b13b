import { SqlError } from '../../base/errors.ts'
import { typeRepresentation } from '../../functions/code.ts'
import type { StatementEnvironment } from '../../functions/environment.ts'
import { typeRange } from '../../functions/integer-code.ts'
import type { ColumnId, Expression } from '../../plan/expression.ts'
import { columnsOf } from '../../plan/expression-walk.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import type { SqlType } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { emitExpression, emitTruth } from './expression.ts'
import { type HoistedValues, Hoisting } from './hoisting.ts'
import { sqlValue } from './output-code.ts'
import { BlockScope, type ColumnProvider } from './row-scope.ts'
import { SourceBuilder } from './source-builder.ts'

/** What is computed for one row at a time, given as its values. */
export interface RowWork {
  /** In order: each may speak of what those before it put into the row. */
  readonly assignments: readonly { readonly ordinal: number; readonly value: Expression }[]
  /** Conditions, after the assignments. */
  readonly tests: readonly Expression[]
}

/** Runs over a row, which it changes. The answer is the place of the first test that is TRUE, or −1. */
export type CompiledRow = (values: SqlValue[], environment: StatementEnvironment) => number

type Generated = (
  values: SqlValue[],
  hoisted: readonly unknown[],
  environment: StatementEnvironment,
) => number

/**
 * Compiles work over rows that stand as arrays of values, a place per column in the order of `columns`. Its expressions hold neither
 * subqueries nor parameters, and depend on the row and on the session's time zone alone, so that their constant parts are computed once per zone.
 */
export function compileRow(columns: readonly OutputColumn[], work: RowWork): CompiledRow {
  const expressions = [...work.assignments.map(({ value }) => value), ...work.tests]
  const hoisting = new Hoisting(expressions)
  const wide = wideOrdinals(columns, expressions)
  let hoisted: HoistedValues | null = null
  let zone: StatementEnvironment['zone'] | null = null
  // Integers of 64 bits are nearly always safe, and numbers are much faster than bigints.
  let narrow: Generated | null = null
  let general: Generated | null = null
  return (values, environment) => {
    if (hoisted === null || zone !== environment.zone) {
      const former = hoisted?.key
      hoisted = hoisting.evaluate({ parameters: [], environment, subqueries: noSubqueries })
      zone = environment.zone
      if (hoisted.key !== former) narrow = general = null
    }
    let run = narrow
    if (hasBigint(values, wide)) run = general ??= generate(columns, work, hoisting, hoisted, false)
    else run ??= narrow = generate(columns, work, hoisting, hoisted, true)
    return run(values, hoisted.values, environment)
  }
}

const noSubqueries = {
  value(): SqlValue {
    throw new SqlError('internal', 'an expression over one row holds no subquery')
  },
}

/** The columns that may hold bigints. */
function wideOrdinals(
  columns: readonly OutputColumn[],
  expressions: readonly Expression[],
): readonly number[] {
  const used = columnsOf(...expressions)
  return columns.flatMap(({ id, type }, ordinal) =>
    used.has(id) && typeRepresentation(type) === 'bigint' ? [ordinal] : [],
  )
}

function hasBigint(values: readonly SqlValue[], ordinals: readonly number[]): boolean {
  for (let i = 0; i < ordinals.length; i++) {
    if (typeof values[ordinals[i]] === 'bigint') return true
  }
  return false
}

/** @param narrow whether no value of the row is a bigint */
function generate(
  columns: readonly OutputColumn[],
  { assignments, tests }: RowWork,
  hoisting: Hoisting,
  hoisted: HoistedValues,
  narrow: boolean,
): Generated {
  const builder = new SourceBuilder()
  const assigned = new Set(assignments.map(({ ordinal }) => ordinal))
  const providers = new Map<ColumnId, ColumnProvider>(
    columns.map((column, ordinal) => [
      column.id,
      // What is computed here may be a bigint whatever it is computed from.
      valueProvider(column.type, ordinal, narrow && !assigned.has(ordinal)),
    ]),
  )
  const scope = new BlockScope(builder, providers, hoisting.code(builder, hoisted))
  for (const { ordinal, value } of assignments) {
    const code = emitExpression(value, scope)
    builder.statement(`values[${ordinal}] = ${sqlValue(builder, code)}`)
  }
  for (const [i, test] of tests.entries()) {
    const isTrue = emitTruth(test, scope.nested())
    builder.statement(`if (${isTrue}) return ${i}`)
  }
  builder.statement('return -1')
  return builder.build(['values', 'hoisted', 'environment'])
}

const safeRange = { min: -9007199254740991n, max: 9007199254740991n }

function valueProvider(type: SqlType, ordinal: number, narrow: boolean): ColumnProvider {
  return ({ builder }) => {
    const value = builder.local(`values[${ordinal}]`)
    const isNull = `${value} === null`
    const representation = typeRepresentation(type)
    if (representation !== 'bigint') {
      return { js: value, representation, isNull, range: typeRange(type) }
    }
    if (narrow) return { js: value, representation: 'number', isNull, range: safeRange }
    return { js: `BigInt(${value})`, representation, isNull, range: typeRange(type) }
  }
}
