import { SqlError } from '../../base/errors.ts'
import type { VariableScope } from '../../functions/environment.ts'
import { variableValue } from '../../functions/variable.ts'
import type { VariableProblem } from '../../plan/bind-context.ts'
import { type SqlType, types } from '../../types/sql-type.ts'
import { findTimeZone, type TimeZone, utcZone } from '../../types/time-zone.ts'
import type { SqlValue, TypedValue } from '../../types/value.ts'
import { charsetOf, defaultCollationOf } from './character-sets.ts'
import { type SqlMode, sqlMode } from './sql-mode.ts'
import {
  type FittedValue,
  fitVariable,
  type SystemVariable,
  typeOfVariable,
} from './system-variable.ts'
import { systemVariables, variableOrdinals } from './system-variables.ts'

/** The global values of the variables of a Database, by their ordinals. Sessions begin with a copy of them. */
export type GlobalVariables = SqlValue[]

export function defaultVariables(): GlobalVariables {
  return systemVariables.map((variable) => variable.default)
}

/** The variables whose value is elsewhere in the session. */
export interface ComputedVariables {
  get(name: string): SqlValue | undefined
  /** Whether it took the value. */
  set(name: string, value: SqlValue): boolean
}

/** A checked assignment to a system variable, to be applied together with its neighbours in SET. */
export interface SystemAssignment extends FittedValue {
  readonly variable: SystemVariable
  readonly scope: VariableScope
}

function zoneOf(name: SqlValue): TimeZone {
  return findTimeZone(String(name)) ?? utcZone
}

/** The system and user variables of one session. */
export class SessionVariables {
  readonly #globals: GlobalVariables
  readonly #computed: ComputedVariables
  readonly #values: SqlValue[]
  readonly #user = new Map<string, TypedValue>()
  #mode: SqlMode
  #maxExecutionTime: number
  #safeUpdates: boolean
  #timeZone: TimeZone

  constructor(globals: GlobalVariables, computed: ComputedVariables) {
    this.#globals = globals
    this.#computed = computed
    this.#values = globals.slice()
    this.#mode = sqlMode(String(this.value('sql_mode')))
    this.#maxExecutionTime = this.number('max_execution_time')
    this.#safeUpdates = this.flag('sql_safe_updates')
    this.#timeZone = zoneOf(this.value('time_zone'))
  }

  // What every statement asks for.

  get mode(): SqlMode {
    return this.#mode
  }

  /** Milliseconds; 0: without end. */
  get maxExecutionTime(): number {
    return this.#maxExecutionTime
  }

  get safeUpdates(): boolean {
    return this.#safeUpdates
  }

  get timeZone(): TimeZone {
    return this.#timeZone
  }

  /** The type of `@@name`, or what is wrong with asking for it. */
  typeOf(scope: VariableScope | null, name: string): SqlType | VariableProblem {
    const ordinal = variableOrdinals.get(name)
    if (ordinal === undefined) {
      const message = `Unknown system variable '${name}'`
      return { kind: 'problem', code: 'unknown_variable', message }
    }
    const variable = systemVariables[ordinal]
    if (scope !== null && variable.scope !== 'both' && variable.scope !== scope) {
      const message = `Variable '${name}' is a ${variable.scope.toUpperCase()} variable`
      return { kind: 'problem', code: 'variable_scope', message }
    }
    return typeOfVariable(variable)
  }

