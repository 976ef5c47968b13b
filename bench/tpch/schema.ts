/** How a value stands in a `.tbl` file: as it is, in hundredths, as whole units of hundredths, as a date. */
export type TblForm = 'integer' | 'decimal' | 'whole' | 'date' | 'text'

export interface ColumnSchema {
  readonly name: string
  /** As in CREATE TABLE. */
  readonly type: string
  readonly form: TblForm
}

export interface TableSchema {
  readonly name: TableName
  readonly columns: readonly ColumnSchema[]
  readonly primaryKey: readonly string[]
}

export type TableName =
  | 'region'
  | 'nation'
  | 'supplier'
  | 'customer'
  | 'part'
  | 'partsupp'
  | 'orders'
  | 'lineitem'

function column(name: string, type: string): ColumnSchema {
  let form: TblForm = 'text'
  if (type === 'BIGINT' || type === 'INT') form = 'integer'
  else if (type === 'DATE') form = 'date'
  // DBGEN prints quantities without a fraction, though the specification has them as decimals.
  else if (type.startsWith('DECIMAL')) form = name === 'l_quantity' ? 'whole' : 'decimal'
  return { name, type, form }
}

function table(name: TableName, primaryKey: string, columns: string): TableSchema {
  return {
    name,
    primaryKey: primaryKey.split(' '),
    columns: columns.split(', ').map((text) => {
      const space = text.indexOf(' ')
      return column(text.slice(0, space), text.slice(space + 1))
    }),
  }
}

/** The eight tables (specification 1.4), each after those that it refers to. */
export const schemas: readonly TableSchema[] = [
  table('region', 'r_regionkey', 'r_regionkey BIGINT, r_name VARCHAR(25), r_comment VARCHAR(152)'),
  table(
    'nation',
    'n_nationkey',
    'n_nationkey BIGINT, n_name VARCHAR(25), n_regionkey BIGINT, n_comment VARCHAR(152)',
  ),
  table(
    'supplier',
    's_suppkey',
    's_suppkey BIGINT, s_name VARCHAR(25), s_address VARCHAR(40), s_nationkey BIGINT, ' +
      's_phone VARCHAR(15), s_acctbal DECIMAL(15,2), s_comment VARCHAR(101)',
  ),
  table(
    'customer',
    'c_custkey',
    'c_custkey BIGINT, c_name VARCHAR(25), c_address VARCHAR(40), c_nationkey BIGINT, ' +
      'c_phone VARCHAR(15), c_acctbal DECIMAL(15,2), c_mktsegment VARCHAR(10), c_comment VARCHAR(117)',
  ),
  table(
    'part',
    'p_partkey',
    'p_partkey BIGINT, p_name VARCHAR(55), p_mfgr VARCHAR(25), p_brand VARCHAR(10), p_type VARCHAR(25), ' +
      'p_size INT, p_container VARCHAR(10), p_retailprice DECIMAL(15,2), p_comment VARCHAR(23)',
  ),
  table(
    'partsupp',
    'ps_partkey ps_suppkey',
    'ps_partkey BIGINT, ps_suppkey BIGINT, ps_availqty INT, ps_supplycost DECIMAL(15,2), ' +
      'ps_comment VARCHAR(199)',
  ),
  table(
    'orders',
    'o_orderkey',
    'o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus VARCHAR(1), o_totalprice DECIMAL(15,2), ' +
      'o_orderdate DATE, o_orderpriority VARCHAR(15), o_clerk VARCHAR(15), o_shippriority INT, ' +
      'o_comment VARCHAR(79)',
  ),
  table(
    'lineitem',
    'l_orderkey l_linenumber',
    'l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INT, l_quantity DECIMAL(15,2), ' +
      'l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2), ' +
      'l_returnflag VARCHAR(1), l_linestatus VARCHAR(1), l_shipdate DATE, l_commitdate DATE, ' +
      'l_receiptdate DATE, l_shipinstruct VARCHAR(25), l_shipmode VARCHAR(10), l_comment VARCHAR(44)',
  ),
]

export function schemaOf(name: TableName): TableSchema {
  const schema = schemas.find((candidate) => candidate.name === name)
  if (!schema) throw new RangeError(`TPC-H has no table "${name}"`)
  return schema
}

/** A CREATE TABLE statement that every contender understands. */
export function createTable(schema: TableSchema, withKey = true): string {
  const columns = schema.columns.map(({ name, type }) => `${name} ${type} NOT NULL`)
  if (withKey) columns.push(`PRIMARY KEY (${schema.primaryKey.join(', ')})`)
  return `CREATE TABLE ${schema.name} (${columns.join(', ')})`
}
