import { SqlError } from '../../../base/errors.ts'
import type { ColumnDefinition } from '../../../catalog/definition.ts'
import { drive, type Stage } from '../../../exec/maybe-async.ts'
import type { RowShape } from '../../../exec/sinks/rows.ts'
import { castValue } from '../../../functions/cast.ts'
import { implicitDefault } from '../../../plan/column-default.ts'
import type { SqlValue } from '../../../types/value.ts'
import { boundParameters } from '../../parameters.ts'
import type { Session } from '../../session.ts'

/** What rows that are there get in columns that are added. */
export interface NewColumnValues {
  readonly fill: Map<number, SqlValue>
  readonly compute: Map<number, (row: readonly SqlValue[]) => SqlValue>
}

/** @param hasRows whether there are rows that need values */
export function* newColumnValues(
  session: Session,
  columns: readonly ColumnDefinition[],
  hasRows: boolean,
): Stage<NewColumnValues> {
  const values: NewColumnValues = { fill: new Map(), compute: new Map() }
  for (const column of columns) {
    if (column.autoIncrement) {
      let last = 0
      values.compute.set(column.id, () => ++last)
    } else if (column.default?.kind === 'expression') {
      if (hasRows) yield* expressionValues(session, column, column.default.sql, values)
    } else values.fill.set(column.id, fixedValue(column, hasRows))
  }
  return values
}

function fixedValue(column: ColumnDefinition, hasRows: boolean): SqlValue {
  if (column.default?.kind === 'constant') return column.default.value
  if (column.nullable) return null
  const implicit = implicitDefault(column.type)
  if (implicit !== null || !hasRows) return implicit
  // MySQL's zero date, which strict mode does not take and no Parquet file can hold.
  const zero = column.type.kind === 'date' ? '0000-00-00' : '0000-00-00 00:00:00'
  const message = `Incorrect ${column.type.kind} value: '${zero}' for column '${column.name}'`
  throw new SqlError('incorrect_datetime', message)
}

/** Functions that answer something else for every row. */
const perRow = /\b(?:rand|uuid|uuid_short|random_bytes)\s*\(/iu

/** The values of a default that is an expression: once for all rows, unless it is random. */
function* expressionValues(
  session: Session,
  { id, type, name }: ColumnDefinition,
  sql: string,
  { fill, compute }: NewColumnValues,
): Stage<void> {
  const statement = session.parse(`SELECT ${sql}`)
  const shape: RowShape = 'engine'
  function* evaluate(): Stage<SqlValue> {
    const outcome = yield* session.perform(statement, boundParameters([]), shape)
    if (outcome.kind !== 'rows') throw new SqlError('internal', 'a query answers rows')
    const [row] = outcome.rows as readonly (readonly SqlValue[])[]
    const { sqlType } = outcome.columns[0]
    return castValue(row[0], sqlType, type, { mode: 'assignment', target: name })
  }
  if (!perRow.test(sql)) {
    fill.set(id, yield* evaluate())
    return
  }
  compute.set(id, () => {
    const value = drive(evaluate())
    if (!(value instanceof Promise)) return value
    throw new SqlError('unsupported', `The default of column '${name}' cannot be computed per row`)
  })
}
