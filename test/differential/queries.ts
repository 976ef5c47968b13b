import { joined, plain, type Sql, sql } from './dialect.ts'
import { type Expression, ExpressionMaker, type ScopeColumn } from './expressions.ts'
import type { Random } from './random.ts'
import type { Table } from './schema.ts'
import { columnBounds, type Kind, kinds } from './values.ts'

export interface Query {
  readonly sql: Sql
  readonly kinds: readonly Kind[]
  /** Whether the order of the rows is determined, so that they compare as a list. */
  readonly ordered: boolean
}

interface From {
  readonly sql: Sql
  readonly scope: readonly ScopeColumn[]
}

interface Select {
  readonly sql: Sql
  readonly outputs: readonly Expression[]
}

const joinKinds = ['CROSS JOIN', 'JOIN', 'JOIN', 'LEFT JOIN', 'LEFT JOIN', 'RIGHT JOIN']

/** Draws queries over tables. */
export class QueryMaker {
  readonly #random: Random
  readonly #tables: readonly Table[]
  readonly #maxJoins: number
  #aliases = 0

  constructor(random: Random, tables: readonly Table[], maxJoins: number) {
    this.#random = random
    this.#tables = tables
    this.#maxJoins = maxJoins
  }

  expressions(scope: readonly ScopeColumn[]): ExpressionMaker {
    return new ExpressionMaker(this.#random, scope, {
      column: (kind, outer, depth) => this.#columnQuery(kind, outer, depth),
      value: (kind, outer, depth) => this.#valueQuery(kind, outer, depth),
    })
  }

  query(): Query {
    const random = this.#random
    if (random.chance(0.1)) return this.#setOperation()
    if (random.chance(0.1)) return this.#withQuery()
    return this.#ordered(this.#select(2), false)
  }

  /** A FROM clause with a condition over it, to be partitioned. */
  partitioned(): { from: Sql; scope: readonly ScopeColumn[]; condition: Sql } {
    const { sql: from, scope } = this.#from(2)
    return { from, scope, condition: this.expressions(scope).predicate(3) }
  }

  #withQuery(): Query {
    const inner = this.#select(1)
    const from: From = {
      sql: plain('w AS x'),
      scope: inner.outputs.map((output, i) => ({ ...output, sql: plain(`x.o${i}`) })),
    }
    const outer = this.#selectFrom(from, 2)
    const whole = { ...outer, sql: sql`WITH w AS (${inner.sql}) ${outer.sql}` }
    return this.#ordered(whole, false)
  }

  #setOperation(): Query {
    const random = this.#random
    const wanted = Array.from({ length: random.between(1, 3) }, () => random.pick(kinds))
    const operator = random.pick(['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT'])
    const left = this.#projection(wanted)
    const right = this.#projection(wanted)
    return this.#ordered({ ...left, sql: sql`${left.sql} ${operator} ${right.sql}` }, true)
  }

  #projection(wanted: readonly Kind[]): Select {
    const { sql: from, scope } = this.#from(1)
    const maker = this.expressions(scope)
    const outputs = wanted.map((kind) => maker.scalar(kind, 1))
    return { sql: sql`SELECT ${outputList(outputs)} FROM ${from}${this.#where(maker, 2)}`, outputs }
  }

  /** Adds an order by all columns, which leaves no freedom, and a limit; or leaves the rows without order. */
  #ordered(select: Select, compound: boolean): Query {
    const random = this.#random
    const outputKinds = select.outputs.map(({ kind }) => kind)
    if (random.chance(0.5)) return { sql: select.sql, kinds: outputKinds, ordered: false }
    const terms = random.shuffle(select.outputs.map((_, i) => i)).map((i) => {
      const name = compound || random.chance(0.5) ? `${i + 1}` : `o${i}`
      return plain(`${name}${random.pick(['', ' ASC', ' DESC'])}`)
    })
    let text = sql`${select.sql} ORDER BY ${joined(terms, ', ')}`
    if (random.chance(0.6)) text = sql`${text} LIMIT ${random.between(0, 12)}`
    else if (random.chance(0.5)) {
      text = sql`${text} LIMIT ${random.between(0, 12)} OFFSET ${random.between(0, 5)}`
    }
    return { sql: text, kinds: outputKinds, ordered: true }
  }

  #select(depth: number): Select {
    return this.#selectFrom(this.#from(depth), depth)
  }

  #selectFrom(from: From, depth: number): Select {
    return this.#random.chance(0.4) ? this.#grouped(from, depth) : this.#flat(from, depth)
  }

  #flat(from: From, depth: number): Select {
    const random = this.#random
    const maker = this.expressions(from.scope)
    const outputs = Array.from({ length: random.between(1, 4) }, () =>
      maker.scalar(random.pick(from.scope).kind, depth),
    )
    const distinct = random.chance(0.2) ? 'DISTINCT ' : ''
    const where = this.#where(maker, depth)
    return { sql: sql`SELECT ${distinct}${outputList(outputs)} FROM ${from.sql}${where}`, outputs }
  }

  #grouped(from: From, depth: number): Select {
    const random = this.#random
    const maker = this.expressions(from.scope)
    const keys = Array.from({ length: random.between(0, 2) }, () => maker.key())
    // The mean is not exact, so nothing is computed from it.
    const mean = depth === 2
    const aggregates = Array.from({ length: random.between(1, 3) }, () =>
      this.#aggregate(maker, mean),
    )
    const outputs = [...keys, ...aggregates]
    let text = sql`SELECT ${outputList(outputs)} FROM ${from.sql}${this.#where(maker, depth)}`
    if (keys.length > 0) {
      text = sql`${text} GROUP BY ${joined(
        keys.map((key) => key.sql),
        ', ',
      )}`
      if (random.chance(0.3)) {
        const groups = new ExpressionMaker(random, [...keys, this.#aggregate(maker, false)], null)
        text = sql`${text} HAVING ${groups.predicate(1)}`
      }
    }
    return { sql: text, outputs }
  }

  #aggregate(maker: ExpressionMaker, mean: boolean): Expression {
    const random = this.#random
    const argument = maker.scalar(random.pick(maker.scope).kind, 1)
    const distinct = random.chance(0.25) ? 'DISTINCT ' : ''
    const { kind } = argument
    const count: Expression = { kind: 'int', bound: 1e6, sql: plain('COUNT(*)') }
    switch (random.between(0, 4)) {
      case 0:
        return count
      case 1:
        return { ...count, sql: sql`COUNT(${distinct}${argument.sql})` }
      case 2:
        if (kind === 'big' || kind === 'text' || kind === 'date') return count
        return { kind, bound: 1e6, sql: sql`SUM(${distinct}${argument.sql})` }
      case 3:
        if (kind !== 'double' || !mean) return count
        return { kind, bound: 1e6, sql: sql`AVG(${distinct}${argument.sql})` }
      default:
        return { ...argument, sql: sql`${random.pick(['MIN', 'MAX'])}(${argument.sql})` }
    }
  }

  #where(maker: ExpressionMaker, depth: number): Sql {
    return this.#random.chance(0.65) ? sql` WHERE ${maker.predicate(depth + 1)}` : plain('')
  }

  #from(depth: number): From {
    const random = this.#random
    let from = this.#source(depth)
    const joins = Math.min(random.pick([0, 0, 0, 1, 1, 2]), this.#maxJoins)
    for (let i = 0; i < joins; i++) {
      const right = this.#source(depth - 1)
      const scope = [...from.scope, ...right.scope]
      // Only the first join may multiply rows freely.
      const free = i === 0
      const kind = random.pick(free ? joinKinds : joinKinds.slice(1))
      const on =
        kind === 'CROSS JOIN' ? plain('') : sql` ON ${this.#joinCondition(from, right, free)}`
      from = { sql: sql`${from.sql} ${kind} ${right.sql}${on}`, scope }
    }
    return from
  }

  #joinCondition(left: From, right: From, free: boolean): Sql {
    const random = this.#random
    const both = new ExpressionMaker(random, [...left.scope, ...right.scope], null)
    if (free && random.chance(0.15)) return both.predicate(1)
    const pairs = left.scope.flatMap((a) =>
      right.scope.filter((b) => joinable(a.kind, b.kind)).map((b) => ({ a, b })),
    )
    if (pairs.length === 0) return both.predicate(1)
    const terms = Array.from({ length: random.pick([1, 1, 2]) }, () => {
      const { a, b } = random.pick(pairs)
      return sql`${a.sql} = ${b.sql}`
    })
    if (random.chance(0.25)) terms.push(both.predicate(1))
    return joined(terms, ' AND ')
  }

  #source(depth: number): From {
    const alias = `t${this.#aliases++}`
    if (depth > 0 && this.#random.chance(0.2)) {
      const { sql: text, outputs } = this.#select(depth - 1)
      const scope = outputs.map((output, i) => ({ ...output, sql: plain(`${alias}.o${i}`) }))
      return { sql: sql`(${text}) AS ${alias}`, scope }
    }
    const table = this.#random.pick(this.#tables)
    return { sql: sql`${table.name} AS ${alias}`, scope: columnsOf(table, alias) }
  }

  #columnQuery(kind: Kind, outer: readonly ScopeColumn[], depth: number): Sql {
    const { sql: from, scope } = this.#from(0)
    const maker = this.expressions(scope)
    const condition = this.#correlation(scope, outer, depth)
    return sql`SELECT ${maker.scalar(kind, 1).sql} FROM ${from} WHERE ${condition}`
  }

  #valueQuery(kind: Kind, outer: readonly ScopeColumn[], depth: number): Sql {
    const { sql: from, scope } = this.#from(0)
    const maker = this.expressions(scope)
    const argument = maker.scalar(kind, 1).sql
    const value = sql`${this.#random.pick(['MIN', 'MAX'])}(${argument})`
    return sql`SELECT ${value} FROM ${from} WHERE ${this.#correlation(scope, outer, depth)}`
  }

  /** A condition over the inner columns, most times also over the outer ones. */
  #correlation(inner: readonly ScopeColumn[], outer: readonly ScopeColumn[], depth: number): Sql {
    const random = this.#random
    const own = new ExpressionMaker(random, inner, null)
    const pairs = outer.flatMap((a) =>
      inner.filter((b) => joinable(a.kind, b.kind)).map((b) => ({ a, b })),
    )
    const mode = random.between(0, 3)
    if (mode === 0 || pairs.length === 0) return own.predicate(depth)
    const { a, b } = random.pick(pairs)
    const equal = sql`${b.sql} = ${a.sql}`
    if (mode === 1) return equal
    if (mode === 2) return sql`${equal} AND ${own.predicate(depth)}`
    return new ExpressionMaker(random, [...inner, ...outer], null).predicate(1)
  }
}

export function columnsOf(table: Table, alias: string): ScopeColumn[] {
  return table.columns.map(({ name, kind }) => ({
    sql: plain(`${alias}.${name}`),
    kind,
    bound: columnBounds[kind],
  }))
}

function joinable(a: Kind, b: Kind): boolean {
  const number = (kind: Kind) => kind === 'int' || kind === 'double' || kind === 'decimal'
  return a === b || (number(a) && number(b))
}

function outputList(outputs: readonly Expression[]): Sql {
  return joined(
    outputs.map((output, i) => sql`${output.sql} AS o${i}`),
    ', ',
  )
}
