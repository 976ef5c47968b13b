import { joined, plain, type Sql, sql } from './dialect.ts'
import { ExpressionMaker, type ScopeColumn } from './expressions.ts'
import type { Random } from './random.ts'
import type { Table } from './schema.ts'
import { columnBounds, datum, type Kind } from './values.ts'

/** Draws statements that change tables. */
export class ChangeMaker {
  readonly #random: Random
  readonly #tables: readonly Table[]
  /** Whether statements may break constraints: the oracle knows them. */
  readonly #mayFail: boolean
  #nextId = 1

  constructor(random: Random, tables: readonly Table[], mayFail: boolean) {
    this.#random = random
    this.#tables = tables
    this.#mayFail = mayFail
  }

  change(): Sql {
    const table = this.#random.pick(this.#tables)
    switch (this.#random.between(0, 6)) {
      case 0:
      case 1:
        return this.insert(table, this.#random.between(1, 6))
      case 2:
        return this.#insertSelect(table)
      case 3:
        return sql`DELETE FROM ${table.name} WHERE ${this.#expressions(table).predicate(1)}${this.#few()}`
      default:
        return this.#update(table)
    }
  }

  insert(table: Table, count: number): Sql {
    const rows = Array.from({ length: count }, () => {
      const values = table.columns.map(({ name, kind, nullable }) => {
        if (name === 'id') return plain(String(this.#id()))
        return datum(this.#random, kind, nullable || (this.#mayFail && this.#random.chance(0.02)))
      })
      return sql`(${joined(values, ', ')})`
    })
    return sql`INSERT INTO ${table.name} (${names(table)}) VALUES ${joined(rows, ', ')}`
  }

  /** A number not used yet, or rarely one that may be. */
  #id(): number {
    if (this.#mayFail && this.#random.chance(0.01)) return this.#random.between(1, this.#nextId)
    return this.#nextId++
  }

  /** Copies some rows under numbers that no row has. */
  #insertSelect(table: Table): Sql {
    const low = this.#random.between(1, this.#nextId)
    const offset = this.#nextId
    this.#nextId += 3
    const columns = table.columns.map(({ name }) =>
      name === 'id' ? `id - ${low} + ${offset}` : name,
    )
    return sql`INSERT INTO ${table.name} (${names(table)}) SELECT ${columns.join(', ')} FROM ${table.name} WHERE id >= ${low} AND id < ${low + 3}`
  }

  #update(table: Table): Sql {
    const random = this.#random
    const settable = table.columns.slice(1).filter((column) => this.#settable(table, column.name))
    if (settable.length === 0) return this.insert(table, 1)
    const maker = this.#expressions(table)
    const { name, kind, nullable } = random.pick(settable)
    const value = nullable ? this.#value(maker, kind) : datum(random, kind, false)
    return sql`UPDATE ${table.name} SET ${name} = ${value} WHERE ${maker.predicate(1)}${this.#few()}`
  }

  /** Which of two rows breaks a constraint first is each engine's choice, so several rows never touch one. */
  #settable(table: Table, name: string): boolean {
    return !table.unique.includes(name)
  }

  #value(maker: ExpressionMaker, kind: Kind): Sql {
    const { sql: value } = maker.scalar(kind, 1)
    switch (kind) {
      case 'int':
        return sql`(${value}) % 1000`
      case 'text':
        return sql`SUBSTR(${value}, 1, 20)`
      case 'double':
      case 'decimal':
        return datum(this.#random, kind, true)
      default:
        return value
    }
  }

  /** Most changes touch few rows, so that tables stay filled. */
  #few(): Sql {
    const low = this.#random.between(1, this.#nextId)
    return this.#random.chance(0.8)
      ? sql` AND id BETWEEN ${low} AND ${low + this.#random.between(0, 8)}`
      : plain('')
  }

  #expressions(table: Table): ExpressionMaker {
    const scope: ScopeColumn[] = table.columns.map(({ name, kind }) => ({
      sql: plain(name),
      kind,
      bound: columnBounds[kind],
    }))
    return new ExpressionMaker(this.#random, scope, null)
  }
}

function names(table: Table): string {
  return table.columns.map(({ name }) => name).join(', ')
}
