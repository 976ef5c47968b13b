import type { ColumnId, Expression } from './expression.ts'
import type {
  InsertStatementPlan,
  LogicalOperator,
  LogicalStatement,
  ScanOperator,
} from './logical-plan.ts'
import { inputsOf, subqueriesOf } from './operator-walk.ts'
import { printAggregate, printExpression } from './print-expression.ts'
import { printSortKeys, printWindowCall } from './print-window.ts'

/** An operator, or a part of a statement, and what it reads. */
export interface PlanNode {
  readonly title: string
  /** `null` for what is no operator: the change itself, RETURNING, a subquery. */
  readonly operator: LogicalOperator | null
  readonly children: readonly PlanNode[]
}

/**
 * A plan as an indented tree, one operator a line, inputs below: what EXPLAIN shows and what the optimizer's tests compare.
 * Columns go by `alias.name` where they come from a table, and by name elsewhere.
 */
export function explainStatement(statement: LogicalStatement): string {
  return planLines(planTree(statement)).join('\n')
}

/** The lines of a tree. `note` tells what stands behind an operator's title. */
export function planLines(
  node: PlanNode,
  note: (operator: LogicalOperator) => string = () => '',
  indent = '',
): string[] {
  const title = node.operator === null ? node.title : node.title + note(node.operator)
  return [
    indent + title,
    ...node.children.flatMap((child) => planLines(child, note, `${indent}  `)),
  ]
}

export function planTree(statement: LogicalStatement): PlanNode {
  switch (statement.kind) {
    case 'query':
      return operatorTree(statement.root)
    case 'insert': {
      const names = statement.ordinals.map((i) => statement.table.table.columns[i].name)
      const { onConflict } = statement
      const verb = onConflict.kind === 'replace' ? 'Replace' : 'Insert'
      const title = `${verb} ${tableName(statement)} (${names.join(', ')})`
      return under(title + explainConflict(statement), statement)
    }
    case 'update': {
      const tables = statement.tables.map(({ table: { table }, ordinals }) => {
        const names = ordinals.map((i) => table.columns[i].name)
        return `${table.name} (${names.join(', ')})`
      })
      return under(`Update ${tables.join(', ')}`, statement)
    }
    case 'load': {
      const title = `Load ${statement.format.kind} into ${tableName(statement.insert)}`
      return { title, operator: null, children: [] }
    }
    case 'export': {
      const children = [operatorTree(statement.source)]
      return { title: `Export ${statement.format.kind}`, operator: null, children }
    }
    case 'delete':
      return under(`Delete ${statement.tables.map(tableName).join(', ')}`, statement)
  }
}

function tableName({ table }: { readonly table: ScanOperator['table'] }): string {
  return table.table.name
}

function explainConflict({ onConflict, table }: InsertStatementPlan): string {
  if (onConflict.kind === 'ignore') return ' ignoring duplicates'
  if (onConflict.kind !== 'update') return ''
  const assignments = onConflict.values.map((value, i) => {
    const { name } = table.table.columns[onConflict.ordinals[i]]
    return `${name} = ${printExpression(value, (column) => `#${column}`)}`
  })
  return ` on duplicate set ${assignments.join(', ')}`
}

/** What a change reads, and below it what it returns. */
function under(title: string, { source, returning }: ChangeStatement): PlanNode {
  const children = [operatorTree(source)]
  if (returning !== null) {
    children.push({
      title: 'Returning',
      operator: null,
      children: [operatorTree(returning.root)],
    })
  }
  return { title, operator: null, children }
}

type ChangeStatement = Extract<LogicalStatement, { source: LogicalOperator; returning: unknown }>

/** The tree of one operator as text, without a newline at its end. */
export function explainOperator(root: LogicalOperator): string {
  return planLines(operatorTree(root)).join('\n')
}

function operatorTree(root: LogicalOperator): PlanNode {
  const names = new Map<ColumnId, string>()
  nameColumns(root, names)
  return describe(root, new Printer(names))
}

/** Names columns from the leaves up: the first name that a column had is the one it keeps. */
function nameColumns(operator: LogicalOperator, names: Map<ColumnId, string>): void {
  for (const input of inputsOf(operator)) nameColumns(input, names)
  for (const { plan } of subqueriesOf(operator)) nameColumns(plan, names)
  for (const { id, name } of operator.columns) {
    if (names.has(id)) continue
    names.set(id, nameOf(operator, name))
  }
  if (operator.kind === 'aggregate') {
    operator.aggregates.forEach((call, i) => {
      const { id } = operator.columns[operator.keys.length + i]
      names.set(
        id,
        printAggregate(call, (column) => names.get(column) ?? `#${column}`),
      )
    })
  }
}

function nameOf(operator: LogicalOperator, column: string): string {
  if (operator.kind === 'scan') return `${operator.alias}.${column}`
  return operator.kind === 'working' ? `${operator.name}.${column}` : column
}

class Printer {
  private readonly names: ReadonlyMap<ColumnId, string>

  constructor(names: ReadonlyMap<ColumnId, string>) {
    this.names = names
  }

  column = (id: ColumnId): string => this.names.get(id) ?? `#${id}`

