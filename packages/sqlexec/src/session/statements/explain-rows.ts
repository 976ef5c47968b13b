import { estimate } from '../../optimizer/cardinality.ts'
import type { OptimizeContext } from '../../optimizer/optimize-context.ts'
import type { LogicalOperator, LogicalStatement, ScanOperator } from '../../plan/logical-plan.ts'
import { inputsOf, rootOf, subqueriesOf } from '../../plan/operator-walk.ts'
import type { Table } from './table-result.ts'

const columns =
  'id select_type table partitions type possible_keys key key_len ref rows filtered Extra'.split(
    ' ',
  )

type Row = Table['rows'][number]

/** EXPLAIN FORMAT=TRADITIONAL: a row per table that is read, in the order of the plan. */
export function explainRows(statement: LogicalStatement, statistics: OptimizeContext): Table {
  const rows: Row[] = []
  if (statement.kind !== 'query') {
    const { kind } = statement
    const changed = kind === 'load' ? 'INSERT' : kind === 'export' ? null : kind.toUpperCase()
    for (const name of changed === null ? [] : changedNames(statement)) {
      rows.push([1, changed, name, null, 'ALL', null, null, null, null, null, null, null])
    }
  }
  const root = rootOf(statement)
  const nested = { next: 2 }
  const selectType = hasSubquery(root) ? 'PRIMARY' : 'SIMPLE'
  const before = rows.length
  collect(root, 1, selectType, nested, statistics, rows)
  if (rows.length === before && statement.kind === 'query') {
    rows.push([1, selectType, ...new Array<null>(9).fill(null), 'No tables used'])
  }
  return { columns, rows }
}

function changedNames(statement: LogicalStatement): string[] {
  if (statement.kind === 'load') return [statement.insert.table.table.name]
  if (statement.kind === 'insert') return [statement.table.table.name]
  return 'tables' in statement ? statement.tables.map(({ table }) => table.table.name) : []
}

function hasSubquery(operator: LogicalOperator): boolean {
  return subqueriesOf(operator).length > 0 || inputsOf(operator).some(hasSubquery)
}

function collect(
  operator: LogicalOperator,
  id: number,
  selectType: string,
  nested: { next: number },
  statistics: OptimizeContext,
  rows: Row[],
): void {
  if (operator.kind === 'scan') rows.push(scanRow(operator, id, selectType, statistics))
  for (const input of inputsOf(operator)) collect(input, id, selectType, nested, statistics, rows)
  for (const { plan, correlated } of subqueriesOf(operator)) {
    const type = correlated.length > 0 ? 'DEPENDENT SUBQUERY' : 'SUBQUERY'
    collect(plan, nested.next++, type, nested, statistics, rows)
  }
}

function scanRow(
  scan: ScanOperator,
  id: number,
  selectType: string,
  statistics: OptimizeContext,
): Row {
  const { access, alias, table, filters } = scan
  const all = statistics.rowCount(table)
  const { rows } = estimate(scan, statistics)
  const filtered = all === 0 ? 100 : Math.min(100, Math.round((rows / all) * 10_000) / 100)
  const extra = filters.length > 0 ? 'Using where' : null
  if (access === null) {
    return [id, selectType, alias, null, 'ALL', null, null, null, null, all, filtered, extra]
  }
  const { name, unique, columns } = access.index
  const isWhole = unique && access.equal.length === columns.length
  const type = isWhole ? 'const' : access.lower || access.upper ? 'range' : 'ref'
  const ref = access.equal.length === 0 ? null : access.equal.map(() => 'const').join(',')
  const found = Math.max(1, Math.round(rows))
  return [id, selectType, alias, null, type, name, name, null, ref, found, 100, extra]
}
