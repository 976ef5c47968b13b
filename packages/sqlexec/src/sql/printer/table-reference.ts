import type { IndexHint, Join, JsonTableColumn, TableReference } from '../ast/index.ts'
import { printDataType } from './data-type.ts'
import { printFallback } from './expression.ts'
import { printFunctionCall, spaced } from './function-call.ts'
import { printString } from './literals.ts'
import { printIdentifier, printObjectName, printOptionalNames } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'

/** What stands between the commas of FROM. */
export function printTableReference(c: Printer, table: TableReference): string {
  switch (table.kind) {
    case 'named_table':
      return words(
        printObjectName(table.name),
        when(table.partitions.length > 0, `PARTITION${printOptionalNames(table.partitions)}`),
        maybe(table.alias, (alias) => `AS ${printIdentifier(alias)}`),
        join(table.hints, printHint, ' '),
      )
    case 'derived_table': {
      const query = `${when(table.lateral, 'LATERAL ')}(${c.query(table.query)})`
      return query + printAlias(table)
    }
    case 'table_function':
      return printFunctionCall(c, table.call) + printAlias(table)
    case 'json_table': {
      const head = `${c.expression(table.document, 0)}, ${printString(table.path)}`
      const columns = printColumns(table.columns)
      const alias = maybe(table.alias, (name) => ` AS ${printIdentifier(name)}`)
      return `JSON_TABLE(${head} ${columns})${alias}`
    }
    case 'join':
      return printJoin(c, table)
  }
}

function printAlias(
  table: Extract<TableReference, { columns: readonly { name: string }[] }>,
): string {
  return maybe(
    table.alias,
    (alias) => ` AS ${printIdentifier(alias)}${printOptionalNames(table.columns)}`,
  )
}

function printHint({ action, scope, indexes }: IndexHint): string {
  const range = maybe(scope, (scope) => ` FOR ${spaced(scope)}`)
  return `${action.toUpperCase()} INDEX${range} (${join(indexes, printIdentifier)})`
}

function printColumns(columns: readonly JsonTableColumn[]): string {
  return `COLUMNS (${join(columns, printColumn)})`
}

function printColumn(column: JsonTableColumn): string {
  switch (column.kind) {
    case 'ordinality':
      return `${printIdentifier(column.name)} FOR ORDINALITY`
    case 'nested':
      return `NESTED PATH ${printString(column.path)} ${printColumns(column.columns)}`
    case 'path':
      return words(
        printIdentifier(column.name),
        printDataType(column.type),
        when(column.exists, 'EXISTS'),
        `PATH ${printString(column.path)}`,
        maybe(column.onEmpty, (fallback) => `${printFallback(fallback)} ON EMPTY`),
        maybe(column.onError, (fallback) => `${printFallback(fallback)} ON ERROR`),
      )
  }
}

function printJoin(c: Printer, node: Join): string {
  const left = printTableReference(c, node.left)
  const right = printTableReference(c, node.right)
  const operator = node.straight
    ? 'STRAIGHT_JOIN'
    : words(
        when(node.natural, 'NATURAL'),
        when(node.type !== 'inner', node.type.toUpperCase()),
        'JOIN',
      )
  return words(
    left,
    operator,
    node.right.kind === 'join' ? `(${right})` : right,
    maybe(node.on, (on) => `ON ${c.expression(on, 0)}`),
    when(node.using.length > 0, `USING${printOptionalNames(node.using)}`),
  )
}
