export type Oracle = 'sqlite' | 'duckdb' | 'mariadb'

/** What the engine compared with has of the language; what it has not is not drawn. */
export interface Language {
  /** A condition is a number. */
  readonly conditionsAsValues: boolean
  readonly fullJoins: boolean
  readonly rowValues: boolean
  readonly quantifiers: boolean
  /** LATERAL, and LIMIT in subqueries of IN. */
  readonly lateral: boolean
  readonly limitInSubqueries: boolean
  /** INTERSECT ALL, EXCEPT ALL. */
  readonly setOperationsAll: boolean
  /** WITH ROLLUP, `<=>`, XOR, DIV and MySQL's functions; values of different kinds meet. */
  readonly mysql: boolean
}

export const languages: Readonly<Record<Oracle, Language>> = {
  sqlite: {
    conditionsAsValues: true,
    fullJoins: true,
    rowValues: true,
    quantifiers: false,
    lateral: false,
    limitInSubqueries: true,
    setOperationsAll: false,
    mysql: false,
  },
  duckdb: {
    conditionsAsValues: false,
    fullJoins: true,
    rowValues: false,
    quantifiers: true,
    lateral: true,
    limitInSubqueries: true,
    setOperationsAll: true,
    mysql: false,
  },
  mariadb: {
    conditionsAsValues: true,
    fullJoins: false,
    rowValues: true,
    quantifiers: true,
    lateral: false,
    limitInSubqueries: false,
    setOperationsAll: true,
    mysql: true,
  },
}

/** All of it: the engine is asked against itself. */
export const wholeLanguage: Language = {
  conditionsAsValues: true,
  fullJoins: true,
  rowValues: true,
  quantifiers: true,
  lateral: true,
  limitInSubqueries: true,
  setOperationsAll: true,
  mysql: true,
}
