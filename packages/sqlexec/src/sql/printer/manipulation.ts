import type {
  CopyFrom,
  CopyOption,
  CopyTo,
  Delete,
  Insert,
  LoadData,
  SelectItem,
  SetClause,
  Update,
} from '../ast/index.ts'
import { printColumn } from './expression.ts'
import { printOrderBy } from './function-call.ts'
import { printString } from './literals.ts'
import { printIdentifier, printObjectName, printOptionalNames } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'
import { printLimit, printSelectItem, printWith } from './query.ts'
import { printTableReference } from './table-reference.ts'
import { printTextFileClauses } from './text-file.ts'

const insertPriority = { low: 'LOW_PRIORITY', high: 'HIGH_PRIORITY', delayed: 'DELAYED' }

export function printInsert(c: Printer, insert: Insert): string {
  return words(
    insert.replace ? 'REPLACE' : 'INSERT',
    maybe(insert.priority, (priority) => insertPriority[priority]),
    when(insert.ignore, 'IGNORE'),
    `INTO ${printObjectName(insert.table)}`,
    when(insert.partitions.length > 0, `PARTITION${printOptionalNames(insert.partitions)}`),
    maybe(insert.columns, (columns) => `(${join(columns, printIdentifier)})`),
    maybe(insert.rows, (rows) => `VALUES ${join(rows, (row) => printRow(c, row))}`),
    maybe(insert.query, c.query),
    maybe(
      insert.rowAlias,
      ({ name, columns }) => `AS ${printIdentifier(name)}${printOptionalNames(columns)}`,
    ),
    when(
      insert.onDuplicate.length > 0,
      `ON DUPLICATE KEY UPDATE ${printSetClauses(c, insert.onDuplicate)}`,
    ),
    printReturning(c, insert.returning),
  )
}

function printRow(c: Printer, row: NonNullable<Insert['rows']>[number]): string {
  return `(${join(row, (value) => c.expression(value, 0))})`
}

function printSetClauses(c: Printer, clauses: readonly SetClause[]): string {
  return join(clauses, ({ column, value }) => `${printColumn(column)} = ${c.expression(value, 0)}`)
}

function printReturning(c: Printer, items: readonly SelectItem[]): string {
  return when(items.length > 0, `RETURNING ${join(items, (item) => printSelectItem(c, item))}`)
}

export function printUpdate(c: Printer, update: Update): string {
  return words(
    maybe(update.with, (clause) => printWith(c, clause)),
    'UPDATE',
    when(update.lowPriority, 'LOW_PRIORITY'),
    when(update.ignore, 'IGNORE'),
    join(update.tables, (table) => printTableReference(c, table)),
    `SET ${printSetClauses(c, update.set)}`,
    maybe(update.where, (where) => `WHERE ${c.expression(where, 0)}`),
    printOrderBy(c, update.orderBy),
    maybe(update.limit, printLimit),
    printReturning(c, update.returning),
  )
}

export function printDelete(c: Printer, node: Delete): string {
  return words(
    maybe(node.with, (clause) => printWith(c, clause)),
    'DELETE',
    when(node.lowPriority, 'LOW_PRIORITY'),
    when(node.quick, 'QUICK'),
    when(node.ignore, 'IGNORE'),
    join(node.targets, printObjectName),
    `FROM ${join(node.from, (table) => printTableReference(c, table))}`,
    maybe(node.where, (where) => `WHERE ${c.expression(where, 0)}`),
    printOrderBy(c, node.orderBy),
    maybe(node.limit, printLimit),
    printReturning(c, node.returning),
  )
}

export function printLoadData(c: Printer, load: LoadData): string {
  return words(
    'LOAD DATA',
    when(load.local, 'LOCAL'),
    `INFILE ${printString(load.path)}`,
    maybe(load.onDuplicate, (action) => action.toUpperCase()),
    `INTO TABLE ${printObjectName(load.table)}`,
    printTextFileClauses(load),
    when(load.ignoreLines > 0, `IGNORE ${load.ignoreLines} LINES`),
    when(load.columns.length > 0, `(${join(load.columns, (column) => c.expression(column, 0))})`),
    when(load.set.length > 0, `SET ${printSetClauses(c, load.set)}`),
  )
}

export function printCopy(c: Printer, copy: CopyFrom | CopyTo): string {
  const query = copy.kind === 'copy_to' ? copy.query : null
  return words(
    'COPY',
    maybe(copy.table, printObjectName),
    maybe(copy.columns, (columns) => `(${join(columns, printIdentifier)})`),
    maybe(query, (query) => `(${c.query(query)})`),
    copy.kind === 'copy_to' ? 'TO' : 'FROM',
    printString(copy.path),
    when(copy.options.length > 0, `(${join(copy.options, printOption)})`),
  )
}

function printOption({ name, value }: CopyOption): string {
  if (value === null) return name
  return `${name} ${typeof value === 'string' ? printString(value) : String(value)}`
}
