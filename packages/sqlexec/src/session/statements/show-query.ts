import { SqlError } from '../../base/errors.ts'
import type * as ast from '../../sql/index.ts'
import { parseStatement, printName, printString } from '../../sql/index.ts'
import {
  findVirtualTable,
  informationSchema,
  isInformationSchema,
} from '../information-schema/information-schema.ts'
import { prepareLiterals, type Statement } from '../plan-cache.ts'
import type { Session } from '../session.ts'
import { sqlMode } from '../variables/sql-mode.ts'
import { databaseOf, tableOf, viewOf } from './find-table.ts'

type Show = ast.ShowList | ast.ShowColumns | ast.ShowIndexes

/** What a SHOW statement selects from a table of information_schema. */
interface Selection {
  readonly table: string
  /** Title and expression of each column; LIKE is about the first. */
  readonly columns: readonly (readonly [title: string, expression: string])[]
  readonly where?: string
  readonly orderBy?: string
}

/** SHOW of a list as the query over information_schema that answers it. */
export function showQuery(session: Session, parsed: Statement, show: Show): Statement {
  const { sql, parameterCount } = parsed
  const { filter } = show
  const like = filter?.kind === 'like' ? filter.pattern : null
  const text = selectionText(selectionOf(session, show, sql), like)
  const query = prepareLiterals(parseStatement(text), sqlMode(''))
  const cacheKey = `${text}\0${parsed.cacheKey}`
  const statement =
    filter?.kind === 'where'
      ? filtered(query.statement as ast.Query, filter.condition, show.span)
      : query.statement
  return { ...query, statement, sql, parameterCount, cacheKey }
}

function selectionText({ table, columns, where, orderBy }: Selection, like: string | null): string {
  const items = columns.map(([title, expression]) => `${expression} AS ${printName(title)}`)
  const conditions = where === undefined ? [] : [where]
  if (like !== null) conditions.push(`${columns[0][1]} LIKE ${printString(like)}`)
  const condition = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  const order = orderBy === undefined ? '' : ` ORDER BY ${orderBy}`
  return `SELECT ${items.join(', ')} FROM information_schema.${table}${condition}${order}`
}

/** SHOW … WHERE: the condition speaks of the columns that are shown. */
function filtered(query: ast.Query, where: ast.Expression, span: ast.Query['span']): ast.Query {
  const clauses = { with: null, limit: null, locking: [], into: null, orderBy: [] }
  const alias = { kind: 'identifier', name: 'shown', span } as const
  return {
    kind: 'query',
    ...clauses,
    body: {
      kind: 'select',
      distinct: false,
      options: [],
      items: [{ kind: 'wildcard', database: null, table: null, span }],
      from: [{ kind: 'derived_table', lateral: false, query, alias, columns: [], span }],
      where,
      groupBy: null,
      having: null,
      windows: [],
      qualify: null,
      span,
    },
    span,
  }
}

function selectionOf(session: Session, show: Show, sql: string): Selection {
  switch (show.kind) {
    case 'show_columns':
      return columnsSelection(session, show, sql)
    case 'show_indexes':
      return indexesSelection(session, show, sql)
    case 'show_list':
      return listSelection(session, show, sql)
  }
}

/** `TABLE_SCHEMA = … AND TABLE_NAME = …` of a table that is there. */
function ofTable(session: Session, name: ast.ObjectName, sql: string): string {
  const database = databaseOf(session, name, sql)
  const virtual = isInformationSchema(database)
  if (virtual) requireVirtualTable(name, sql)
  else if (!viewOf(session, name, sql)) tableOf(session, name, sql)
  const named = virtual ? name.name.name.toUpperCase() : name.name.name
  const schema = virtual ? informationSchema : database
  return `TABLE_SCHEMA = ${exactly(schema)} AND TABLE_NAME = ${exactly(named)}`
}

function requireVirtualTable(name: ast.ObjectName, sql: string): void {
  if (findVirtualTable(name.name.name) !== undefined) return
  const message = `Unknown table '${name.name.name}' in information_schema`
  throw new SqlError('unknown_table', message, { span: name.span, sql })
}

/** A text to which only the same text is equal. */
function exactly(text: string): string {
  return `${printString(text)} COLLATE utf8mb4_bin`
}

