import type { Random } from '../differential/random.ts'
import type { Language } from './language.ts'
import { type Column, type Kind, literal } from './tables.ts'

/** Subqueries for expressions; `outer` are the columns that they may name. */
export interface Subqueries {
  /** Columns of these kinds, any rows. */
  rows(kinds: readonly Kind[], outer: readonly Column[], depth: number): string
  /** One column, at most one row. */
  value(kind: Kind, outer: readonly Column[], depth: number): string
}

const comparisons = ['=', '=', '<>', '<', '<=', '>', '>=']
const kinds: readonly Kind[] = ['int', 'num', 'text', 'date']
const patterns = ["'%'", "'a%'", "'%b'", "'_'", "'%a%'", "''", "'b_%'"]

/** Draws expressions over columns. */
export class ExpressionMaker {
  readonly #random: Random
  readonly #language: Language
  readonly #scope: readonly Column[]
  readonly #subqueries: Subqueries | null

  constructor(
    random: Random,
    language: Language,
    scope: readonly Column[],
    subqueries: Subqueries | null,
  ) {
    this.#random = random
    this.#language = language
    this.#scope = scope
    this.#subqueries = subqueries
  }

  /** A kind, sooner one that columns have. */
  kind(): Kind {
    const random = this.#random
    return this.#scope.length > 0 && random.chance(0.9)
      ? random.pick(this.#scope).kind
      : random.pick(kinds)
  }

  leaf(kind: Kind): string {
    const columns = this.#scope.filter((column) => column.kind === kind)
    if (columns.length > 0 && this.#random.chance(0.85)) return this.#random.pick(columns).sql
    if (this.#random.chance(0.04)) return this.#null(kind)
    return literal(this.#random, kind)
  }

  /** A column of a kind, or another where there is none. */
  leafColumn(kind: Kind): string {
    const columns = this.#scope.filter((column) => column.kind === kind)
    return this.#random.pick(columns.length > 0 ? columns : this.#scope).sql
  }

  scalar(kind: Kind, depth: number): string {
    const random = this.#random
    if (depth <= 0 || random.chance(0.35)) return this.leaf(kind)
    if (this.#subqueries !== null && random.chance(0.08)) {
      return `(${this.#subqueries.value(kind, this.#scope, depth - 1)})`
    }
    if (random.chance(0.35)) return this.#conditional(kind, depth - 1)
    if (kind === 'text') return this.#text(depth - 1)
    if (kind === 'date') return this.leaf(kind)
    return this.#number(kind, depth - 1)
  }

  predicate(depth: number): string {
    const random = this.#random
    if (depth > 0 && random.chance(0.4)) {
      const a = this.predicate(depth - 1)
      const b = this.predicate(depth - 1)
      const forms = [`(${a} AND ${b})`, `(${a} OR ${b})`, `(NOT ${a})`]
      if (this.#language.mysql) forms.push(`(${a} XOR ${b})`)
      return random.pick(forms)
    }
    if (this.#subqueries !== null && depth > 0 && random.chance(0.25)) {
      return this.#subqueryTest(this.#subqueries, depth - 1)
    }
    return this.#test(depth)
  }

  #test(depth: number): string {
    const random = this.#random
    const kind = this.kind()
    const a = this.scalar(kind, depth - 1)
    const not = random.pick(['', '', 'NOT '])
    switch (random.between(0, 9)) {
      case 0:
        return `(${a} IS ${not}NULL)`
      case 1: {
        const list = Array.from({ length: random.between(1, 4) }, () => this.scalar(kind, 0))
        return `(${a} ${not}IN (${list.join(', ')}))`
      }
      case 2:
        return `(${a} ${not}BETWEEN ${this.scalar(kind, 0)} AND ${this.scalar(kind, 0)})`
      case 3:
        return `(${this.scalar('text', depth - 1)} ${not}LIKE ${random.pick(patterns)})`
      case 4:
        if (!this.#language.conditionsAsValues) break
        return `((${this.predicate(depth - 1)}) IS ${not}${random.pick(['TRUE', 'FALSE'])})`
      case 5: {
        if (!this.#language.mysql) break
        const other = random.chance(0.5) ? kind : this.kind()
        return `(${a} ${random.pick(['<=>', ...comparisons])} ${this.scalar(other, depth - 1)})`
      }
      case 6: {
        if (!this.#language.rowValues) break
        const second = this.kind()
        const left = `(${a}, ${this.leaf(second)})`
        if (random.chance(0.5)) return `(${left} = (${this.leaf(kind)}, ${this.leaf(second)}))`
        if (!this.#language.mysql) break
        const rows = Array.from({ length: 2 }, () => `(${this.leaf(kind)}, ${this.leaf(second)})`)
        return `(${left} ${not}IN (${rows.join(', ')}))`
      }
    }
    return `(${a} ${random.pick(comparisons)} ${this.scalar(kind, depth - 1)})`
  }

  #subqueryTest(subqueries: Subqueries, depth: number): string {
    const random = this.#random
    const kind = this.kind()
    const not = random.pick(['', '', 'NOT '])
    switch (random.between(0, 4)) {
      case 0:
      case 1:
        return `(${not}EXISTS (${subqueries.rows([kind], this.#scope, depth)}))`
      case 2: {
        if (this.#language.rowValues && random.chance(0.3)) {
          const second = this.kind()
          const row = `(${this.leaf(kind)}, ${this.leaf(second)})`
          return `(${row} ${not}IN (${subqueries.rows([kind, second], this.#scope, depth)}))`
        }
        return `(${this.scalar(kind, 1)} ${not}IN (${subqueries.rows([kind], this.#scope, depth)}))`
      }
      case 3:
        if (this.#language.quantifiers) {
          const quantifier = `${random.pick(comparisons)} ${random.pick(['ANY', 'ALL'])}`
          return `(${this.leaf(kind)} ${quantifier} (${subqueries.rows([kind], this.#scope, depth)}))`
        }
    }
    const value = subqueries.value(kind, this.#scope, depth)
    return `(${this.scalar(kind, 1)} ${random.pick(comparisons)} (${value}))`
  }

  #conditional(kind: Kind, depth: number): string {
    const a = this.scalar(kind, depth)
    const b = this.scalar(kind, depth)
    switch (this.#random.between(0, 4)) {
      case 0:
        return `COALESCE(${a}, ${b})`
      case 1:
        return `NULLIF(${a}, ${b})`
      case 2: {
        const other = this.kind()
        const when = `${this.scalar(other, 0)} WHEN ${this.scalar(other, 0)}`
        return `CASE ${when} THEN ${a} ELSE ${b} END`
      }
      case 3:
        return `CASE WHEN ${this.predicate(depth)} THEN ${a} END`
      default:
        return `CASE WHEN ${this.predicate(depth)} THEN ${a} ELSE ${b} END`
    }
  }

  #text(depth: number): string {
    const random = this.#random
    const a = this.scalar('text', depth)
    const forms = [`UPPER(${a})`, `LOWER(${a})`, `SUBSTR(${a}, ${random.between(1, 3)}, 2)`]
    forms.push(`REPLACE(${a}, 'a', 'c')`, `TRIM(${a})`)
    if (this.#language.mysql) {
      forms.push(`CONCAT(${a}, ${this.scalar(this.kind(), 0)})`, `LEFT(${a}, 1)`)
      forms.push(`CAST(${this.scalar('int', 0)} AS CHAR)`, `IFNULL(${a}, ${this.leaf('text')})`)
      forms.push(`LPAD(${a}, 3, 'x')`, `CONCAT_WS('-', ${a}, ${this.leaf(this.kind())})`)
    }
    // Lower case again: which of two texts that differ by case stands for both is each engine's choice.
    return `LOWER(${random.pick(forms)})`
  }

  #number(kind: 'int' | 'num', depth: number): string {
    const random = this.#random
    const a = this.scalar(kind, depth)
    const forms = [
      `(${a} ${random.pick(['+', '-'])} ${this.scalar(kind, depth)})`,
      `(${a} * ${random.between(-2, 3)})`,
      `ABS(${a})`,
      `(- ${a})`,
    ]
    if (kind === 'num') {
      forms.push(`(${a} + ${this.scalar('int', depth)})`)
      return random.pick(forms)
    }
    forms.push(`LENGTH(${this.scalar('text', depth)})`, `(${a} % ${random.between(2, 7)})`)
    if (this.#language.conditionsAsValues) forms.push(`(${this.predicate(depth)})`)
    if (this.#language.mysql) {
      forms.push(`(${a} DIV ${this.leaf('int')})`, `(${a} % ${this.leaf('int')})`, `SIGN(${a})`)
      forms.push(
        `DATEDIFF(${this.leaf('date')}, ${this.leaf('date')})`,
        `DAY(${this.leaf('date')})`,
      )
      forms.push(`(${a} & ${random.between(1, 7)})`, `ROUND(${this.scalar('num', 0)})`)
      forms.push(`LOCATE('a', ${this.leaf('text')})`, `CAST(${this.leaf('num')} AS SIGNED)`)
    }
    return random.pick(forms)
  }

  #null(kind: Kind): string {
    const types = { int: 'SIGNED', num: 'DECIMAL(10,2)', text: 'CHAR', date: 'DATE' }
    return this.#language.mysql
      ? `CAST(NULL AS ${types[kind]})`
      : `NULLIF(${literal(this.#random, kind)}, ${literal(this.#random, kind)})`
  }
}
