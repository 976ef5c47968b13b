import { SqlError } from '../base/errors.ts'
import { columnName } from '../datasource/filter.ts'
import { tableName } from '../datasource/table-sql.ts'
import type { Connection } from './connection.ts'
import type { Statement } from './plan-cache.ts'

/** Rows between two pauses in which other work of the process runs. */
const rowsPerTurn = 4096

/**
 * Inserts rows given as objects, in the transaction that the connection has open. A key that is missing or
 * `undefined` takes the column's default.
 *
 * @throws SqlError naming the row, as `rows[3]: …`
 */
export async function insertRows(
  connection: Connection,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const shapes = new Map<string, InsertShape>()
  for (let i = 0; i < rows.length; i++) {
    if (i > 0 && i % rowsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve))
    try {
      const row = rows[i]
      if (typeof row !== 'object' || row === null || Array.isArray(row)) {
        throw new SqlError('wrong_usage', 'a row is an object with a key per column')
      }
      const keys = presentKeys(row)
      const shapeKey = keys.join('\0')
      let shape = shapes.get(shapeKey)
      if (!shape) {
        shape = insertShape(connection, table, keys)
        shapes.set(shapeKey, shape)
      }
      const values: unknown[] = new Array(keys.length)
      for (let k = 0; k < values.length; k++) values[k] = row[shape.keys[k]]
      const result = connection.execute(shape.statement, values, {})
      if (result instanceof Promise) await result
    } catch (error) {
      throw atRow(error, i)
    }
  }
}

/** The INSERT for rows with these keys. */
interface InsertShape {
  readonly keys: readonly string[]
  readonly statement: Statement
}

function presentKeys(row: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(row)
  for (const key of keys) {
    if (row[key] === undefined) return keys.filter((each) => row[each] !== undefined)
  }
  return keys
}

function insertShape(connection: Connection, table: string, keys: readonly string[]): InsertShape {
  const columns = keys.map((key) => columnName(key, 'a key')).join(', ')
  const values = keys.map(() => '?').join(', ')
  const sql = `INSERT INTO ${tableName(table)} (${columns}) VALUES (${values})`
  return { keys, statement: connection.parse(sql) }
}

/** Places in the generated statement would mean nothing to the caller. */
function atRow(error: unknown, row: number): unknown {
  if (!(error instanceof SqlError)) return error
  return new SqlError(error.code, `rows[${row}]: ${error.message}`, { cause: error })
}
