import type { TimeZone } from '../types/time-zone.ts'
import type { SqlValue, TypedValue } from '../types/value.ts'

/** What functions may know of the statement that calls them. One object per execution, the same for all of its rows. */
export interface StatementEnvironment {
  /** When the statement began: milliseconds since 1970-01-01 00:00:00 UTC. NOW() is the same throughout. */
  readonly now: number
  /** The session's time zone. */
  readonly zone: TimeZone
  readonly database: string | null
  readonly connectionId: number
  readonly lastInsertId: number | bigint
  readonly rowCount: number
  readonly session: SessionAccess
}

/** `null`, where a scope may be left out: the session's value of a variable that has one, else the global one. */
export type VariableScope = 'global' | 'session'

/** What functions read of a session, and the few things that they set. */
export interface SessionAccess {
  /** The rows of the last result, for FOUND_ROWS(). */
  readonly foundRows: number
  /** Whether 0 draws an AUTO_INCREMENT value, as NULL does. */
  readonly zeroDrawsValue: boolean
  /** `@@name` of a known variable, in the domain of the type that the variable has. */
  systemVariable(scope: VariableScope | null, name: string): SqlValue
  /** `@name`; NULL where nobody has set it. */
  userVariable(name: string): TypedValue
  setUserVariable(name: string, value: TypedValue): void
  /** LAST_INSERT_ID(value). */
  setLastInsertId(value: number | bigint): void
}

/** Where there is no session: plans in the making, tests. */
export const noSession: SessionAccess = {
  foundRows: 0,
  zeroDrawsValue: true,
  systemVariable: () => null,
  userVariable: () => ({ type: { kind: 'null' }, value: null }),
  setUserVariable() {},
  setLastInsertId() {},
}
