import type { SqlValue } from '../types/value.ts'
import type { Session } from './session.ts'
import { isolationOf, isolationWord } from './variables/isolation.ts'
import type { ComputedVariables } from './variables/session-variables.ts'

/** A variable that shows, and perhaps sets, a part of the session's state. */
interface Computed {
  readonly get: (session: Session) => SqlValue
  readonly set?: (session: Session, value: SqlValue) => void
}

const lastInsertId: Computed = {
  get: (session) => session.lastInsertId,
  set(session, value) {
    session.lastInsertId = value as number | bigint
  },
}

const isolation: Computed = {
  get: ({ transaction }) => isolationWord(transaction.isolation),
  set({ transaction }, value) {
    transaction.isolation = isolationOf(String(value))
  },
}

const readOnly: Computed = {
  get: ({ transaction }) => Number(transaction.readOnly),
  set({ transaction }, value) {
    transaction.readOnly = value === 1
  },
}

const variables: Readonly<Record<string, Computed | undefined>> = {
  autocommit: {
    get: ({ transaction }) => Number(transaction.autocommit),
    set({ transaction }, value) {
      transaction.autocommit = value === 1
    },
  },
  error_count: { get: ({ diagnostics }) => diagnostics.errorCount },
  identity: lastInsertId,
  last_insert_id: lastInsertId,
  pseudo_thread_id: { get: ({ id }) => id },
  timestamp: {
    get: ({ fixedNow }) => (fixedNow ?? Date.now()) / 1000,
    set(session, value) {
      session.fixedNow = value === 0 ? null : Math.floor(Number(value) * 1000)
    },
  },
  transaction_isolation: isolation,
  transaction_read_only: readOnly,
  tx_isolation: isolation,
  tx_read_only: readOnly,
  warning_count: { get: ({ diagnostics }) => diagnostics.warningCount },
}

export function computedVariables(session: Session): ComputedVariables {
  return {
    get: (name) => variables[name]?.get(session),
    set(name, value) {
      const set = variables[name]?.set
      set?.(session, value)
      return set !== undefined
    },
  }
}

/** Gives a new session the values that the global variables have. */
export function inheritVariables(session: Session): void {
  for (const name of ['autocommit', 'transaction_isolation', 'transaction_read_only']) {
    variables[name]?.set?.(session, session.variables.value(name, 'global'))
  }
}
