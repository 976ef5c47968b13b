import type { RowShape } from '../../exec/sinks/rows.ts'
import { types } from '../../types/sql-type.ts'
import { typeName } from '../../types/type-name.ts'
import type { Outcome } from '../result.ts'

/** The answer of a SHOW statement. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
}

export function tableResult({ columns, rows }: Table, shape: RowShape): Outcome {
  const described = columns.map((name, i) => {
    const numeric = rows.length > 0 && rows.every((row) => typeof row[i] === 'number')
    const sqlType = numeric ? types.bigint : types.text
    return { name, type: typeName(sqlType), sqlType }
  })
  const shaped: unknown[] =
    shape === 'object'
      ? rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
      : rows.map((row) => [...row])
  return { kind: 'rows', rows: shaped, columns: described }
}
