import type { ErrorCode, Span } from '../base/errors.ts'
import { SqlError } from '../base/errors.ts'
import { isZoneConversion } from '../functions/zone-conversion.ts'
import type * as ast from '../sql/index.ts'
import type { BindCatalog } from './bind-context.ts'
import { Binder, columnExpression } from './binder.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import { someExpression } from './expression-walk.ts'
import type { OutputColumn } from './logical-plan.ts'
import { Scope, topEnvironment } from './scope.ts'

/** What an expression over a row is for, by whose rules it is refused. */
export interface RowExpressionPlace {
  readonly kind: 'check' | 'generated'
  /** Of the constraint or of the column. */
  readonly name: string
  /** The table, by which its columns may be qualified. */
  readonly table: string
}

/** A row whose columns an expression may speak of. */
export interface RowColumns {
  readonly columns: readonly OutputColumn[]
}

/**
 * Binds an expression that is evaluated for one row by itself: it speaks of the row's columns alone, and always yields the same for the
 * same row, so it holds no subquery, no variable and no function of the clock, of chance or of the session.
 */
export function bindRowExpression(
  node: ast.Expression,
  { columns }: RowColumns,
  place: RowExpressionPlace,
  sql: string,
): Expression {
  const fail = (problem: Problem, span: Span, name = '') => {
    const { code, message } = problems[place.kind][problem]
    throw new SqlError(code, message(place.name, name), { span, sql })
  }
  const binder = new Binder({
    catalog: noCatalog,
    parameterTypes: [],
    parameterCount: 0,
    sql,
  })
  const environment = topEnvironment((_, query) => fail('function', query.span))
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]))
  const lookup = {
    before(reference: ast.ColumnReference): Expression {
      const { name, table } = reference
      const column = byName.get(name.name.toLowerCase())
      if (column === undefined || (table !== null && table.name !== place.table)) {
        return fail('column', reference.span, name.name)
      }
      return columnExpression(column)
    },
  }
  const scope = new Scope([], [], environment)
  refuseVariables(node, (span) => fail('variable', span))
  const expressions = new ExpressionBinder(binder, scope, 'field list', null, lookup)
  const bound = place.kind === 'check' ? expressions.condition(node) : expressions.bind(node)
  someExpression(bound, (part) => {
    // TIMESTAMPs are taken by the clock of the session that writes the row, as in MySQL.
    if (part.kind !== 'call' || isZoneConversion(part.function)) return false
    const { name, volatile, contextual, sideEffect } = part.function
    if (volatile || contextual || sideEffect) fail('named function', node.span, name.toLowerCase())
    return false
  })
  return bound
}

type Problem = 'column' | 'variable' | 'function' | 'named function'

interface ProblemText {
  readonly code: ErrorCode
  message(owner: string, name: string): string
}

const problems: Readonly<Record<RowExpressionPlace['kind'], Record<Problem, ProblemText>>> = {
  check: {
    column: {
      code: 'check_unknown_column',
      message: (owner, name) =>
        `Check constraint '${owner}' refers to non-existing column '${name}'.`,
    },
    variable: {
      code: 'check_variable',
      message: (owner) =>
        `An expression of a check constraint '${owner}' cannot refer to a user or system variable.`,
    },
    function: {
      code: 'check_function',
      message: (owner) =>
        `An expression of a check constraint '${owner}' contains disallowed function.`,
    },
    'named function': {
      code: 'check_named_function',
      message: (owner, name) =>
        `An expression of a check constraint '${owner}' contains disallowed function: ${name}.`,
    },
  },
  generated: {
    column: {
      code: 'unknown_column',
      message: (_, name) => `Unknown column '${name}' in 'generated column function'`,
    },
    variable: {
      code: 'generated_variable',
      message: (owner) =>
        `Expression of generated column '${owner}' cannot refer user or system variables.`,
    },
    function: {
      code: 'generated_function',
      message: (owner) =>
        `Expression of generated column '${owner}' contains a disallowed function.`,
    },
    'named function': {
      code: 'generated_named_function',
      message: (owner, name) =>
        `Expression of generated column '${owner}' contains a disallowed function: ${name}.`,
    },
  },
}

/** Where a text can speak of no table. */
export const noCatalog: BindCatalog = {
  currentDatabase: null,
  findTable: () => undefined,
  findView: () => undefined,
  databaseNames: () => [],
  tableNames: () => [],
}

/** Before binding, since no variable has a type here. */
function refuseVariables(node: unknown, fail: (span: Span) => void): void {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) {
    for (const item of node) refuseVariables(item, fail)
    return
  }
  const { kind, span } = node as { kind?: unknown; span?: Span }
  if (span !== undefined && typeof kind === 'string' && variableKinds.has(kind)) fail(span)
  for (const child of Object.values(node)) refuseVariables(child, fail)
}

const variableKinds: ReadonlySet<string> = new Set<ast.Expression['kind']>([
  'user_variable',
  'system_variable',
  'assignment',
])
