import type { Random } from '../differential/random.ts'

/** Kinds of values that all engines compare alike. Numbers with a fraction are multiples of ¼, so that doubles add them exactly. */
export type Kind = 'int' | 'num' | 'text' | 'date'

export interface Column {
  /** As a query names it. */
  readonly sql: string
  readonly kind: Kind
}

export interface Table {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly kind: Kind; readonly type: string }[]
}

/** Types by kind; every engine reads them, as names at least. */
const typesByKind: Readonly<Record<Kind, readonly string[]>> = {
  int: ['INT', 'BIGINT', 'SMALLINT', 'INT'],
  num: ['DECIMAL(10,2)', 'DOUBLE'],
  text: ['VARCHAR(20)', 'TEXT'],
  date: ['DATE'],
}

const pool: readonly (readonly [string, Kind])[] = [
  ['k', 'int'],
  ['n', 'int'],
  ['x', 'num'],
  ['s', 'text'],
  ['r', 'text'],
  ['d', 'date'],
]

export function randomTables(random: Random): Table[] {
  const count = random.between(2, 4)
  return Array.from({ length: count }, (_, i) => {
    const chosen = pool.filter(([name]) => name === 'k' || random.chance(0.6))
    const columns = chosen.map(([name, kind]) => ({
      name,
      kind,
      type: random.pick(typesByKind[kind].filter((type) => !(type === 'TEXT' && name === 's'))),
    }))
    return { name: `t${i}`, columns: [{ name: 'id', kind: 'int', type: 'INT' }, ...columns] }
  })
}

/** CREATE TABLE; in some tables `id` is a key. */
export function createTable(random: Random, table: Table): string {
  const columns = table.columns.map(({ name, type }) => `${name} ${type}`)
  if (random.chance(0.7)) columns.push('PRIMARY KEY (id)')
  return `CREATE TABLE ${table.name} (${columns.join(', ')})`
}

/** INSERT statements of one row each, so that a reduction can drop any. */
export function insertRows(random: Random, table: Table): string[] {
  const count = random.pick([0, 1, 5, 12, 25])
  const nulls = random.pick([0, 0.1, 0.4])
  return Array.from({ length: count }, (_, id) => {
    const values = table.columns.map(({ name, kind }) => {
      if (name === 'id') return String(id)
      return random.chance(nulls) ? 'NULL' : literal(random, kind)
    })
    return `INSERT INTO ${table.name} VALUES (${values.join(', ')})`
  })
}

/** Indexes, which must not change an answer. */
export function createIndexes(random: Random, table: Table): string[] {
  const statements: string[] = []
  for (let i = 0; i < 3; i++) {
    if (!random.chance(0.6)) continue
    const names = random.shuffle(table.columns.filter(({ type }) => type !== 'TEXT'))
    const listed = names.slice(0, random.between(1, 3)).map(({ name }) => name)
    statements.push(`CREATE INDEX i${i} ON ${table.name} (${listed.join(', ')})`)
  }
  return statements
}

const words = ['', 'a', 'b', 'ab', 'ba', 'abc', 'b a', 'c', 'bb', 'zz']

export function literal(random: Random, kind: Kind): string {
  switch (kind) {
    case 'int':
      return String(random.between(-3, 12))
    case 'num':
      return `${random.between(-3, 12)}.${random.pick(['00', '25', '50', '75'])}`
    case 'text':
      return `'${random.pick(words)}'`
    case 'date':
      return `'2024-0${random.between(1, 3)}-1${random.between(0, 5)}'`
  }
}