function columnsSelection(
  session: Session,
  { table, full }: ast.ShowColumns,
  sql: string,
): Selection {
  return {
    table: 'COLUMNS',
    columns: [
      ['Field', 'COLUMN_NAME'],
      ['Type', 'COLUMN_TYPE'],
      ...(full ? [['Collation', 'COLLATION_NAME'] as const] : []),
      ['Null', 'IS_NULLABLE'],
      ['Key', 'COLUMN_KEY'],
      ['Default', 'COLUMN_DEFAULT'],
      ['Extra', 'EXTRA'],
      ...(full ? [['Privileges', 'PRIVILEGES'] as const] : []),
      ...(full ? [['Comment', 'COLUMN_COMMENT'] as const] : []),
    ],
    where: ofTable(session, table, sql),
    orderBy: 'ORDINAL_POSITION',
  }
}

function indexesSelection(session: Session, { table }: ast.ShowIndexes, sql: string): Selection {
  return {
    table: 'STATISTICS',
    columns: [
      ['Table', 'TABLE_NAME'],
      ['Non_unique', 'NON_UNIQUE'],
      ['Key_name', 'INDEX_NAME'],
      ['Seq_in_index', 'SEQ_IN_INDEX'],
      ['Column_name', 'COLUMN_NAME'],
      ['Collation', 'COLLATION'],
      ['Cardinality', 'CARDINALITY'],
      ['Sub_part', 'SUB_PART'],
      ['Packed', 'PACKED'],
      ['Null', 'NULLABLE'],
      ['Index_type', 'INDEX_TYPE'],
      ['Comment', 'COMMENT'],
      ['Index_comment', 'INDEX_COMMENT'],
      ['Visible', 'IS_VISIBLE'],
      ['Expression', 'EXPRESSION'],
    ],
    where: ofTable(session, table, sql),
  }
}

/** The database of SHOW … FROM, or the current one; it has to be there. */
function ownerOf(session: Session, { database, span }: ast.ShowList, sql: string): string {
  const name = database?.name ?? session.database
  if (name === null) {
    throw new SqlError('unknown_database', 'No database selected', { span, sql })
  }
  if (isInformationSchema(name)) return informationSchema
  session.shared.databases.engine(name)
  return name
}

const pattern = ({ filter }: ast.ShowList) =>
  filter?.kind === 'like' ? ` (${filter.pattern})` : ''

function listSelection(session: Session, statement: ast.ShowList, sql: string): Selection {
  switch (statement.subject) {
    case 'databases':
      return {
        table: 'SCHEMATA',
        columns: [[`Database${pattern(statement)}`, 'SCHEMA_NAME']],
        orderBy: 'SCHEMA_NAME',
      }
    case 'tables': {
      const owner = ownerOf(session, statement, sql)
      const title = `Tables_in_${owner}${pattern(statement)}`
      const type = ['Table_type', 'TABLE_TYPE'] as const
      return {
        table: 'TABLES',
        columns: [[title, 'TABLE_NAME'], ...(statement.full ? [type] : [])],
        where: `TABLE_SCHEMA = ${exactly(owner)}`,
        orderBy: 'TABLE_NAME COLLATE utf8mb4_bin',
      }
    }
    case 'variables':
    case 'status': {
      const scope = statement.scope === 'global' ? 'GLOBAL' : 'SESSION'
      return {
        table: `${scope}_${statement.subject.toUpperCase()}`,
        columns: [
          ['Variable_name', 'VARIABLE_NAME'],
          ['Value', 'VARIABLE_VALUE'],
        ],
      }
    }
    case 'processlist': {
      const info = statement.full ? 'INFO' : 'LEFT(INFO, 100)'
      return { table: 'PROCESSLIST', columns: [...processColumns, ['Info', info]] }
    }
    default: {
      const plain = plainSelections[statement.subject]
      if (plain === undefined) {
        const what = statement.subject.replaceAll('_', ' ').toUpperCase()
        throw new SqlError('unsupported', `SHOW ${what} is not supported yet`)
      }
      if (plain.schema === undefined) return plain
      const owner = ownerOf(session, statement, sql)
      return { ...plain, where: `${plain.schema} = ${exactly(owner)}` }
    }
  }
}

const processColumns = titled(
  'ID USER HOST DB COMMAND TIME STATE',
  'Id User Host db Command Time State',
)

