import type {
  GroupBy,
  Identifier,
  IntoClause,
  Limit,
  LimitValue,
  LockingClause,
  Query,
  QueryBody,
  Select,
  SelectItem,
  SetOperation,
  WithClause,
} from '../ast/index.ts'
import { printOrderBy, printWindow } from './function-call.ts'
import { printString, printUserVariable } from './literals.ts'
import { printIdentifier, printObjectName, printOptionalNames } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'
import { printTableReference } from './table-reference.ts'
import { printTextFileClauses } from './text-file.ts'

export function printQuery(c: Printer, query: Query): string {
  return words(
    maybe(query.with, (clause) => printWith(c, clause)),
    printBody(c, query.body),
    printOrderBy(c, query.orderBy),
    maybe(query.limit, printLimit),
    maybe(query.into, printInto),
    join(query.locking, printLocking, ' '),
  )
}

export function printWith(c: Printer, clause: WithClause): string {
  const tables = join(clause.tables, (table) => {
    const columns = printOptionalNames(table.columns)
    return `${printIdentifier(table.name)}${columns} AS (${c.query(table.query)})`
  })
  return words('WITH', when(clause.recursive, 'RECURSIVE'), tables)
}

function printBody(c: Printer, body: QueryBody): string {
  switch (body.kind) {
    case 'query':
      return `(${c.query(body)})`
    case 'select':
      return printSelect(c, body)
    case 'set_operation':
      return printSetOperation(c, body)
    case 'values': {
      const row = (items: (typeof body.rows)[number]) =>
        `ROW(${join(items, (item) => c.expression(item, 0))})`
      return `VALUES ${join(body.rows, row)}`
    }
    case 'table_body':
      return `TABLE ${printObjectName(body.table)}`
  }
}

function printSetOperation(c: Printer, node: SetOperation): string {
  const separator = ` ${node.operator.toUpperCase()}${when(node.all, ' ALL')} `
  let text = ''
  for (let i = 0; i < node.operands.length; i++) {
    const operand = node.operands[i]
    const bare = operand.kind !== 'set_operation' || standsBare(node, operand, i === 0)
    const printed = printBody(c, operand)
    text += (i === 0 ? '' : separator) + (bare ? printed : `(${printed})`)
  }
  return text
}

/** Whether `operand`, unparenthesized, is read as this operand: INTERSECT binds tighter, the rest go from the left. */
function standsBare(node: SetOperation, operand: SetOperation, first: boolean): boolean {
  const tighter = node.operator !== 'intersect' && operand.operator === 'intersect'
  if (tighter) return true
  const sameLevel = (node.operator === 'intersect') === (operand.operator === 'intersect')
  const sameChain = node.operator === operand.operator && node.all === operand.all
  return first && sameLevel && !sameChain
}

function printSelect(c: Printer, select: Select): string {
  return words(
    'SELECT',
    when(select.distinct, 'DISTINCT'),
    join(select.options, (option) => option.toUpperCase(), ' '),
    join(select.items, (item) => printSelectItem(c, item)),
    when(select.from.length > 0, `FROM ${join(select.from, (t) => printTableReference(c, t))}`),
    maybe(select.where, (where) => `WHERE ${c.expression(where, 0)}`),
    maybe(select.groupBy, (groupBy) => printGroupBy(c, groupBy)),
    maybe(select.having, (having) => `HAVING ${c.expression(having, 0)}`),
    when(
      select.windows.length > 0,
      `WINDOW ${join(select.windows, (w) => `${printIdentifier(w.name)} AS (${printWindow(c, w.window)})`)}`,
    ),
    maybe(select.qualify, (qualify) => `QUALIFY ${c.expression(qualify, 0)}`),
  )
}

export function printSelectItem(c: Printer, item: SelectItem): string {
  if (item.kind === 'expression_item') {
    const alias = maybe(item.alias, (alias) => ` AS ${printAlias(alias)}`)
    return c.expression(item.expression, 0) + alias
  }
  const database = maybe(item.database, (name) => `${printIdentifier(name)}.`)
  return `${database}${maybe(item.table, (name) => `${printIdentifier(name)}.`)}*`
}

/** An empty alias, which only a string can be, is one. */
function printAlias(alias: Identifier): string {
  return alias.name === '' ? "''" : printIdentifier(alias)
}

function printGroupBy(c: Printer, { keys, mode, sets }: GroupBy): string {
  const list = (items: GroupBy['keys']) => join(items, (key) => c.expression(key, 0))
  switch (mode) {
    case 'plain':
      return `GROUP BY ${list(keys)}`
    case 'rollup':
      return `GROUP BY ${list(keys)} WITH ROLLUP`
    case 'cube':
      return `GROUP BY CUBE (${list(keys)})`
    case 'sets':
      return `GROUP BY GROUPING SETS (${join(sets, (set) => `(${list(set)})`)})`
  }
}

export function printLimit({ count, offset }: Limit): string {
  return words(
    maybe(count, (value) => `LIMIT ${printLimitValue(value)}`),
    maybe(offset, (value) => `OFFSET ${printLimitValue(value)}`),
  )
}

function printLimitValue(value: LimitValue): string {
  if (typeof value !== 'object') return String(value)
  return value.kind === 'parameter' ? '?' : printUserVariable(value)
}

function printLocking({ strength, tables, wait }: LockingClause): string {
  return words(
    `FOR ${strength.toUpperCase()}`,
    when(tables.length > 0, `OF ${join(tables, printObjectName)}`),
    when(wait === 'nowait', 'NOWAIT'),
    when(wait === 'skip_locked', 'SKIP LOCKED'),
  )
}

function printInto(into: IntoClause): string {
  if (into.kind === 'into_variables') return `INTO ${join(into.variables, printUserVariable)}`
  return words(
    `INTO ${into.dump ? 'DUMPFILE' : 'OUTFILE'} ${printString(into.path)}`,
    printTextFileClauses(into.clauses),
  )
}