  expression(expression: Expression): string {
    return printExpression(expression, this.column)
  }

  list(expressions: readonly Expression[]): string {
    return expressions.map((expression) => this.expression(expression)).join(', ')
  }

  /** A conjunction; `beside` tells of other conjuncts in the same line. */
  all(predicates: readonly Expression[], beside = false): string {
    const parts = predicates.map((predicate) => {
      const text = this.expression(predicate)
      return predicate.kind === 'or' && (beside || predicates.length > 1) ? `(${text})` : text
    })
    return parts.join(' AND ')
  }
}

function describe(operator: LogicalOperator, printer: Printer): PlanNode {
  const subqueries = subqueriesOf(operator).map(
    ({ plan }): PlanNode => ({
      title: 'Subquery',
      operator: null,
      children: [describe(plan, printer)],
    }),
  )
  const inputs = inputsOf(operator).map((input) => describe(input, printer))
  return { title: titleOf(operator, printer), operator, children: [...subqueries, ...inputs] }
}

function titleOf(operator: LogicalOperator, printer: Printer): string {
  switch (operator.kind) {
    case 'scan':
      return titleOfScan(operator, printer)
    case 'values':
      return `Values ${operator.rows.length} ${operator.rows.length === 1 ? 'row' : 'rows'}`
    case 'filter':
      return `Filter ${printer.all(operator.predicates)}`
    case 'project': {
      const items = operator.expressions.map((expression, i) => {
        const text = printer.expression(expression)
        const { id, name } = operator.columns[i]
        const same = expression.kind === 'column' && expression.column === id
        return same || text === name ? text : `${text} AS ${name}`
      })
      return `Project ${items.join(', ')}`
    }
    case 'join': {
      const equal = operator.equalities.map(
        ({ left, right }) => `${printer.expression(left)} = ${printer.expression(right)}`,
      )
      const residual =
        operator.residual.length > 0 ? [printer.all(operator.residual, equal.length > 0)] : []
      const on = [...equal, ...residual].join(' AND ')
      const type = operator.type[0].toUpperCase() + operator.type.slice(1)
      return on === ''
        ? operator.type === 'inner'
          ? 'Cross join'
          : `${type} join`
        : `${type} join on ${on}`
    }
    case 'aggregate': {
      const { keys, aggregates } = operator
      const calls = aggregates.map((call) => printAggregate(call, printer.column)).join(', ')
      const by = keys.length > 0 ? `by ${printer.list(keys)}` : ''
      const sets = operator.groupingSets?.sets.map(
        (set) => `(${printer.list(set.map((key) => keys[key]))})`,
      )
      const inSets = sets === undefined ? '' : `in sets ${sets.join(', ')}`
      return ['Aggregate', calls, by, inSets].filter((part) => part !== '').join(' ')
    }
    case 'window': {
      const { partition, order, calls } = operator
      const texts = calls.map((call) => printWindowCall(call, printer.column)).join(', ')
      const by = partition.length > 0 ? ` partition by ${printer.list(partition)}` : ''
      const sorted = order.length > 0 ? ` order by ${printSortKeys(order, printer.column)}` : ''
      return `Window ${texts}${by}${sorted}`
    }
    case 'distinct':
      return 'Distinct'
    case 'union':
      return 'Union all'
    case 'sort':
      return `Sort ${printSortKeys(operator.keys, printer.column)}`
    case 'json-table': {
      const title = `JSON table ${operator.name}`.trimEnd()
      const outer = operator.outer ? ' outer' : ''
      return `${title} of ${printer.expression(operator.document)}${outer}`
    }
    case 'lateral': {
      const on = operator.on.length === 0 ? '' : ` on ${printer.all(operator.on)}`
      return `${operator.type === 'left' ? 'Left lateral' : 'Lateral'} join${on}`
    }
    case 'working':
      return `Working table ${operator.name}`
    case 'recursive':
      return `Recursive ${operator.name}${operator.distinct ? ' distinct' : ''}`
    case 'limit': {
      const count = operator.limit === null ? '' : ` ${printer.expression(operator.limit)}`
      const offset =
        operator.offset === null ? '' : ` offset ${printer.expression(operator.offset)}`
      return `Limit${count}${offset}`
    }
  }
}

function titleOfScan(operator: ScanOperator, printer: Printer): string {
  const { table, alias, columns, filters, access } = operator
  const name = alias === table.table.name ? alias : `${table.table.name} AS ${alias}`
  const parts = [`Scan ${name} (${columns.map((column) => column.name).join(', ')})`]
  if (access !== null) {
    const bounds = [
      ...access.equal.map((value) => `= ${printer.expression(value)}`),
      ...(access.lower === null
        ? []
        : [`${access.lower.inclusive ? '>=' : '>'} ${printer.expression(access.lower.value)}`]),
      ...(access.upper === null
        ? []
        : [`${access.upper.inclusive ? '<=' : '<'} ${printer.expression(access.upper.value)}`]),
    ]
    parts.push(`index ${access.index.name} [${bounds.join(', ')}]`)
  }
  if (filters.length > 0) parts.push(`where ${printer.all(filters)}`)
  return parts.join(' ')
}
