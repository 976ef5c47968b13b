import type { Random } from '../differential/random.ts'
import { ExpressionMaker } from './expressions.ts'
import type { Language } from './language.ts'
import type { Column, Kind, Table } from './tables.ts'

export interface Query {
  readonly sql: string
  readonly kinds: readonly Kind[]
  /** Whether the order of the rows is determined. */
  readonly ordered: boolean
}

interface Relation {
  readonly sql: string
  readonly columns: readonly Column[]
  /** The name of a column whose values differ in all rows. */
  readonly unique: string | null
}

interface Select {
  readonly sql: string
  readonly kinds: readonly Kind[]
}

const windowRanks = ['RANK()', 'DENSE_RANK()', 'PERCENT_RANK()', 'CUME_DIST()']

/** Draws queries over tables. */
export class QueryMaker {
  readonly #random: Random
  readonly #language: Language
  readonly #tables: readonly Table[]
  /** Common tables that may be named, by their columns. */
  readonly #common: { readonly name: string; readonly kinds: readonly Kind[] }[] = []
  #names = 0

  constructor(random: Random, language: Language, tables: readonly Table[]) {
    this.#random = random
    this.#language = language
    this.#tables = tables
  }

  query(): Query {
    const random = this.#random
    const start = this.#common.length
    const withClause = random.chance(0.2) ? this.#with() : ''
    const select = this.#body(3, [], null)
    this.#common.length = start
    const sql = withClause + select.sql
    if (random.chance(0.45)) return { ...select, sql, ordered: false }
    return { ...select, sql: `${sql}${this.#order(select)}`, ordered: true }
  }

  /** A FROM clause with a condition over it, and a list of columns. */
  partitioned(): { from: string; list: string[]; kinds: Kind[]; predicate: string } {
    const from = this.#from(2, [])
    const columns = this.#random.shuffle(from.columns).slice(0, 3)
    return {
      from: from.sql,
      list: columns.map(({ sql }) => sql),
      kinds: columns.map(({ kind }) => kind),
      predicate: this.#maker(from.columns).predicate(3),
    }
  }

  #maker(scope: readonly Column[], nested = true): ExpressionMaker {
    const subqueries = nested
      ? {
          rows: (kinds: readonly Kind[], outer: readonly Column[], depth: number) =>
            this.#rows(kinds, outer, depth),
          value: (kind: Kind, outer: readonly Column[], depth: number) =>
            this.#value(kind, outer, depth),
        }
      : null
    return new ExpressionMaker(this.#random, this.#language, scope, subqueries)
  }

