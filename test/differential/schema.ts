import { joined, plain, type Sql, spelled, sql } from './dialect.ts'
import type { Random } from './random.ts'
import { type Kind, kinds } from './values.ts'

export interface TableColumn {
  readonly name: string
  readonly kind: Kind
  readonly nullable: boolean
}

/** A table whose first column `id` numbers its rows. */
export interface Table {
  readonly name: string
  readonly columns: readonly TableColumn[]
  /** Whether `id` is the primary key. */
  readonly keyed: boolean
  /** The columns of a UNIQUE constraint, or none. */
  readonly unique: readonly string[]
}

export function randomTable(random: Random, name: string, allowUnique: boolean): Table {
  const columns: TableColumn[] = [{ name: 'id', kind: 'int', nullable: false }]
  const count = random.between(1, 6)
  for (let i = 1; i <= count; i++) {
    columns.push({ name: `c${i}`, kind: random.pick(kinds), nullable: random.chance(0.8) })
  }
  const names = columns.slice(1).map((column) => column.name)
  const unique =
    allowUnique && random.chance(0.25)
      ? random.shuffle(names).slice(0, random.between(2, 3)).sort()
      : []
  return { name, columns, keyed: random.chance(0.7), unique }
}

/** The CREATE TABLE. Only SQLite is told of the constraints: it is the oracle for errors, DuckDB for answers. */
export function createTable(random: Random, table: Table): Sql {
  const columns = table.columns.map(({ name, kind, nullable }) => {
    const type = columnType(random, kind)
    return nullable ? sql`${name} ${type}` : sql`${name} ${type} NOT NULL`
  })
  const constraints: Sql[] = []
  if (table.keyed) constraints.push(plain('PRIMARY KEY (id)'))
  if (table.unique.length > 0) constraints.push(plain(`UNIQUE (${table.unique.join(', ')})`))
  const all = joined([...columns, ...constraints], ', ')
  return sql`CREATE TABLE ${table.name} (${spelled(all, all, joined(columns, ', '))})`
}

function columnType(random: Random, kind: Kind): Sql {
  switch (kind) {
    case 'int':
      return spelled(
        plain(random.pick(['INT', 'BIGINT', 'SMALLINT'])),
        plain('INTEGER'),
        plain('BIGINT'),
      )
    case 'big':
      return spelled(plain('BIGINT'), plain('INTEGER'), plain('BIGINT'))
    case 'double':
      return spelled(plain('DOUBLE'), plain('REAL'), plain('DOUBLE'))
    case 'decimal':
      return spelled(
        plain(`DECIMAL(${random.pick(['7,2', '12,2', '20,2'])})`),
        plain('REAL'),
        plain('DOUBLE'),
      )
    case 'text':
      return spelled(plain('VARCHAR(100) COLLATE utf8mb4_bin'), plain('TEXT'), plain('VARCHAR'))
    case 'date':
      return spelled(plain('DATE'), plain('TEXT'), plain('VARCHAR'))
  }
}
