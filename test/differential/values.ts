import { plain, type Sql, spelled, sql, textLiteral } from './dialect.ts'
import type { Random } from './random.ts'

/**
 * The kinds of values that all engines agree about. Doubles and decimals are multiples of a quarter, so that sums are
 * exact in every order and decimals may be doubles where an engine has none.
 */
export type Kind = 'int' | 'big' | 'double' | 'decimal' | 'text' | 'date'

export const kinds: readonly Kind[] = ['int', 'big', 'double', 'decimal', 'text', 'date']

/** The largest magnitude of a column's values, by which generated arithmetic stays exact everywhere. */
export const columnBounds: Readonly<Record<Kind, number>> = {
  int: 1000,
  big: 0,
  double: 100,
  decimal: 100,
  text: 0,
  date: 0,
}

const texts = [
  '',
  'a',
  'b',
  'A',
  'ab',
  'aB',
  'abc',
  'ß',
  'é',
  'e\u0301',
  "it's",
  'a%b',
  'a_b',
  'back\\slash',
  '日本語',
  '😀',
  '\uffff',
  'tab\there',
  'line\nbreak',
  '"quoted"',
  '`tick`',
  '?',
  '-- no comment',
  'x'.repeat(70),
]
const dates = ['1969-12-31', '1970-01-01', '2000-02-29', '2024-02-29', '2024-03-01', '1000-01-01']
const bigs = [
  '0',
  '1',
  '-1',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '4611686018427387905',
  '-4611686018427387905',
]

/** A value of a kind that is not NULL, as a literal. */
export function literal(random: Random, kind: Kind): Sql {
  switch (kind) {
    case 'int': {
      const wide = random.chance(0.1)
      return plain(String(wide ? random.between(-1000, 1000) : random.between(-5, 20)))
    }
    case 'big':
      return plain(random.pick(bigs))
    case 'double':
      return plain(`${random.between(-20, 60) / 4}e0`)
    case 'decimal':
      return plain((random.between(-20, 60) / 4).toFixed(2))
    case 'text':
      return textLiteral(random.pick(texts))
    case 'date': {
      const date = random.pick(dates)
      return spelled(sql`DATE '${date}'`, sql`'${date}'`)
    }
  }
}

/** A value or NULL, for a column. */
export function datum(random: Random, kind: Kind, nullable: boolean): Sql {
  return nullable && random.chance(0.2) ? plain('NULL') : literal(random, kind)
}

const patterns = ['%', 'a%', '%b', '%_b%', '_', '__', '', 'A%', '%語', '%\n%', 'x%x', '%é%', '😀']

export function likePattern(random: Random): Sql {
  return textLiteral(random.pick(patterns))
}

/** How a value compares across engines: numbers without their representation, NULL apart from every text. */
export function canonical(value: unknown, kind: Kind | 'truth'): string {
  if (value === null || value === undefined) return 'NULL'
  if (kind === 'text' || kind === 'date') return JSON.stringify(String(value))
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'bigint') return String(value)
  const number = Number(value)
  return Number.isSafeInteger(number) ? BigInt(number).toString() : String(number)
}
