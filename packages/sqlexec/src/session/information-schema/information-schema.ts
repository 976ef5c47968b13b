import type { TableReference } from '../../plan/logical-plan.ts'
import type { SqlValue } from '../../types/value.ts'
import { emptyTables } from './empty-tables.ts'
import { keyTables } from './key-tables.ts'
import { schemaTables } from './schema-tables.ts'
import { serverTables } from './server-tables.ts'
import { triggerTable } from './trigger-table.ts'
import { informationSchema, type RowRequest, type VirtualTable } from './virtual-table.ts'

export { informationSchema }

const tables = new Map<string, VirtualTable>()
for (const table of [
  ...schemaTables(() => tables.values()),
  ...keyTables,
  ...serverTables,
  triggerTable,
  ...emptyTables,
]) {
  tables.set(table.reference.table.name, table)
}

/** Whether a database is the information schema; its names tell no letter case apart. */
export function isInformationSchema(database: string): boolean {
  return database.toLowerCase() === informationSchema
}

export function findVirtualTable(name: string): TableReference | undefined {
  return tables.get(name.toUpperCase())?.reference
}

export function virtualTableNames(): readonly string[] {
  return [...tables.keys()].sort()
}

/** The rows of a virtual table as they are now. */
export function virtualRows(
  { table }: TableReference,
  request: RowRequest,
): Iterable<readonly SqlValue[]> {
  return tables.get(table.name)?.rows(request) ?? []
}
