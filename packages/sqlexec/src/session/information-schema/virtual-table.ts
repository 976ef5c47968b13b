import type { TableDefinition } from '../../catalog/definition.ts'
import { plainColumn, plainTable } from '../../catalog/definition.ts'
import type { TableReference } from '../../plan/logical-plan.ts'
import { type SqlType, types } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Session } from '../session.ts'

/** The name of the database whose tables are made when they are read, in any letter case. */
export const informationSchema = 'information_schema'

/** What a query wants of a virtual table. */
export interface RowRequest {
  readonly session: Session
  /** Whether rows with this text in this column may be wanted. Rows that are not need not be made; they are filtered anyhow. */
  wants(column: string, text: string): boolean
}

export interface VirtualTable {
  readonly reference: TableReference
  /** Rows of values in the order of the columns. */
  rows(request: RowRequest): Iterable<readonly SqlValue[]>
}

/** Types of the columns. */
export const columnTypes = {
  name: { ...types.text, length: 64 },
  words: { ...types.text, length: 512 },
  text: { ...types.text, name: 'longtext' },
  count: types.unsignedBigint,
  number: types.bigint,
  moment: { kind: 'datetime', fsp: 0 },
} as const satisfies Record<string, SqlType>

type Rows = (request: RowRequest) => Iterable<readonly SqlValue[]>

let nextId = -1

/** Columns of one type by their names, several to a line. */
export function columnsOf(type: SqlType, names: string): Record<string, SqlType> {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]))
}

export function virtualTable(
  name: string,
  columns: Readonly<Record<string, SqlType>>,
  rows: Rows = () => [],
): VirtualTable {
  const table: TableDefinition = {
    ...plainTable,
    id: nextId--,
    name,
    columns: Object.entries(columns).map(([column, type], i) => ({
      id: i + 1,
      name: column,
      type,
      nullable: true,
      ...plainColumn,
    })),
  }
  return { reference: { database: informationSchema, table, virtual: true }, rows }
}
