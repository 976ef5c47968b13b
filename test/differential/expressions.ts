import { joined, plain, type Sql, spelled, sql } from './dialect.ts'
import type { Random } from './random.ts'
import { type Kind, likePattern, literal } from './values.ts'

/** A column that an expression may name. */
export interface ScopeColumn {
  readonly sql: Sql
  readonly kind: Kind
  /** The largest magnitude of its values; of no meaning for what is not computed with. */
  readonly bound: number
}

export interface Expression extends ScopeColumn {}

/** Past it, sums over joined rows would no longer be exact doubles. */
const maxBound = 1e6

/** Makes subqueries for expressions; the columns given may be named inside. */
export interface SubqueryMaker {
  /** A query with one column of a kind. */
  column(kind: Kind, outer: readonly ScopeColumn[], depth: number): Sql
  /** A query with one column and exactly one row. */
  value(kind: Kind, outer: readonly ScopeColumn[], depth: number): Sql
}

/** Draws expressions over columns, in the language that the engines share. */
export class ExpressionMaker {
  readonly random: Random
  readonly scope: readonly ScopeColumn[]
  readonly #subqueries: SubqueryMaker | null

  constructor(random: Random, scope: readonly ScopeColumn[], subqueries: SubqueryMaker | null) {
    this.random = random
    this.scope = scope
    this.#subqueries = subqueries
  }

  /** A column of a kind, or a literal where there is none. */
  leaf(kind: Kind): Expression {
    const columns = this.scope.filter((column) => column.kind === kind)
    if (columns.length > 0 && this.random.chance(0.8)) return this.random.pick(columns)
    const bound = kind === 'int' ? 1000 : 15
    const value = literal(this.random, kind)
    if (kind !== 'text') return { sql: value, kind, bound }
    // A text of its own has the collation of the connection, which knows no case in MySQL.
    return { sql: spelled(sql`(${value} COLLATE utf8mb4_bin)`, value), kind, bound }
  }

  scalar(kind: Kind, depth: number): Expression {
    if (depth <= 0 || this.random.chance(0.3)) return this.leaf(kind)
    if (this.#subqueries && this.random.chance(0.06)) {
      const query = this.#subqueries.value(kind, this.scope, depth - 1)
      return { sql: sql`(${query})`, kind, bound: maxBound }
    }
    if (this.random.chance(0.3)) return this.#conditional(kind, depth - 1)
    if (kind === 'text') return this.#text(depth - 1)
    if (kind === 'date' || kind === 'big') return this.leaf(kind)
    return this.#number(kind, depth - 1)
  }

