import { SqlError } from '../base/errors.ts'
import type { TableDefinition } from '../catalog/definition.ts'
import { parseExpressionText } from '../sql/index.ts'
import { bindRowExpression, noCatalog } from './bind-row-expression.ts'
import { Binder } from './binder.ts'
import { not } from './build-expression.ts'
import { castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import { ExpressionBinder } from './expression-binder.ts'
import type { OutputColumn } from './logical-plan.ts'
import { Scope, topEnvironment } from './scope.ts'

/** What a table's definition says of each of its rows, bound over the row's columns. */
export interface RowRules {
  /** The columns of the table in order, as the expressions know them. */
  readonly columns: readonly OutputColumn[]
  /** The values of generated columns, cast to their types; a later one may speak of an earlier one. */
  readonly generated: readonly { readonly ordinal: number; readonly value: Expression }[]
  /** What ON UPDATE puts into columns of a row that changes otherwise. */
  readonly stamps: readonly { readonly ordinal: number; readonly value: Expression }[]
  /** A row for which `violation` is TRUE is refused. */
  readonly checks: readonly { readonly name: string; readonly violation: Expression }[]
}

/** The rules of a table; `null` where there are none. */
export function bindRowRules(table: TableDefinition): RowRules | null {
  const checks = table.checks.filter(({ enforced }) => enforced)
  const hasRules = table.columns.some(({ generated, onUpdate }) => generated ?? onUpdate !== null)
  if (checks.length === 0 && !hasRules) return null
  const columns = rowColumns(table)
  const parse = (sql: string, kind: 'check' | 'generated', name: string) =>
    bindRowExpression(parseExpressionText(sql), { columns }, { kind, name, table: table.name }, sql)
  return {
    columns,
    generated: table.columns.flatMap(({ generated, type, name }, ordinal) => {
      if (generated === null) return []
      const value = parse(generated.sql, 'generated', name)
      return [{ ordinal, value: castTo(value, type, 'assignment', name) }]
    }),
    stamps: table.columns.flatMap(({ onUpdate, type, name }, ordinal) => {
      if (onUpdate === null) return []
      return [{ ordinal, value: castTo(currentTimestamp(onUpdate), type, 'assignment', name) }]
    }),
    checks: checks.map(({ name, sql }) => ({ name, violation: not(parse(sql, 'check', name)) })),
  }
}

function currentTimestamp(digits: number): Expression {
  const sql = `CURRENT_TIMESTAMP(${digits})`
  const binder = new Binder({ catalog: noCatalog, parameterTypes: [], parameterCount: 0, sql })
  const environment = topEnvironment(() => {
    throw new SqlError('internal', 'the time is no query')
  })
  const scope = new Scope([], [], environment)
  return new ExpressionBinder(binder, scope, 'field list').bind(parseExpressionText(sql))
}

/** The columns of a row of a table, for expressions over one row. Any may be NULL: they are looked at before NOT NULL is. */
export function rowColumns({ columns }: Pick<TableDefinition, 'columns'>): OutputColumn[] {
  return columns.map(({ name, type }, id) => ({ id, name, type, nullable: true }))
}
