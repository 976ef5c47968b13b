import type { Expression, TableReference } from '../ast/index.ts'
import { parseExpressionText, parseStatement } from '../parser/parse.ts'
import { printExpressionText } from '../printer/print.ts'

/** The shape of an expression, every operator in parentheses: `a + b * c` is `(+ a (* b c))`. */
export function outlineExpression(sql: string): string {
  return outline(parseExpressionText(sql))
}

function outline(node: Expression): string {
  const not = 'negated' in node && node.negated ? 'not ' : ''
  switch (node.kind) {
    case 'logical':
      return `(${node.operator} ${node.operands.map(outline).join(' ')})`
    case 'binary':
    case 'comparison':
      return `(${node.operator} ${outline(node.left)} ${outline(node.right)})`
    case 'unary':
      return `(${node.operator} ${outline(node.operand)})`
    case 'is':
      return `(is ${not}${node.test} ${outline(node.operand)})`
    case 'like':
    case 'regexp':
      return `(${not}${node.kind} ${outline(node.operand)} ${outline(node.pattern)})`
    case 'between':
      return `(${not}between ${outline(node.operand)} ${outline(node.low)} ${outline(node.high)})`
    case 'in_list':
      return `(${not}in ${outline(node.operand)} ${node.items.map(outline).join(' ')})`
    case 'collate':
      return `(collate ${outline(node.operand)} ${node.collation})`
    case 'json_arrow':
      return `(-> ${outline(node.operand)} ${node.path.value})`
    case 'interval':
      return `(interval ${outline(node.value)} ${node.unit})`
    case 'assignment':
      return `(:= @${node.variable.name} ${outline(node.value)})`
    case 'row':
      return `[${node.items.map(outline).join(' ')}]`
  }
  return printExpressionText(node)
}

/** The shape of what stands behind FROM: `(left a b)`, with `!` where a join has a condition. */
export function outlineFrom(from: string): string {
  const { statement } = parseStatement(`SELECT * FROM ${from}`)
  if (statement.kind !== 'query' || statement.body.kind !== 'select') throw new Error('no select')
  return statement.body.from.map(outlineTable).join(', ')
}

function outlineTable(table: TableReference): string {
  if (table.kind === 'named_table') return table.name.name.name
  if (table.kind !== 'join') return table.kind
  const condition = table.on !== null || table.using.length > 0 ? '!' : ''
  const natural = table.natural ? 'natural ' : ''
  return `(${natural}${table.type}${condition} ${outlineTable(table.left)} ${outlineTable(table.right)})`
}
