import { SqlError } from '../../base/errors.ts'
import type { ColumnDefinition, ViewDefinition } from '../../catalog/definition.ts'
import { plainColumn, plainTable } from '../../catalog/definition.ts'
import type { OutputColumn } from '../../plan/logical-plan.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Session } from '../session.ts'
import { viewColumns } from '../statements/view.ts'
import { columnColumns, columnRow } from './column-row.ts'
import { damagedTables, describedTables, describedViews } from './described-tables.ts'
import {
  columnsOf,
  columnTypes,
  informationSchema,
  type RowRequest,
  type VirtualTable,
  virtualTable,
} from './virtual-table.ts'

const { name, text, count, moment, words } = columnTypes

/** SCHEMATA, TABLES and COLUMNS, and what hangs on them. `all` are the tables of the information schema itself. */
export function schemaTables(all: () => Iterable<VirtualTable>): readonly VirtualTable[] {
  const own = ({ wants }: RowRequest) =>
    wants('TABLE_SCHEMA', informationSchema)
      ? [...all()].filter(({ reference }) => wants('TABLE_NAME', reference.table.name))
      : []
  return [
    virtualTable('SCHEMATA', schemataColumns, function* ({ session, wants }) {
      const names = [informationSchema, ...session.shared.databases.names()]
      for (const schema of names) {
        if (!wants('SCHEMA_NAME', schema)) continue
        const charset = schema === informationSchema ? 'utf8mb3' : 'utf8mb4'
        const collation = `${charset}_${charset === 'utf8mb3' ? 'general' : '0900_ai'}_ci`
        yield ['def', schema, charset, collation, null, 'NO']
      }
    }),
    virtualTable('TABLES', tablesColumns, function* (request) {
      for (const { schema, definition, rowCount } of describedTables(request)) {
        yield tableRow(schema, definition.name, 'BASE TABLE', rowCount, definition.comment)
      }
      for (const { schema, definition } of describedViews(request)) {
        yield tableRow(schema, definition.name, 'VIEW', 0, 'VIEW')
      }
      for (const { schema, name: damaged, damage } of damagedTables(request)) {
        yield tableRow(schema, damaged, 'BASE TABLE', 0, damage.message)
      }
      for (const { reference } of own(request)) {
        yield tableRow(informationSchema, reference.table.name, 'SYSTEM VIEW', 0, '')
      }
    }),
    virtualTable('COLUMNS', columnColumns, function* (request) {
      for (const { schema, definition } of describedTables(request)) {
        for (const column of definition.columns) yield columnRow(schema, definition, column)
      }
      for (const { schema, definition } of describedViews(request)) {
        yield* viewRows(request.session, schema, definition)
      }
      for (const { reference } of own(request)) {
        const { table } = reference
        for (const column of table.columns) yield columnRow(informationSchema, table, column)
      }
    }),
    virtualTable('VIEWS', viewsColumns, function* (request) {
      for (const { schema, definition } of describedViews(request)) {
        const client = ['utf8mb4', 'utf8mb4_0900_ai_ci']
        const rights = ['NONE', 'NO', 'root@localhost', 'DEFINER']
        yield ['def', schema, definition.name, definition.query, ...rights, ...client]
      }
    }),
    virtualTable('PARTITIONS', partitionsColumns, function* (request) {
      for (const { schema, definition, rowCount } of describedTables(request)) {
        const row = ['def', schema, definition.name, ...Array<null>(9).fill(null), rowCount]
        yield [...row, ...Array<null>(12).fill(null)]
      }
    }),
  ]
}

function tableRow(schema: string, table: string, type: string, rows: number, comment: string) {
  const isStored = type === 'BASE TABLE'
  const stored = <T>(value: T) => (isStored ? value : null)
  return [
    ...['def', schema, table, type],
    ...[stored('Parquet'), 10, stored('Dynamic'), stored(rows)],
    // What the row's files take is not known table by table.
    ...[stored(0), stored(0), stored(0), stored(0), stored(0)],
    ...[null, null, null, null],
    ...[stored('utf8mb4_0900_ai_ci'), null, '', comment],
  ]
}

/** Rows of COLUMNS for a view; none where it cannot be read, as its tables have changed. */
function viewRows(session: Session, schema: string, definition: ViewDefinition): SqlValue[][] {
  const { name: view } = definition
  try {
    const columns = viewColumns(session, definition, schema).map(viewColumn)
    const described = { ...plainTable, id: 0, name: view, columns }
    return columns.map((column) => columnRow(schema, described, column))
  } catch (error) {
    if (error instanceof SqlError && error.code === 'invalid_view') return []
    throw error
  }
}

function viewColumn({ name: column, type, nullable }: OutputColumn, i: number): ColumnDefinition {
  return { ...plainColumn, id: i + 1, name: column, type, nullable }
}

const viewsColumns = {
  ...columnsOf(name, 'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME'),
  VIEW_DEFINITION: text,
  ...columnsOf(name, 'CHECK_OPTION IS_UPDATABLE DEFINER SECURITY_TYPE'),
  ...columnsOf(name, 'CHARACTER_SET_CLIENT COLLATION_CONNECTION'),
}

const schemataColumns = {
  ...columnsOf(name, 'CATALOG_NAME SCHEMA_NAME'),
  ...columnsOf(name, 'DEFAULT_CHARACTER_SET_NAME DEFAULT_COLLATION_NAME'),
  ...columnsOf(name, 'SQL_PATH DEFAULT_ENCRYPTION'),
}

const tablesColumns = {
  ...columnsOf(name, 'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_TYPE ENGINE'),
  VERSION: columnTypes.number,
  ROW_FORMAT: name,
  ...columnsOf(count, 'TABLE_ROWS AVG_ROW_LENGTH DATA_LENGTH MAX_DATA_LENGTH INDEX_LENGTH'),
  ...columnsOf(count, 'DATA_FREE AUTO_INCREMENT'),
  ...columnsOf(moment, 'CREATE_TIME UPDATE_TIME CHECK_TIME'),
  TABLE_COLLATION: name,
  CHECKSUM: columnTypes.number,
  CREATE_OPTIONS: words,
  TABLE_COMMENT: text,
}

const partitionsColumns = {
  ...columnsOf(name, 'TABLE_CATALOG TABLE_SCHEMA TABLE_NAME PARTITION_NAME SUBPARTITION_NAME'),
  ...columnsOf(count, 'PARTITION_ORDINAL_POSITION SUBPARTITION_ORDINAL_POSITION'),
  ...columnsOf(name, 'PARTITION_METHOD SUBPARTITION_METHOD'),
  ...columnsOf(text, 'PARTITION_EXPRESSION SUBPARTITION_EXPRESSION PARTITION_DESCRIPTION'),
  ...columnsOf(count, 'TABLE_ROWS AVG_ROW_LENGTH DATA_LENGTH MAX_DATA_LENGTH INDEX_LENGTH'),
  DATA_FREE: count,
  ...columnsOf(moment, 'CREATE_TIME UPDATE_TIME CHECK_TIME'),
  CHECKSUM: columnTypes.number,
  PARTITION_COMMENT: text,
  ...columnsOf(name, 'NODEGROUP TABLESPACE_NAME'),
}