/** Columns of a table and the titles under which SHOW has them, one by one; `·` in a title is a blank. */
function titled(columns: string, titles: string): Selection['columns'] {
  const names = columns.split(' ')
  return titles.split(' ').map((title, i) => [title.replaceAll('·', ' '), names[i]] as const)
}

const client = 'CHARACTER_SET_CLIENT COLLATION_CONNECTION DATABASE_COLLATION'
const clientTitles = 'character_set_client collation_connection Database·Collation'

const routines: Selection = {
  table: 'ROUTINES',
  columns: titled(
    `ROUTINE_SCHEMA ROUTINE_NAME ROUTINE_TYPE DEFINER LAST_ALTERED CREATED SECURITY_TYPE ROUTINE_COMMENT ${client}`,
    `Db Name Type Definer Modified Created Security_type Comment ${clientTitles}`,
  ),
}

/** SHOW of what is the same for all; `schema` names the column that FROM is about. */
const plainSelections: Partial<
  Record<ast.ShowList['subject'], Selection & { readonly schema?: string }>
> = {
  table_status: {
    table: 'TABLES',
    schema: 'TABLE_SCHEMA',
    columns: titled(
      'TABLE_NAME ENGINE VERSION ROW_FORMAT TABLE_ROWS AVG_ROW_LENGTH DATA_LENGTH MAX_DATA_LENGTH INDEX_LENGTH DATA_FREE AUTO_INCREMENT CREATE_TIME UPDATE_TIME CHECK_TIME TABLE_COLLATION CHECKSUM CREATE_OPTIONS TABLE_COMMENT',
      'Name Engine Version Row_format Rows Avg_row_length Data_length Max_data_length Index_length Data_free Auto_increment Create_time Update_time Check_time Collation Checksum Create_options Comment',
    ),
    orderBy: 'TABLE_NAME COLLATE utf8mb4_bin',
  },
  open_tables: {
    table: 'TABLES',
    schema: 'TABLE_SCHEMA',
    columns: titled('TABLE_NAME TABLE_SCHEMA 0 0', 'Table Database In_use Name_locked'),
  },
  triggers: {
    table: 'TRIGGERS',
    schema: 'TRIGGER_SCHEMA',
    columns: titled(
      `TRIGGER_NAME EVENT_MANIPULATION EVENT_OBJECT_TABLE ACTION_STATEMENT ACTION_TIMING CREATED SQL_MODE DEFINER ${client}`,
      `Trigger Event Table Statement Timing Created sql_mode Definer ${clientTitles}`,
    ),
  },
  events: {
    table: 'EVENTS',
    schema: 'EVENT_SCHEMA',
    columns: titled(
      `EVENT_NAME EVENT_SCHEMA DEFINER TIME_ZONE EVENT_TYPE EXECUTE_AT INTERVAL_VALUE INTERVAL_FIELD STARTS ENDS STATUS ORIGINATOR ${client}`,
      `Name Db Definer Time·zone Type Execute·at Interval·value Interval·field Starts Ends Status Originator ${clientTitles}`,
    ),
  },
  procedure_status: routines,
  function_status: routines,
  collation: {
    table: 'COLLATIONS',
    columns: titled(
      'COLLATION_NAME CHARACTER_SET_NAME ID IS_DEFAULT IS_COMPILED SORTLEN PAD_ATTRIBUTE',
      'Collation Charset Id Default Compiled Sortlen Pad_attribute',
    ),
  },
  character_set: {
    table: 'CHARACTER_SETS',
    columns: titled(
      'CHARACTER_SET_NAME DESCRIPTION DEFAULT_COLLATE_NAME MAXLEN',
      'Charset Description Default·collation Maxlen',
    ),
  },
  engines: {
    table: 'ENGINES',
    columns: titled(
      'ENGINE SUPPORT COMMENT TRANSACTIONS XA SAVEPOINTS',
      'Engine Support Comment Transactions XA Savepoints',
    ),
  },
  plugins: {
    table: 'PLUGINS',
    columns: titled(
      'PLUGIN_NAME PLUGIN_STATUS PLUGIN_TYPE PLUGIN_LIBRARY PLUGIN_LICENSE',
      'Name Status Type Library License',
    ),
  },
}
