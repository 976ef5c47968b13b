import type { ShowDiagnostics, ShowFilter, ShowList, Statement } from '../ast/index.ts'
import { spaced } from './function-call.ts'
import { printString } from './literals.ts'
import { printIdentifier, printObjectName } from './names.ts'
import { maybe, type Printer, when, words } from './printer.ts'

/** SHOW and EXPLAIN; `null` for other statements. */
export function printShow(c: Printer, node: Statement): string | null {
  switch (node.kind) {
    case 'show_list':
      return printShowList(c, node)
    case 'show_columns':
      return words(
        'SHOW',
        when(node.extended, 'EXTENDED'),
        when(node.full, 'FULL'),
        `COLUMNS FROM ${printObjectName(node.table)}`,
        maybe(node.filter, (filter) => printFilter(c, filter)),
      )
    case 'show_indexes':
      return words(
        'SHOW',
        when(node.extended, 'EXTENDED'),
        `INDEX FROM ${printObjectName(node.table)}`,
        maybe(node.filter, (filter) => printFilter(c, filter)),
      )
    case 'show_create':
      return words(
        `SHOW CREATE ${node.type.toUpperCase()}`,
        when(node.ifNotExists, 'IF NOT EXISTS'),
        printObjectName(node.name),
      )
    case 'show_diagnostics':
      return printDiagnostics(node)
    case 'explain':
      return words(
        'EXPLAIN',
        when(node.analyze, 'ANALYZE'),
        maybe(node.format, (format) => `FORMAT = ${format.toUpperCase()}`),
        c.statement(node.statement),
      )
  }
  return null
}

function printShowList(c: Printer, node: ShowList): string {
  return words(
    'SHOW',
    when(node.extended, 'EXTENDED'),
    when(node.full, 'FULL'),
    maybe(node.scope, (scope) => scope.toUpperCase()),
    node.subject === 'character_set' ? 'CHARACTER SET' : spaced(node.subject),
    maybe(node.database, (database) => `FROM ${printIdentifier(database)}`),
    maybe(node.filter, (filter) => printFilter(c, filter)),
  )
}

function printFilter(c: Printer, filter: ShowFilter): string {
  if (filter.kind === 'like') return `LIKE ${printString(filter.pattern)}`
  return `WHERE ${c.expression(filter.condition, 0)}`
}

function printDiagnostics({ type, count, limit, offset }: ShowDiagnostics): string {
  return words(
    `SHOW ${when(count, 'COUNT(*) ')}${type.toUpperCase()}`,
    maybe(limit, (rows) => `LIMIT ${rows}`),
    maybe(offset, (rows) => `OFFSET ${rows}`),
  )
}
