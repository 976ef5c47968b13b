import { type ErrorCode, type Span, SqlError } from '../../base/errors.ts'
import type { CheckDefinition, ColumnDefinition } from '../../catalog/definition.ts'
import { bindRowExpression } from '../../plan/bind-row-expression.ts'
import type { Expression } from '../../plan/expression.ts'
import { columnsOf } from '../../plan/expression-walk.ts'
import { rowColumns } from '../../plan/row-rules.ts'
import type * as ast from '../../sql/index.ts'
import type { StorageEngine } from '../../storage/table-access.ts'
import { rowExpressionText } from './row-expression-text.ts'

/** The table that gets constraints. */
export interface ConstrainedTable {
  readonly name: string
  readonly columns: readonly ColumnDefinition[]
  readonly engine: StorageEngine
  readonly sql: string
}

/** A CHECK as it is declared. `column`: the column that it stands beside, and then may speak of alone. */
export interface DeclaredCheck {
  readonly check: ast.CheckConstraint
  readonly column: string | null
}

/** The checks of CREATE TABLE in the order of the text. */
export function declaredChecks({ columns, constraints }: ast.CreateTable): DeclaredCheck[] {
  const own = columns.flatMap(({ name, checks }) =>
    checks.map((check): DeclaredCheck => ({ check, column: name.name })),
  )
  const others = constraints.flatMap((constraint): DeclaredCheck[] =>
    constraint.kind === 'check' ? [{ check: constraint, column: null }] : [],
  )
  return [...own, ...others].sort((a, b) => a.check.span.start - b.check.span.start)
}

/**
 * Adds checks to those that a table has. One without a name is called after the table.
 * @throws SqlError `duplicate_check` where a table of the database has a check of that name, and what else is wrong with it
 */
export function addChecks(
  declared: readonly DeclaredCheck[],
  present: readonly CheckDefinition[],
  table: ConstrainedTable,
): CheckDefinition[] {
  const checks = [...present]
  const others = checksOfOthers(table)
  for (const { check, column } of declared) {
    const name = check.name?.name ?? freeCheckName(table.name, checks)
    const isTaken = (other: { name: string }) => other.name.toLowerCase() === name.toLowerCase()
    if (checks.some(isTaken) || others.some(isTaken)) {
      const { span } = check.name ?? check
      const message = `Duplicate check constraint name '${name}'.`
      throw new SqlError('duplicate_check', message, { span, sql: table.sql })
    }
    assertCheck(check, name, column, table)
    checks.push({ name, sql: rowExpressionText(check.expression), enforced: check.enforced })
  }
  return checks
}

/** `t_chk_1` and so on, as no check of the table is called. */
export function freeCheckName(table: string, checks: readonly CheckDefinition[]): string {
  const taken = new Set(checks.map(({ name }) => name.toLowerCase()))
  let number = 1
  while (taken.has(`${table}_chk_${number}`.toLowerCase())) number++
  return `${table}_chk_${number}`
}

function checksOfOthers({ name: own, engine }: ConstrainedTable): CheckDefinition[] {
  return engine.tableNames().flatMap((name) => {
    if (name === own) return []
    return engine.table(name)?.definition.checks ?? []
  })
}

function assertCheck(
  { expression, span }: ast.CheckConstraint,
  name: string,
  column: string | null,
  { columns, name: table, sql }: ConstrainedTable,
): void {
  const fail = (code: ErrorCode, message: string, at: Span = span) => {
    throw new SqlError(code, message, { span: at, sql })
  }
  const row = { columns: rowColumns({ columns }) }
  const bound = bindRowExpression(expression, row, { kind: 'check', name, table }, sql)
  if (!isCondition(expression, bound)) {
    const message = `An expression of non-boolean type specified to a check constraint '${name}'.`
    fail('check_not_boolean', message, expression.span)
  }
  const used = [...columnsOf(bound)].map((ordinal) => columns[ordinal])
  if (column !== null && used.some((other) => other.name.toLowerCase() !== column.toLowerCase())) {
    fail('check_other_column', `Column check constraint '${name}' references other column.`)
  }
  if (used.some(({ autoIncrement }) => autoIncrement)) {
    const message = `Check constraint '${name}' cannot refer to an auto-increment column.`
    fail('check_auto_increment', message)
  }
}

/** Whether an expression says yes or no by itself; a number or a text does not. What a function means, only its author knows. */
function isCondition(node: ast.Expression, { type }: Expression): boolean {
  switch (node.kind) {
    case 'literal':
      return node.type === 'boolean'
    case 'column':
    case 'binary':
      return type.kind === 'boolean'
    case 'unary':
      return node.operator === 'not'
    default:
      return true
  }
}
