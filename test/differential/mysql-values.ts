import type { Random } from './random.ts'

/** A column of a type that other engines do not have, or compare otherwise. */
export interface MysqlColumn {
  readonly name: string
  readonly type: string
}

/** Types with literals that their columns take; every literal may also meet every other type in a comparison. */
const samples: Readonly<Record<string, readonly string[]>> = {
  'TINYINT UNSIGNED': ['0', '1', '2', '255'],
  INT: ['0', '1', '-1', '2147483647', '-2147483648', '5'],
  BIGINT: ['0', '1', '9007199254740993', '-9223372036854775808', '9223372036854775807'],
  'BIGINT UNSIGNED': ['0', '1', '9007199254740993', '18446744073709551615', '9223372036854775808'],
  'DECIMAL(30,10)': [
    '0.5',
    '1',
    '1.0000000001',
    '-2.5',
    '9007199254740993',
    '12345678901234567890.5',
  ],
  'DECIMAL(6,2)': ['0.5', '1.00', '-2.50', '9999.99', '0'],
  FLOAT: ['0.5e0', '0.1e0', '1e0', '-2.5e0', '1e20'],
  DOUBLE: ['0.5e0', '0.1e0', '1e0', '-2.5e0', '9007199254740992e0', '1e300'],
  BOOLEAN: ['TRUE', 'FALSE'],
  'VARCHAR(20)': ["'a'", "'A'", "'á'", "''", "'1'", "'1.0'", "'ss'", "'ß'", "'2024-01-01'", "'a '"],
  'VARCHAR(20) COLLATE utf8mb4_0900_as_cs': ["'a'", "'A'", "'á'", "''", "'1'", "'a '", "'ß'"],
  'VARCHAR(20) COLLATE utf8mb4_bin': ["'a'", "'A'", "'á'", "''", "'1'", "'😀'", "'\\\\'"],
  'VARBINARY(20)': ["'a'", "'A'", "x'00'", "x'FF'", "''", "x'6100'"],
  DATE: ["'2024-01-01'", "'1969-12-31'", "'2024-02-29'", "'1000-01-01'"],
  DATETIME: ["'2024-01-01'", "'2024-01-01 00:00:00.001'", "'1969-12-31 23:59:59'"],
  'DATETIME(6)': ["'2024-01-01'", "'2024-01-01 00:00:00.000001'", "'9999-12-31 23:59:59.999999'"],
  TIMESTAMP: ["'2024-01-01'", "'2024-02-29 12:00:00'", "'1970-01-02 00:00:00'"],
  TIME: ["'00:00:00'", "'-01:00:00'", "'12:34:56'", "'100:00:00'"],
}
const typeNames = Object.keys(samples)

export function mysqlColumns(random: Random): MysqlColumn[] {
  return Array.from({ length: random.between(2, 5) }, (_, i) => ({
    name: `c${i}`,
    type: random.pick(typeNames),
  }))
}

export function sample(random: Random, type: string): string {
  return random.pick(samples[type])
}

/** Draws expressions over columns in all that the language has; many compare values of different types. */
export class MysqlExpressions {
  readonly #random: Random
  readonly #columns: readonly MysqlColumn[]
  readonly #alias: string

  constructor(random: Random, columns: readonly MysqlColumn[], alias = '') {
    this.#random = random
    this.#columns = columns
    this.#alias = alias
  }

  column(): string {
    return `${this.#alias}${this.#random.pick(this.#columns).name}`
  }

  scalar(depth: number): string {
    const random = this.#random
    if (depth <= 0 || random.chance(0.4)) {
      return random.chance(0.65) ? this.column() : sample(random, random.pick(typeNames))
    }
    const a = this.scalar(depth - 1)
    const b = this.scalar(depth - 1)
    return random.pick([
      `(${a} + ${b})`,
      `(${a} / ${b})`,
      `(${a} DIV ${b})`,
      `(${a} % ${b})`,
      `CONCAT(${a}, ${b})`,
      `UPPER(${a})`,
      `LEFT(${a}, ${random.between(0, 2)})`,
      `IFNULL(${a}, ${b})`,
      `NULLIF(${a}, ${b})`,
      `COALESCE(${a}, ${b})`,
      `IF(${this.predicate(depth - 1)}, ${a}, ${b})`,
      `ROUND(${a})`,
      `GREATEST(${a}, ${b})`,
      `CAST(${a} AS ${random.pick(['SIGNED', 'CHAR', 'DECIMAL(20,4)', 'DOUBLE', 'BINARY'])})`,
    ])
  }

  predicate(depth: number): string {
    const random = this.#random
    if (depth > 0 && random.chance(0.4)) {
      const a = this.predicate(depth - 1)
      const b = this.predicate(depth - 1)
      return random.pick([`(${a} AND ${b})`, `(${a} OR ${b})`, `(NOT ${a})`, `(${a} XOR ${b})`])
    }
    const a = random.chance(0.6) ? this.column() : this.scalar(depth)
    const b = this.scalar(depth - 1)
    const c = this.scalar(depth - 1)
    return random.pick([
      `(${a} = ${b})`,
      `(${a} ${random.pick(['<', '<=', '>', '>=', '<>', '<=>', '='])} ${b})`,
      `(${a} IS ${random.pick(['', 'NOT '])}NULL)`,
      `(${a} ${random.pick(['', 'NOT '])}BETWEEN ${b} AND ${c})`,
      `(${a} ${random.pick(['', 'NOT '])}IN (${b}, ${c}, NULL))`,
      `(${a} ${random.pick(['', 'NOT '])}IN (${b}, ${c}))`,
      `(${a} LIKE ${random.pick(["'a%'", "'%1%'", "''", "'_'", "'A'"])})`,
    ])
  }
}
