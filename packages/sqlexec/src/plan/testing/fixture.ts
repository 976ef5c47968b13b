import { SqlError } from '../../base/errors.ts'
import type {
  ColumnDefinition,
  IndexDefinition,
  TableDefinition,
} from '../../catalog/definition.ts'
import { plainColumn, plainTable } from '../../catalog/definition.ts'
import { type ParsedStatement, parseStatement } from '../../sql/index.ts'
import { decimalType, type SqlType, type TextType, types } from '../../types/sql-type.ts'
import { bindStatement } from '../bind.ts'
import type { BindCatalog } from '../bind-context.ts'
import { explainStatement } from '../explain.ts'
import { literalType } from '../literal.ts'
import type { LogicalOperator, LogicalStatement, TableReference } from '../logical-plan.ts'
import { rootOf } from '../operator-walk.ts'
import { typeName } from '../print-expression.ts'

/** A catalog in memory and short ways to bind and explain, for tests of the binder and the optimizer. */

export function varchar(length: number): TextType {
  return { ...types.text, length }
}

interface ColumnOptions {
  readonly nullable?: boolean
  readonly default?: ColumnDefinition['default']
  readonly autoIncrement?: boolean
}

type ColumnSpec = SqlType | (ColumnOptions & { readonly type: SqlType })

/** `keys`: columns of the primary key. `indexes`: name to columns; a name that begins with `u_` is unique, with `h_` a hash index. */
export function tableOf(
  name: string,
  columns: Readonly<Record<string, ColumnSpec>>,
  keys: readonly string[] = [],
  indexes: Readonly<Record<string, readonly string[]>> = {},
): TableDefinition {
  const names = Object.keys(columns)
  const definitions = names.map((column, i): ColumnDefinition => {
    const spec = columns[column]
    const options: ColumnOptions & { type: SqlType } = 'kind' in spec ? { type: spec } : spec
    return {
      ...plainColumn,
      id: i + 1,
      name: column,
      type: options.type,
      nullable: options.nullable ?? !keys.includes(column),
      default: options.default ?? null,
      autoIncrement: options.autoIncrement ?? false,
    }
  })
  const index = (indexName: string, parts: readonly string[]): IndexDefinition => ({
    name: indexName,
    kind: indexName.startsWith('h_') ? 'hash' : 'btree',
    unique: indexName === 'PRIMARY' || indexName.startsWith('u_'),
    primary: indexName === 'PRIMARY',
    columns: parts.map((part) => ({
      column: names.indexOf(part) + 1,
      descending: false,
      prefix: null,
    })),
  })
  return {
    ...plainTable,
    id: 1,
    name,
    columns: definitions,
    indexes: [
      ...(keys.length > 0 ? [index('PRIMARY', keys)] : []),
      ...Object.entries(indexes).map(([indexName, parts]) => index(indexName, parts)),
    ],
  }
}

export function catalogOf(...tables: readonly TableDefinition[]): BindCatalog {
  const references = new Map<string, TableReference>()
  for (const table of tables) references.set(table.name, { database: 'shop', table })
  return {
    currentDatabase: 'shop',
    databaseNames: () => ['shop'],
    tableNames: () => [...references.keys()],
    findView: () => undefined,
    findTable: (database, name) =>
      database === null || database === 'shop' ? references.get(name) : undefined,
  }
}

/** Customers, orders and items, with keys and a few indexes. */
export const shop = catalogOf(
  tableOf(
    'customers',
    {
      id: { type: types.int, autoIncrement: true },
      name: { type: varchar(50), nullable: false },
      city: varchar(50),
      born: types.date,
      vip: { type: types.boolean, nullable: false, default: { kind: 'constant', value: 0 } },
    },
    ['id'],
    { u_name: ['name'], by_city: ['city', 'born'] },
  ),
  tableOf(
    'orders',
    {
      id: types.bigint,
      customer_id: { type: types.int, nullable: false },
      placed: { type: types.date, nullable: false },
      total: decimalType(15, 2),
      note: types.text,
      at: types.datetime,
    },
    ['id'],
    { by_customer: ['customer_id', 'placed'], h_total: ['total'] },
  ),
  tableOf(
    'items',
    {
      order_id: types.bigint,
      line: types.int,
      product: varchar(20),
      price: decimalType(15, 2),
      weight: types.double,
    },
    ['order_id', 'line'],
  ),
)

export interface BindOptions {
  readonly catalog?: BindCatalog
  /** Types of the `?` parameters. */
  readonly parameters?: readonly SqlType[]
  readonly onlyFullGroupBy?: boolean
}

export function bindSql(sql: string, options: BindOptions = {}): LogicalStatement {
  return bindParsed(parseStatement(sql), options)
}

export function bindParsed(parsed: ParsedStatement, options: BindOptions = {}): LogicalStatement {
  const parameters = options.parameters ?? []
  return bindStatement(parsed.statement, {
    catalog: options.catalog ?? shop,
    parameterTypes: [...parameters, ...parsed.literals.map(literalType)],
    parameterCount: parsed.parameterCount,
    sql: parsed.sql,
    onlyFullGroupBy: options.onlyFullGroupBy,
  })
}

/** The bound plan as text, without any optimization. */
export function explainSql(sql: string, options: BindOptions = {}): string {
  return explainStatement(bindSql(sql, options))
}

/** The root operator of a query or of what a change reads. */
export function bindRoot(sql: string, options: BindOptions = {}): LogicalOperator {
  return rootOf(bindSql(sql, options))
}

/** The result's columns as `name TYPE`, with `NULL` where the value may be NULL. */
export function resultColumns(sql: string, options: BindOptions = {}): readonly string[] {
  return bindRoot(sql, options).columns.map(
    ({ name, type, nullable }) => `${name} ${typeName(type)}${nullable ? ' NULL' : ''}`,
  )
}

/** The error that binding answers with. */
export function bindError(sql: string, options: BindOptions = {}): SqlError {
  try {
    bindSql(sql, options)
  } catch (error) {
    if (error instanceof SqlError) return error
    throw error
  }
  throw new Error(`no error for: ${sql}`)
}
