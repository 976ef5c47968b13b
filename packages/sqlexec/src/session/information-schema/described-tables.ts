import type { TableDefinition, ViewDefinition } from '../../catalog/definition.ts'
import type { RowRequest } from './virtual-table.ts'

/** A stored table under the names by which rows tell of it. */
interface DescribedTable {
  readonly schema: string
  readonly definition: TableDefinition
  /** Rows, as a guess. */
  readonly rowCount: number
}

/** The databases that a request may want to know of. */
function* wantedEngines(request: RowRequest) {
  const { databases } = request.session.shared
  for (const schema of databases.names()) {
    if (request.wants('TABLE_SCHEMA', schema)) yield { schema, engine: databases.engine(schema) }
  }
}

/** The sound tables of all databases that a request may want to know of, by name. */
export function* describedTables(request: RowRequest): Generator<DescribedTable> {
  for (const { schema, engine } of wantedEngines(request)) {
    const shown = shownTemporary(request, schema)
    for (const name of new Set([...shown, ...engine.tableNames()])) {
      if (!request.wants('TABLE_NAME', name)) continue
      const own = shown.includes(name) ? request.session.temporary.table(schema, name) : undefined
      const table = own ?? engine.table(name)
      if (!table || table.damage) continue
      yield { schema, definition: table.definition, rowCount: table.estimatedRows() }
    }
  }
}

/** Temporary tables are in no list, but whoever asks for one by its name, as DESCRIBE does, is told of it. */
function shownTemporary({ session, wants }: RowRequest, schema: string): readonly string[] {
  return wants('TABLE_NAME', '') ? [] : session.temporary.tableNames(schema)
}

interface DescribedView {
  readonly schema: string
  readonly definition: ViewDefinition
}

export function* describedViews(request: RowRequest): Generator<DescribedView> {
  for (const { schema, engine } of wantedEngines(request)) {
    for (const name of engine.viewNames()) {
      const definition = request.wants('TABLE_NAME', name) ? engine.view(name) : undefined
      if (definition !== undefined) yield { schema, definition }
    }
  }
}

/** A table that cannot be used, and why. */
interface DamagedTable {
  readonly schema: string
  readonly name: string
  readonly damage: Error
}

export function* damagedTables(request: RowRequest): Generator<DamagedTable> {
  for (const { schema, engine } of wantedEngines(request)) {
    for (const name of engine.tableNames()) {
      const damage = request.wants('TABLE_NAME', name) ? engine.table(name)?.damage : undefined
      if (damage) yield { schema, name, damage }
    }
  }
}