  #conditional(kind: Kind, depth: number): Expression {
    const a = this.scalar(kind, depth)
    const b = this.scalar(kind, depth)
    const bound = Math.max(a.bound, b.bound)
    switch (this.random.between(0, 3)) {
      case 0:
        return { kind, bound, sql: sql`COALESCE(${a.sql}, ${b.sql})` }
      case 1:
        return { kind, bound, sql: sql`NULLIF(${a.sql}, ${b.sql})` }
      case 2: {
        const p = this.predicate(depth)
        return { kind, bound, sql: sql`CASE WHEN ${p} THEN ${a.sql} END` }
      }
      default: {
        const p = this.predicate(depth)
        return { kind, bound, sql: sql`CASE WHEN ${p} THEN ${a.sql} ELSE ${b.sql} END` }
      }
    }
  }

  #text(depth: number): Expression {
    const { random } = this
    const a = this.scalar('text', depth).sql
    const b = this.scalar('text', depth).sql
    const made: Sql[] = [
      spelled(sql`CONCAT(${a}, ${b})`, sql`(${a} || ${b})`),
      sql`SUBSTR(${a}, ${random.between(1, 3)}, ${random.between(0, 3)})`,
      sql`REPLACE(${a}, 'a', ${b})`,
    ]
    return { kind: 'text', bound: 0, sql: random.pick(made) }
  }

  #number(kind: Kind, depth: number): Expression {
    const { random } = this
    const a = this.scalar(kind, depth)
    if (kind === 'int' && random.chance(0.15)) {
      const text = this.scalar('text', depth).sql
      const length = spelled(sql`CHAR_LENGTH(${text})`, sql`LENGTH(${text})`)
      return { kind, bound: 1000, sql: length }
    }
    if (kind === 'int' && random.chance(0.2)) {
      return { kind, bound: 20, sql: sql`(${a.sql} % ${random.between(2, 20)})` }
    }
    if (random.chance(0.15)) return { ...a, sql: sql`ABS(${a.sql})` }
    if (random.chance(0.1)) return { ...a, sql: sql`(- (${a.sql}))` }
    const b = this.scalar(kind, depth)
    if (a.bound * b.bound <= maxBound && random.chance(0.4)) {
      return { kind, bound: a.bound * b.bound, sql: sql`(${a.sql} * ${b.sql})` }
    }
    if (a.bound + b.bound > maxBound) return a
    return {
      kind,
      bound: a.bound + b.bound,
      sql: sql`(${a.sql} ${random.pick(['+', '-'])} ${b.sql})`,
    }
  }

  /** A condition. It stands in parentheses. */
  predicate(depth: number): Sql {
    const { random } = this
    if (depth > 0 && random.chance(0.45)) {
      const a = this.predicate(depth - 1)
      switch (random.between(0, 5)) {
        case 0:
          return sql`(NOT ${a})`
        case 1:
          return sql`(${a} IS ${random.pick(['TRUE', 'NOT TRUE', 'FALSE', 'NOT FALSE'])})`
        default:
          return sql`(${a} ${random.pick(['AND', 'OR'])} ${this.predicate(depth - 1)})`
      }
    }
    if (this.#subqueries && depth > 0 && random.chance(0.12)) {
      return this.#subqueryTest(this.#subqueries, depth)
    }
    return this.#comparison(depth - 1)
  }

  #subqueryTest(subqueries: SubqueryMaker, depth: number): Sql {
    const kind = this.#kindOfScope()
    const query = subqueries.column(kind, this.scope, depth - 1)
    const not = this.random.pick(['', 'NOT '])
    if (this.random.chance(0.5)) return sql`(${not}EXISTS (${query}))`
    return sql`(${this.scalar(kind, depth - 1).sql} ${not}IN (${query}))`
  }

  #kindOfScope(): Kind {
    return this.scope.length > 0 ? this.random.pick(this.scope).kind : 'int'
  }

  /** A kind whose values compare with those of the given one, everywhere by value. */
  #comparable(kind: Kind): Kind {
    if (kind === 'big') return this.random.pick<Kind>(['big', 'int'])
    if (kind === 'int' || kind === 'double' || kind === 'decimal') {
      return this.random.chance(0.7) ? kind : this.random.pick<Kind>(['int', 'double', 'decimal'])
    }
    return kind
  }

  #comparison(depth: number): Sql {
    const { random } = this
    const kind = this.#kindOfScope()
    const a = this.scalar(kind, depth).sql
    const other = () =>
      random.chance(0.3) ? literal(random, kind) : this.scalar(this.#comparable(kind), depth).sql
    switch (random.between(0, kind === 'text' ? 8 : 7)) {
      case 0:
        return sql`(${a} IS ${random.pick(['', 'NOT '])}NULL)`
      case 1:
        return sql`(${a} ${random.pick(['', 'NOT '])}BETWEEN ${other()} AND ${other()})`
      case 2: {
        const members = Array.from({ length: random.between(1, 4) }, () =>
          random.chance(0.1) ? plain('NULL') : literal(random, kind),
        )
        return sql`(${a} ${random.pick(['', 'NOT '])}IN (${joined(members, ', ')}))`
      }
      case 3: {
        const b = other()
        return sql`(${a} ${spelled(plain('<=>'), plain('IS'), plain('IS NOT DISTINCT FROM'))} ${b})`
      }
      case 8:
        return sql`(${a} ${random.pick(['', 'NOT '])}LIKE ${likePattern(random)})`
      default:
        return sql`(${a} ${random.pick(['=', '=', '<>', '<', '<=', '>', '>='])} ${other()})`
    }
  }

  /** An expression to group or order by: it names a column, so it cannot be read as a position. */
  key(): Expression {
    const { random } = this
    const column = random.pick(this.scope)
    if (random.chance(0.7)) return column
    if (column.kind === 'int') {
      return { kind: 'int', bound: 20, sql: sql`(${column.sql} % ${random.between(2, 5)})` }
    }
    if (column.kind === 'text') {
      return { kind: 'text', bound: 0, sql: sql`SUBSTR(${column.sql}, 1, 1)` }
    }
    return { ...column, sql: sql`COALESCE(${column.sql}, ${literal(random, column.kind)})` }
  }
}
