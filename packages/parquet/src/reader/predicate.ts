import { unsupported } from '../errors.ts'
import type { ColumnSchema } from '../format/schema.ts'
import type { ParquetFile } from './metadata.ts'
import type { StatisticsValue } from './statistics.ts'

/**
 * A value to compare with, in the form that column data has: unscaled integers for decimals, integers of the column's unit for
 * dates and times, numbers or bigints alike for integers. Text may be given as a string, booleans as such.
 */
export type PredicateValue = StatisticsValue | string | boolean

/** A column by its name (`ColumnSchema.name`) or, where names repeat, by its index. */
export type ColumnReference = string | number

/**
 * A condition on rows, as data. As in SQL, NULL meets no comparison, `ne` and `in` included.
 *
 * Engines disagree on NaN: it is above all other numbers, or compares with nothing. Pruning keeps what may match
 * either way.
 */
export type Predicate =
  | {
      readonly op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'
      readonly column: ColumnReference
      readonly value: PredicateValue
    }
  | {
      readonly op: 'in'
      readonly column: ColumnReference
      readonly values: readonly PredicateValue[]
    }
  | { readonly op: 'isNull' | 'isNotNull'; readonly column: ColumnReference }
  | { readonly op: 'and' | 'or'; readonly predicates: readonly Predicate[] }

/** A predicate with its columns found and its values checked. */
export type BoundPredicate = BoundCondition | BoundCompound

export interface BoundCompound {
  readonly op: 'and' | 'or'
  readonly predicates: readonly BoundPredicate[]
}

/** A condition on one column. */
export type BoundCondition =
  | {
      readonly op: 'ne' | 'lt' | 'le' | 'gt' | 'ge'
      readonly column: number
      readonly value: StatisticsValue
    }
  /** `eq` is `in` with one value. */
  | { readonly op: 'in'; readonly column: number; readonly values: readonly StatisticsValue[] }
  | { readonly op: 'isNull' | 'isNotNull'; readonly column: number }

/** Predicates may nest this deep. */
const maxDepth = 500

/**
 * Finds the columns of a predicate in a file.
 *
 * @throws {TypeError} for a name that is not there or not unique, and for values that are not of the column's kind
 * @throws {ParquetError} `unsupported` for columns that are lists or cannot be read
 */
export function bindPredicate(file: ParquetFile, predicate: Predicate, depth = 0): BoundPredicate {
  if (depth > maxDepth) throw new TypeError('the predicate nests too deep')
  const { op } = predicate
  switch (op) {
    case 'and':
    case 'or':
      checkList(predicate.predicates, op)
      return {
        op,
        predicates: predicate.predicates.map((part) => bindPredicate(file, part, depth + 1)),
      }
    case 'isNull':
    case 'isNotNull':
      return { op, column: conditionColumn(file, predicate.column).index }
    case 'in': {
      const schema = conditionColumn(file, predicate.column)
      checkList(predicate.values, op)
      return {
        op,
        column: schema.index,
        values: predicate.values.map((v) => boundValue(schema, v)),
      }
    }
    case 'eq': {
      const schema = conditionColumn(file, predicate.column)
      return { op: 'in', column: schema.index, values: [boundValue(schema, predicate.value)] }
    }
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const schema = conditionColumn(file, predicate.column)
      return { op, column: schema.index, value: boundValue(schema, predicate.value) }
    }
    default:
      throw new TypeError(`there is no operator ${String(op)}`)
  }
}

function checkList(list: unknown, op: string): void {
  if (!Array.isArray(list)) throw new TypeError(`the operator ${op} takes an array`)
}

/** The columns of a predicate, each once. */
export function predicateColumns(predicate: BoundPredicate): number[] {
  const columns = new Set<number>()
  const visit = (part: BoundPredicate): void => {
    if ('predicates' in part) part.predicates.forEach(visit)
    else columns.add(part.column)
  }
  visit(predicate)
  return [...columns]
}

/**
 * The column that a name or index means.
 *
 * @throws {TypeError} where there is none, or several of the name
 */
export function findColumn(file: ParquetFile, reference: ColumnReference): ColumnSchema {
  if (typeof reference === 'number') {
    const schema = file.columns[reference]
    if (schema === undefined) throw new TypeError(`there is no column ${reference}`)
    return schema
  }
  const found = file.columns.filter(({ name }) => name === reference)
  if (found.length === 1) return found[0]
  const name = JSON.stringify(reference)
  throw new TypeError(
    found.length === 0
      ? `there is no column ${name}`
      : `${found.length} columns have the name ${name}; give an index instead`,
  )
}

function conditionColumn(file: ParquetFile, reference: ColumnReference): ColumnSchema {
  const schema = findColumn(file, reference)
  const { name, unsupported: reason, list } = schema
  if (reason !== undefined) throw unsupported(`column ${name} cannot be read: ${reason}`)
  if (list) throw unsupported(`column ${name} holds lists, which conditions are not for`)
  return schema
}

const encoder = new TextEncoder()

function boundValue(schema: ColumnSchema, value: PredicateValue): StatisticsValue {
  const { dataKind, name } = schema
  const isBytes = dataKind === 'bytes'
  if (isBytes && typeof value === 'string') return encoder.encode(value)
  if (isBytes && value instanceof Uint8Array) return value
  if (dataKind === 'boolean' && typeof value === 'boolean') return value ? 1 : 0
  if (!isBytes && (typeof value === 'number' || typeof value === 'bigint')) return value
  const given = value instanceof Uint8Array ? 'bytes' : value === null ? 'null' : typeof value
  throw new TypeError(`column ${name} holds ${dataKind} values; ${given} cannot be compared to it`)
}
