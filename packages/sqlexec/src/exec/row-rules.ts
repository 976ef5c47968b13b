import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import type { StatementEnvironment } from '../functions/environment.ts'
import { bindRowRules, type RowRules } from '../plan/row-rules.ts'
import type { SqlValue } from '../types/value.ts'
import { evaluateScalar, type ScalarArguments } from './compile/evaluate-scalar.ts'
import { type CompiledRow, compileRow } from './compile/row-function.ts'

/** The generated columns and CHECK constraints of one table, compiled. */
export class RowProgram {
  readonly #checks: RowRules['checks']
  readonly #stamps: RowRules['stamps']
  readonly #generated: readonly number[]
  readonly #generate: CompiledRow | null
  readonly #check: CompiledRow | null

  constructor(rules: RowRules) {
    const { columns, generated, stamps, checks } = rules
    this.#stamps = stamps
    this.#generated = generated.map(({ ordinal }) => ordinal)
    this.#checks = checks
    this.#generate =
      generated.length === 0 ? null : compileRow(columns, { assignments: generated, tests: [] })
    const tests = checks.map(({ violation }) => violation)
    this.#check = checks.length === 0 ? null : compileRow(columns, { assignments: [], tests })
  }

  /** Ordinals of columns that an update may change beside those that it assigns. */
  get computed(): readonly number[] {
    return [...this.#generated, ...this.#stamps.map(({ ordinal }) => ordinal)]
  }

  /** What ON UPDATE puts into the columns that an update does not assign. The same throughout a statement. */
  stamps(assigned: readonly number[], execution: ScalarArguments): readonly Stamp[] {
    return this.#stamps.flatMap(({ ordinal, value }) =>
      assigned.includes(ordinal) ? [] : [{ ordinal, value: evaluateScalar(value, execution) }],
    )
  }

  /** Puts the values of the generated columns into a row. */
  generate(values: SqlValue[], environment: StatementEnvironment): void {
    if (this.#generate !== null) this.#generate(values, environment)
  }

  /** Throws `check_violated` for a row that breaks a CHECK constraint. */
  check(values: SqlValue[], environment: StatementEnvironment): void {
    if (this.#check === null) return
    const broken = this.#check(values, environment)
    if (broken < 0) return
    const { name } = this.#checks[broken]
    throw new SqlError('check_violated', `Check constraint '${name}' is violated.`)
  }
}

/** A value that ON UPDATE puts into a row. */
export interface Stamp {
  readonly ordinal: number
  readonly value: SqlValue
}

const programs = new WeakMap<TableDefinition, { readonly program: RowProgram | null }>()

/** The rules of a table's rows, compiled once per definition; `null` where there are none. */
export function rowProgram(table: TableDefinition): RowProgram | null {
  let known = programs.get(table)
  if (known === undefined) {
    const rules = bindRowRules(table)
    known = { program: rules === null ? null : new RowProgram(rules) }
    programs.set(table, known)
  }
  return known.program
}
