import type {
  ColumnDefinition,
  IndexDefinition,
  TableDefinition,
} from '../../catalog/definition.ts'
import { plainColumn, plainTable } from '../../catalog/definition.ts'
import { isTextual, type SqlType, types } from '../../types/sql-type.ts'
import type { SqlValue } from '../../types/value.ts'
import { valueAt } from '../../vector/value-at.ts'
import type { Table, Transaction } from '../table-access.ts'

export function column(
  id: number,
  name: string,
  type: SqlType,
  options: Partial<ColumnDefinition> = {},
): ColumnDefinition {
  return {
    id,
    name,
    type,
    nullable: true,
    ...plainColumn,
    ...options,
  }
}

export function uniqueIndex(name: string, ...columns: number[]): IndexDefinition {
  return {
    name,
    kind: 'btree',
    unique: true,
    primary: name === 'PRIMARY',
    columns: columns.map((id) => ({ column: id, descending: false, prefix: null })),
  }
}

export function plainIndex(name: string, ...columns: number[]): IndexDefinition {
  return { ...uniqueIndex(name, ...columns), unique: false }
}

/** A table of a primary key `k` and a value `v`. */
export function keyValueTable(name: string): Omit<TableDefinition, 'id'> {
  return {
    ...plainTable,
    name,
    columns: [column(1, 'k', types.int, { nullable: false }), column(2, 'v', types.text)],
    indexes: [uniqueIndex('PRIMARY', 1)],
  }
}

/** Every visible row with its id, in the order of the segments. All columns must be resident. */
export function scan(
  table: Table,
  transaction: Transaction,
): { rowId: number; values: SqlValue[] }[] {
  const snapshot = table.snapshot(transaction)
  const { columns } = snapshot.definition
  const rows: { rowId: number; values: SqlValue[] }[] = []
  for (const segment of snapshot.segments) {
    const visible = segment.visible()
    for (let row = 0; row < segment.rowCount; row++) {
      if (visible !== null && (visible[row >> 3] & (1 << (row & 7))) === 0) continue
      const values = columns.map(({ type }, i) => valueAt(segment.column(i), row, isTextual(type)))
      rows.push({ rowId: segment.rowId(row), values })
    }
  }
  return rows
}

/** The same after reading what is not resident. */
export async function loadAndScan(
  table: Table,
  transaction: Transaction,
): Promise<{ rowId: number; values: SqlValue[] }[]> {
  const snapshot = table.snapshot(transaction)
  const ordinals = snapshot.definition.columns.map((_, i) => i)
  for (const segment of snapshot.segments) await segment.load(ordinals)
  return scan(table, transaction)
}
