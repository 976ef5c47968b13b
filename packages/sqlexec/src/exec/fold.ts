import { noSession } from '../functions/environment.ts'
import type { Expression } from '../plan/expression.ts'
import { operandsOf } from '../plan/expression-walk.ts'
import { utcZone } from '../types/time-zone.ts'
import type { SqlValue } from '../types/value.ts'
import { evaluateScalar } from './compile/evaluate-scalar.ts'

/** The value of an expression of constants; `undefined` where it has to be evaluated at each execution. */
export function foldExpression(expression: Expression): SqlValue | undefined {
  if (!isFixed(expression)) return undefined
  return evaluateScalar(expression, noExecution)
}

const foldable: ReadonlySet<Expression['kind']> = new Set([
  'constant',
  'call',
  'cast',
  'and',
  'or',
  'not',
  'is-null',
  'in',
  'case',
])

function isFixed(expression: Expression): boolean {
  if (!foldable.has(expression.kind)) return false
  if (expression.kind === 'call') {
    const { volatile, contextual } = expression.function
    if (volatile === true || contextual === true) return false
  }
  return operandsOf(expression).every(isFixed)
}

const noExecution = {
  parameters: [],
  subqueries: { value: () => null },
  environment: {
    now: 0,
    zone: utcZone,
    database: null,
    connectionId: 0,
    lastInsertId: 0,
    rowCount: 0,
    session: noSession,
  },
}
