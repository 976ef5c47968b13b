import { columnOrdinal, type IndexDefinition } from '../catalog/definition.ts'
import { type ComparisonOperator, isComparisonOperator, mirrored } from '../functions/comparison.ts'
import type { ColumnId, Expression } from '../plan/expression.ts'
import { isColumnFree } from '../plan/expression-walk.ts'
import type { IndexAccess, LogicalOperator, ScanOperator } from '../plan/logical-plan.ts'
import { mapInputs } from '../plan/operator-walk.ts'

/**
 * Gives a scan an index to look rows up in, where its filters bind the leading columns of one by equalities with values that are
 * known before the scan, and perhaps the next column of a B-tree by a range closed on both sides. A unique index that is wholly
 * bound comes first, then the one with the most columns bound. A half-open range is left to the zone maps.
 *
 * Equalities that the index answers wholly leave the filters. Ranges stay, so that a scan that finds a range too wide for the index can
 * still read the table; so do all filters where an integer column is compared as a DOUBLE, which may stand for more integers than one.
 */
export function chooseIndexes(root: LogicalOperator): LogicalOperator {
  if (root.kind === 'scan') return chooseIndex(root)
  return mapInputs(root, chooseIndexes)
}

interface Candidate {
  readonly access: IndexAccess
  /** Filters that hold for every row that the index finds. */
  readonly implied: ReadonlySet<Expression>
  readonly score: number
}

function chooseIndex(scan: ScanOperator): ScanOperator {
  if (scan.filters.length === 0 || scan.access !== null) return scan
  const bounds = boundsOf(scan.filters)
  if (bounds.size === 0) return scan
  let best: Candidate | null = null
  for (const index of scan.table.table.indexes) {
    const candidate = candidateOf(scan, index, bounds)
    if (candidate !== null && (best === null || candidate.score > best.score)) best = candidate
  }
  if (best === null) return scan
  const { access, implied } = best
  return { ...scan, access, filters: scan.filters.filter((filter) => !implied.has(filter)) }
}

interface Bound {
  readonly filter: Expression
  readonly value: Expression
  /** Whether the index finds exactly the rows that the filter lets pass. */
  readonly exact: boolean
}

interface ColumnBounds {
  equal?: Bound
  lower?: Bound & { readonly inclusive: boolean }
  upper?: Bound & { readonly inclusive: boolean }
}

/** What the filters say of each column by itself. */
function boundsOf(filters: readonly Expression[]): ReadonlyMap<ColumnId, ColumnBounds> {
  const bounds = new Map<ColumnId, ColumnBounds>()
  for (const filter of filters) {
    if (filter.kind !== 'call' || filter.args.length !== 2) continue
    const [left, right] = filter.args
    const { name } = filter.function
    if (!isComparisonOperator(name)) continue
    if (isColumnFree(right)) note(bounds, filter, left, name, right)
    else if (isColumnFree(left)) note(bounds, filter, right, mirrored[name], left)
  }
  return bounds
}

function note(
  bounds: Map<ColumnId, ColumnBounds>,
  filter: Expression,
  side: Expression,
  operator: ComparisonOperator,
  value: Expression,
): void {
  if (operator === '=' && side.kind === 'cast') {
    noteConverted(bounds, filter, side, value)
    return
  }
  if (side.kind !== 'column') return
  const own = entry(bounds, side.column)
  const bound = { filter, value, exact: true }
  if (operator === '=') own.equal ??= bound
  else if (operator === '>' || operator === '>=') {
    own.lower ??= { ...bound, inclusive: operator === '>=' }
  } else if (operator === '<' || operator === '<=') {
    own.upper ??= { ...bound, inclusive: operator === '<=' }
  }
}

/** An integer column that equals a DOUBLE is that number, where the DOUBLE is exact; execution sees to it. */
function noteConverted(
  bounds: Map<ColumnId, ColumnBounds>,
  filter: Expression,
  side: Extract<Expression, { kind: 'cast' }>,
  value: Expression,
): void {
  const { input } = side
  if (input.kind !== 'column' || input.type.kind !== 'integer' || side.type.kind !== 'double')
    return
  entry(bounds, input.column).equal ??= { filter, value, exact: false }
}

function entry(bounds: Map<ColumnId, ColumnBounds>, column: ColumnId): ColumnBounds {
  let own = bounds.get(column)
  if (own === undefined) bounds.set(column, (own = {}))
  return own
}

function candidateOf(
  scan: ScanOperator,
  index: IndexDefinition,
  bounds: ReadonlyMap<ColumnId, ColumnBounds>,
): Candidate | null {
  const columns = index.columns.map(({ column, prefix }) => {
    // Texts that are equal by a collation need not begin alike, so a prefix finds nothing.
    if (prefix !== null) return undefined
    const place = scan.ordinals.indexOf(columnOrdinal(scan.table.table, column))
    return place < 0 ? undefined : bounds.get(scan.columns[place].id)
  })
  const free = columns.findIndex((own) => own?.equal === undefined)
  const bound = free < 0 ? columns.length : free
  if (index.kind === 'hash' && bound < columns.length) return null
  const equal = columns.slice(0, bound).map((own) => own!.equal!)
  const next = columns[bound]
  const isRange = next?.lower !== undefined && next.upper !== undefined
  if (bound === 0 && !isRange) return null
  const lower = isRange ? boundary(next.lower!) : null
  const upper = isRange ? boundary(next.upper!) : null
  const isPoint = index.unique && bound === columns.length
  return {
    access: { index, equal: equal.map(({ value }) => value), lower, upper },
    implied: new Set(equal.every(({ exact }) => exact) ? equal.map(({ filter }) => filter) : []),
    score: (isPoint ? 1000 : 0) + bound * 10 + (isRange ? 5 : 0) + (index.unique ? 1 : 0),
  }
}

function boundary({
  value,
  inclusive,
}: {
  readonly value: Expression
  readonly inclusive: boolean
}) {
  return { value, inclusive }
}