  #with(): string {
    const tables = Array.from({ length: this.#random.between(1, 2) }, () => {
      const { sql, kinds } = this.#body(1, [], null)
      const name = `w${this.#names++}`
      this.#common.push({ name, kinds })
      return `${name} AS (${sql})`
    })
    return `WITH ${tables.join(', ')} `
  }

  /** ORDER BY that leaves no freedom but among equal rows, with a LIMIT or without. */
  #order({ kinds }: Select): string {
    const random = this.#random
    const terms = random
      .shuffle(kinds.map((_, i) => i))
      .map((i) => `${i + 1}${random.pick(['', ' ASC', ' DESC'])}`)
    const limit = random.chance(0.4) ? ` LIMIT ${random.between(0, 9)}` : ''
    const offset = limit !== '' && random.chance(0.3) ? ` OFFSET ${random.between(0, 4)}` : ''
    return ` ORDER BY ${terms.join(', ')}${limit}${offset}`
  }

  #body(depth: number, outer: readonly Column[], wanted: readonly Kind[] | null): Select {
    const random = this.#random
    if (depth > 0 && random.chance(0.12)) return this.#setOperation(depth - 1, outer, wanted)
    return this.#select(depth, outer, wanted)
  }

  #setOperation(depth: number, outer: readonly Column[], wanted: readonly Kind[] | null): Select {
    const random = this.#random
    const left = this.#select(depth, outer, wanted)
    const operators = ['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT']
    if (this.#language.setOperationsAll) operators.push('INTERSECT ALL', 'EXCEPT ALL')
    let { sql } = left
    const operator = random.pick(operators)
    sql = `${sql} ${operator} ${this.#select(depth, outer, left.kinds).sql}`
    if (random.chance(0.3)) sql = `${sql} UNION ${this.#select(depth, outer, left.kinds).sql}`
    return { sql, kinds: left.kinds }
  }

  #select(depth: number, outer: readonly Column[], wanted: readonly Kind[] | null): Select {
    const from = this.#from(depth, outer)
    const draw = this.#random.next()
    if (draw < 0.3) return this.#grouped(from, depth, outer, wanted)
    if (draw < 0.45) return this.#windowed(from, depth, outer, wanted)
    return this.#flat(from, depth, outer, wanted)
  }

  #kinds(maker: ExpressionMaker, wanted: readonly Kind[] | null): readonly Kind[] {
    return wanted ?? Array.from({ length: this.#random.between(1, 4) }, () => maker.kind())
  }

  #flat(
    from: Relation,
    depth: number,
    outer: readonly Column[],
    wanted: readonly Kind[] | null,
  ): Select {
    const maker = this.#maker([...from.columns, ...outer], depth > 0)
    const kinds = this.#kinds(maker, wanted)
    const items = kinds.map((kind) => maker.scalar(kind, Math.min(depth, 2)))
    const distinct = this.#random.chance(0.2) ? 'DISTINCT ' : ''
    const where = this.#where(from, depth, outer)
    return { sql: `SELECT ${distinct}${list(items)} FROM ${from.sql}${where}`, kinds }
  }

  #where(from: Relation, depth: number, outer: readonly Column[]): string {
    const random = this.#random
    const maker = this.#maker([...from.columns, ...outer], depth > 0)
    const terms: string[] = []
    if (outer.length > 0 && random.chance(0.7)) {
      const pair = this.#pair(from.columns, outer)
      if (pair !== null) terms.push(pair)
    }
    if (random.chance(0.6)) terms.push(maker.predicate(Math.min(depth, 2)))
    return terms.length === 0 ? '' : ` WHERE ${terms.join(' AND ')}`
  }

  /** A comparison of a column of each side. */
  #pair(left: readonly Column[], right: readonly Column[]): string | null {
    const random = this.#random
    const pairs = left.flatMap((a) => right.filter((b) => b.kind === a.kind).map((b) => ({ a, b })))
    if (pairs.length === 0) return null
    const { a, b } = random.pick(pairs)
    return `${a.sql} ${random.pick(['=', '=', '=', '=', '<', '>=', '<>'])} ${b.sql}`
  }

  #grouped(
    from: Relation,
    depth: number,
    outer: readonly Column[],
    wanted: readonly Kind[] | null,
  ): Select {
    const random = this.#random
    const maker = this.#maker(from.columns, false)
    const kinds = this.#kinds(maker, wanted)
    // A key is an expression of the row; text of it groups by its value, not by its first spelling.
    const keyCount = random.between(0, Math.min(2, kinds.length))
    const keys = kinds.slice(0, keyCount).map((kind) => maker.scalar(kind, random.pick([0, 0, 1])))
    const usable = [...new Set(keys.filter((key) => /\ba\d+\./u.test(key)))]
    const items = kinds.map((kind, i) =>
      i < keyCount && usable.includes(keys[i]) ? keys[i] : this.#aggregate(maker, kind),
    )
    const where = this.#where(from, depth, outer)
    let sql = `SELECT ${list(items)} FROM ${from.sql}${where}`
    if (usable.length > 0) {
      sql += ` GROUP BY ${usable.join(', ')}`
      if (this.#language.mysql && random.chance(0.1)) sql += ' WITH ROLLUP'
    }
    if (random.chance(usable.length > 0 ? 0.3 : 0.1)) {
      const groups = Array.from({ length: 2 }, () => {
        const kind = maker.kind()
        return { sql: this.#aggregate(maker, kind), kind }
      })
      sql += ` HAVING ${this.#maker(groups, depth > 1 && random.chance(0.3)).predicate(1)}`
    }
    return { sql, kinds }
  }

  #aggregate(maker: ExpressionMaker, kind: Kind): string {
    const random = this.#random
    const distinct = random.pick(['', '', 'DISTINCT '])
    if (kind === 'int' && random.chance(0.5)) {
      if (random.chance(0.4)) return 'COUNT(*)'
      return `COUNT(${distinct}${maker.scalar(maker.kind(), 1)})`
    }
    if ((kind === 'int' || kind === 'num') && random.chance(0.5)) {
      return `SUM(${distinct}${maker.scalar(kind, 1)})`
    }
    if (kind === 'num' && random.chance(0.3)) return `AVG(${maker.scalar('num', 0)})`
    return `${random.pick(['MIN', 'MAX'])}(${maker.scalar(kind, 1)})`
  }

  #windowed(
    from: Relation,
    depth: number,
    outer: readonly Column[],
    wanted: readonly Kind[] | null,
  ): Select {
    const random = this.#random
    const maker = this.#maker(from.columns, false)
    const kinds = this.#kinds(maker, wanted)
    const windowAt = random.between(0, kinds.length - 1)
    const items = kinds.map((kind, i) =>
      i === windowAt ? this.#window(from, maker, kind) : maker.scalar(kind, 1),
    )
    const where = this.#where(from, depth, outer)
    return { sql: `SELECT ${list(items)} FROM ${from.sql}${where}`, kinds }
  }

  #window(from: Relation, maker: ExpressionMaker, kind: Kind): string {
    const random = this.#random
    const partition = random.chance(0.6)
      ? `PARTITION BY ${maker.leafColumn(random.pick(from.columns).kind)} `
      : ''
    const key = `${maker.leafColumn(maker.kind())}${random.pick(['', ' DESC'])}`
    if (from.unique !== null && random.chance(0.6)) {
      const order = `ORDER BY ${key}, ${from.unique}`
      return this.#orderedWindow(maker, kind, `${partition}${order}`)
    }
    const over = random.chance(0.6) ? `${partition}ORDER BY ${key}` : partition
    if (kind === 'int' && over.includes('ORDER BY') && random.chance(0.4)) {
      return `${random.pick(windowRanks.slice(0, 2))} OVER (${over})`
    }
    if (kind === 'num' && over.includes('ORDER BY') && random.chance(0.3)) {
      return `${random.pick(windowRanks.slice(2))} OVER (${over})`
    }
    return `${this.#windowAggregate(maker, kind)} OVER (${over})`
  }

  #windowAggregate(maker: ExpressionMaker, kind: Kind): string {
    if (kind === 'int' && this.#random.chance(0.4)) return `COUNT(${maker.scalar(maker.kind(), 0)})`
    const names = kind === 'int' || kind === 'num' ? ['SUM', 'MIN', 'MAX'] : ['MIN', 'MAX']
    return `${this.#random.pick(names)}(${maker.scalar(kind, 1)})`
  }

  #orderedWindow(maker: ExpressionMaker, kind: Kind, over: string): string {
    const random = this.#random
    if (kind === 'int' && random.chance(0.3)) {
      return `${random.pick(['ROW_NUMBER()', 'NTILE(3)'])} OVER (${over})`
    }
    const argument = maker.scalar(kind, 1)
    const draw = random.next()
    if (draw < 0.3)
      return `${random.pick(['LAG', 'LEAD'])}(${argument}, ${random.between(1, 2)}) OVER (${over})`
    const low = random.pick(['UNBOUNDED PRECEDING', '2 PRECEDING', 'CURRENT ROW', '1 PRECEDING'])
    const high = random.pick(['UNBOUNDED FOLLOWING', '1 FOLLOWING', 'CURRENT ROW'])
    const frame = `ROWS BETWEEN ${low} AND ${high}`
    if (draw < 0.5) {
      return `${random.pick(['FIRST_VALUE', 'LAST_VALUE'])}(${argument}) OVER (${over} ${frame})`
    }
    return `${this.#windowAggregate(maker, kind)} OVER (${over} ${frame})`
  }

  #from(depth: number, outer: readonly Column[]): Relation {
    const random = this.#random
    let from = this.#source(depth, [])
    for (let i = random.pick([0, 0, 0, 1, 1, 2]); i > 0; i--) from = this.#join(from, depth, outer)
    return from
  }

  #join(left: Relation, depth: number, outer: readonly Column[]): Relation {
    const random = this.#random
    const nested = depth > 1 && random.chance(0.12)
    const plain = this.#source(depth - 1, left.columns)
    const right = nested ? this.#parenthesized(this.#join(plain, 0, outer)) : plain
    const columns = [...left.columns, ...right.columns]
    const kinds = ['JOIN', 'JOIN', 'LEFT JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'CROSS JOIN']
    if (this.#language.fullJoins) kinds.push('FULL JOIN')
    const lateral = right.sql.startsWith('LATERAL')
    const kind = lateral ? random.pick(['JOIN', 'LEFT JOIN']) : random.pick(kinds)
    const relation = { columns, unique: null }
    if (kind === 'CROSS JOIN') return { ...relation, sql: `${left.sql} CROSS JOIN ${right.sql}` }
    const terms: string[] = []
    const pair = this.#pair(left.columns, right.columns)
    if (pair !== null && random.chance(0.85)) terms.push(pair)
    if (terms.length === 0 || random.chance(0.35)) {
      const withSubqueries = kind !== 'FULL JOIN' && depth > 1 && random.chance(0.2)
      terms.push(this.#maker(columns, withSubqueries).predicate(1))
    }
    return { ...relation, sql: `${left.sql} ${kind} ${right.sql} ON ${terms.join(' AND ')}` }
  }

  #parenthesized(relation: Relation): Relation {
    return { ...relation, sql: `(${relation.sql})` }
  }

  #source(depth: number, left: readonly Column[]): Relation {
    const random = this.#random
    const alias = `a${this.#names++}`
    if (depth > 0 && random.chance(0.2)) {
      const lateral = this.#language.lateral && left.length > 0 && random.chance(0.3)
      const select = this.#body(depth - 1, lateral ? left : [], null)
      const order = random.chance(0.15) ? this.#order(select) : ''
      const sql = `${lateral ? 'LATERAL ' : ''}(${select.sql}${order}) AS ${alias}`
      return { sql, columns: outputs(alias, select.kinds), unique: null }
    }
    if (this.#common.length > 0 && random.chance(0.4)) {
      const { name, kinds } = random.pick(this.#common)
      return { sql: `${name} AS ${alias}`, columns: outputs(alias, kinds), unique: null }
    }
    const table = random.pick(this.#tables)
    const columns = table.columns.map(({ name, kind }) => ({ sql: `${alias}.${name}`, kind }))
    return { sql: `${table.name} AS ${alias}`, columns, unique: `${alias}.id` }
  }

  #rows(kinds: readonly Kind[], outer: readonly Column[], depth: number): string {
    const select = this.#body(Math.min(depth, 1), outer, kinds)
    const limited = this.#language.limitInSubqueries && this.#random.chance(0.1)
    return limited ? `${select.sql}${this.#order(select)}` : select.sql
  }

  #value(kind: Kind, outer: readonly Column[], depth: number): string {
    const from = this.#from(0, [])
    const maker = this.#maker(from.columns, false)
    const where = this.#where(from, Math.min(depth, 1), outer)
    if (this.#random.chance(0.2)) {
      const item = maker.scalar(kind, 1)
      return `SELECT ${item} AS c0 FROM ${from.sql}${where} ORDER BY 1 LIMIT 1`
    }
    return `SELECT ${this.#aggregate(maker, kind)} FROM ${from.sql}${where}`
  }
}

function list(items: readonly string[]): string {
  return items.map((item, i) => `${item} AS c${i}`).join(', ')
}

function outputs(alias: string, kinds: readonly Kind[]): Column[] {
  return kinds.map((kind, i) => ({ sql: `${alias}.c${i}`, kind }))
}
