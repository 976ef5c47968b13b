import type { TableDefinition } from '../../catalog/definition.ts'
import type { RowRequest } from './virtual-table.ts'

/** A stored table under the names by which rows tell of it. */
export interface DescribedTable {
  readonly schema: string
  readonly definition: TableDefinition
  /** Rows, as a guess. */
  readonly rowCount: number
}

/** The sound tables of all databases that a request may want to know of, by name. */
export function* describedTables(
  request: RowRequest,
  schemaColumn = 'TABLE_SCHEMA',
  tableColumn = 'TABLE_NAME',
): Generator<DescribedTable> {
  const { databases } = request.session.shared
  for (const schema of databases.names()) {
    if (!request.wants(schemaColumn, schema)) continue
    const engine = databases.engine(schema)
    for (const name of engine.tableNames()) {
      if (!request.wants(tableColumn, name)) continue
      const table = engine.table(name)
      if (!table || table.damage) continue
      yield { schema, definition: table.definition, rowCount: table.estimatedRows() }
    }
  }
}