  /** The value of a known variable. Without a scope: that of the session, where it has one. */
  value(name: string, scope: VariableScope | null = null): SqlValue {
    if (scope !== 'global') {
      const computed = this.#computed.get(name)
      if (computed !== undefined) return computed
    }
    const ordinal = variableOrdinals.get(name)
    if (ordinal === undefined) throw new SqlError('internal', `there is no variable '${name}'`)
    const ofServer = scope === 'global' || systemVariables[ordinal].scope === 'global'
    return (ofServer ? this.#globals : this.#values)[ordinal]
  }

  /** Whether a flag is on. */
  flag(name: string): boolean {
    return this.value(name) === 1
  }

  number(name: string): number {
    return Number(this.value(name))
  }

  /**
   * Checks `SET name = given`; `null` is DEFAULT. Nothing is changed yet.
   *
   * @throws SqlError where there is no such variable, it cannot be set there, or not to that value
   */
  check(scope: VariableScope | null, name: string, given: TypedValue | null): SystemAssignment {
    const ordinal = variableOrdinals.get(name)
    if (ordinal === undefined) {
      throw new SqlError('unknown_variable', `Unknown system variable '${name}'`)
    }
    const variable = systemVariables[ordinal]
    const target = scope ?? 'session'
    assertSettable(variable, target)
    if (given !== null) return { variable, scope: target, ...fitVariable(variable, given) }
    const inherited = target === 'session' && variable.scope === 'both'
    const value = inherited ? this.#globals[ordinal] : variable.default
    return { variable, scope: target, value, warning: null }
  }

  /** Carries out an assignment that has been checked. */
  apply({ variable: { name }, scope, value }: SystemAssignment): void {
    for (const [each, taken] of withLinked(name, value)) {
      if (scope === 'session' && this.#computed.set(each, taken)) continue
      const ordinal = variableOrdinals.get(each)
      if (ordinal === undefined) throw new SqlError('internal', `there is no variable '${each}'`)
      const values = scope === 'global' ? this.#globals : this.#values
      values[ordinal] = taken
    }
    if (scope === 'global') return
    if (name === 'sql_mode') this.#mode = sqlMode(String(value))
    if (name === 'max_execution_time') this.#maxExecutionTime = Number(value)
    if (name === 'sql_safe_updates') this.#safeUpdates = value === 1
    if (name === 'time_zone') this.#timeZone = zoneOf(value)
  }

  user(name: string): TypedValue {
    return this.#user.get(name.toLowerCase()) ?? unset
  }

  /** The type of a user variable's value; that of NULL where it is. */
  userType(name: string): SqlType {
    const { type, value } = this.user(name)
    return value === null ? types.null : type
  }

  setUser(name: string, value: TypedValue): void {
    this.#user.set(name.toLowerCase(), variableValue(value))
  }
}

const unset: TypedValue = { type: types.null, value: null }

function assertSettable(variable: SystemVariable, scope: VariableScope): void {
  const { name } = variable
  if (variable.readOnly) {
    throw new SqlError('variable_scope', `Variable '${name}' is a read only variable`)
  }
  if (variable.scope === 'global' && scope === 'session') {
    const message = `Variable '${name}' is a GLOBAL variable and should be set with SET GLOBAL`
    throw new SqlError('global_variable', message)
  }
  if (variable.scope === 'session' && scope === 'global') {
    const message = `Variable '${name}' is a SESSION variable and can't be used with SET GLOBAL`
    throw new SqlError('local_variable', message)
  }
  if (variable.sessionReadOnly && scope === 'session') {
    const message = `SESSION variable '${name}' is read-only. Use SET GLOBAL to assign the value`
    throw new SqlError('variable_scope', message)
  }
}

/** Variables of two names, by their other name. */
const synonyms: Readonly<Record<string, string | undefined>> = {
  identity: 'last_insert_id',
  tx_isolation: 'transaction_isolation',
  transaction_isolation: 'tx_isolation',
  tx_read_only: 'transaction_read_only',
  transaction_read_only: 'tx_read_only',
}

/** An assignment and what it brings with it: the other name, the collation of a character set, the set of a collation. */
function* withLinked(name: string, value: SqlValue): Generator<readonly [string, SqlValue]> {
  yield [name, value]
  const other = synonyms[name]
  if (other !== undefined) yield [other, value]
  const [, charset] = /^character_set_(connection|database|server)$/u.exec(name) ?? []
  if (charset !== undefined) yield [`collation_${charset}`, defaultCollationOf(String(value))]
  const [, collation] = /^collation_(connection|database|server)$/u.exec(name) ?? []
  if (collation !== undefined) yield [`character_set_${collation}`, charsetOf(String(value))]
}
