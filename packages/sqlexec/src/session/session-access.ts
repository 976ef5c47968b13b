import type { SessionAccess } from '../functions/environment.ts'
import type { Session } from './session.ts'

/** What functions may know of a session. */
export function sessionAccess(session: Session): SessionAccess {
  const { variables } = session
  return {
    get foundRows() {
      return session.foundRows
    },
    get zeroDrawsValue() {
      return variables.mode.zeroDrawsValue
    },
    systemVariable: (scope, name) => variables.value(name, scope),
    userVariable: (name) => variables.user(name),
    setUserVariable: (name, value) => variables.setUser(name, value),
    setLastInsertId(value) {
      session.lastInsertId = value
      session.assignedInsertId = value
    },
  }
}
