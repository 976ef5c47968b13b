import type { DataType, Expression, Statement } from '../ast/index.ts'
import { printAdministration } from './administration.ts'
import { printAlterTable } from './alter-table.ts'
import { printDataType } from './data-type.ts'
import { printDefinition } from './definition.ts'
import { printExpression } from './expression.ts'
import * as manipulation from './manipulation.ts'
import { printObjectName } from './names.ts'
import { join, type Printer, when } from './printer.ts'
import { printQuery } from './query.ts'
import { printShow } from './show.ts'
import { printCreateTable } from './table-definition.ts'

const printer: Printer = {
  expression: (expression, minPower) => printExpression(printer, expression, minPower),
  query: (query) => printQuery(printer, query),
  statement: (statement) => printStatement(statement),
}

/**
 * The statement as SQL on one line. Parsing that gives an equal tree, up to spans, lifted literals and the `text` of
 * select items. The text is for the default modes, and for PIPES_AS_CONCAT where the tree has `concat`.
 */
export function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'query':
      return printQuery(printer, statement)
    case 'insert':
      return manipulation.printInsert(printer, statement)
    case 'update':
      return manipulation.printUpdate(printer, statement)
    case 'delete':
      return manipulation.printDelete(printer, statement)
    case 'load_data':
      return manipulation.printLoadData(printer, statement)
    case 'copy_from':
    case 'copy_to':
      return manipulation.printCopy(printer, statement)
    case 'create_table':
      return printCreateTable(printer, statement)
    case 'alter_table':
      return printAlterTable(printer, statement)
    case 'call': {
      const args = join(statement.args, (arg) => printer.expression(arg, 0))
      return `CALL ${printObjectName(statement.name)}${when(args !== '', `(${args})`)}`
    }
    case 'do':
      return `DO ${join(statement.expressions, (expression) => printer.expression(expression, 0))}`
  }
  return (
    printDefinition(printer, statement) ??
    printShow(printer, statement) ??
    printAdministration(printer, statement) ??
    ''
  )
}

/** An expression as SQL, without parentheses around it. */
export function printExpressionText(expression: Expression): string {
  return printExpression(printer, expression, 0)
}

/** A type as CREATE TABLE writes it. */
export function printTypeText(type: DataType): string {
  return printDataType(type)
}
