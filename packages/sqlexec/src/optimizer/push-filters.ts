import { isFloating } from '../functions/comparison.ts'
import { columnExpression } from '../plan/binder.ts'
import { and, conjuncts, or } from '../plan/build-expression.ts'
import type { ColumnId, Expression } from '../plan/expression.ts'
import { hasSideEffect, isVolatile, operandsOf, replaceColumns } from '../plan/expression-walk.ts'
import type {
  AggregateOperator,
  JoinOperator,
  LogicalOperator,
  UnionOperator,
  WindowOperator,
} from '../plan/logical-plan.ts'
import { mapInputs } from '../plan/operator-walk.ts'
import { filter, join } from '../plan/operators.ts'
import { columnIds, rejectsNulls, speaksOnlyOf } from './conditions.ts'

/**
 * Moves predicates towards the scans and into them: through projects (by substitution), sorts, DISTINCT, the keys of aggregates, and
 * joins where the join keeps its meaning. An outer join whose added NULLs no predicate above lets pass becomes a stricter
 * join. A predicate never moves below a LIMIT, one with a volatile call
 * never moves, and none passes a project that changes the session for each row.
 */
export function pushFilters(root: LogicalOperator): LogicalOperator {
  return push(root, [])
}

function push(operator: LogicalOperator, predicates: readonly Expression[]): LogicalOperator {
  switch (operator.kind) {
    case 'filter': {
      const own = operator.predicates.flatMap(conjuncts)
      const [fixed, movable] = partition(own, isVolatile)
      return filter(push(operator.input, [...predicates, ...movable]), fixed)
    }
    case 'scan':
      return predicates.length === 0
        ? operator
        : { ...operator, filters: [...operator.filters, ...predicates] }
    case 'project':
      return pushThroughProject(operator, predicates)
    case 'join':
      return pushThroughJoin(operator, predicates)
    case 'json-table':
    case 'lateral': {
      const ids = columnIds(operator.input.columns)
      const [ofInput, above] = partition(predicates, (part) => speaksOnlyOf(part, ids))
      return filter(
        mapInputs(operator, (input) => push(input, ofInput)),
        above,
      )
    }
    case 'aggregate':
      return pushThroughAggregate(operator, predicates)
    case 'window':
      return pushThroughWindow(operator, predicates)
    case 'distinct':
    case 'sort':
      return mapInputs(operator, (input) => push(input, predicates))
    case 'union':
      return pushThroughUnion(operator, predicates)
    case 'limit':
      return filter(
        mapInputs(operator, (input) => push(input, [])),
        predicates,
      )
    case 'values':
    case 'working':
      return filter(operator, predicates)
    case 'recursive':
      return filter(
        mapInputs(operator, (input) => push(input, [])),
        predicates,
      )
  }
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [yes: T[], no: T[]] {
  const yes: T[] = []
  const no: T[] = []
  for (const item of items) (test(item) ? yes : no).push(item)
  return [yes, no]
}

function pushThroughProject(
  operator: Extract<LogicalOperator, { kind: 'project' }>,
  predicates: readonly Expression[],
): LogicalOperator {
  if (operator.expressions.some(hasSideEffect)) {
    return filter({ ...operator, input: push(operator.input, []) }, predicates)
  }
  const definitions = new Map<ColumnId, Expression>()
  const volatileIds = new Set<ColumnId>()
  for (const [i, expression] of operator.expressions.entries()) {
    const { id } = operator.columns[i]
    definitions.set(id, expression)
    if (isVolatile(expression)) volatileIds.add(id)
  }
  const stable = new Set([...definitions.keys()].filter((id) => !volatileIds.has(id)))
  const [movable, fixed] = partition(predicates, (predicate) => speaksOnlyOf(predicate, stable))
  const moved = movable.flatMap((predicate) =>
    conjuncts(replaceColumns(predicate, (column) => definitions.get(column))),
  )
  return filter({ ...operator, input: push(operator.input, moved) }, fixed)
}

function pushThroughUnion(
  operator: UnionOperator,
  predicates: readonly Expression[],
): LogicalOperator {
  const [movable, fixed] = partition(predicates, (predicate) => !isVolatile(predicate))
  const inputs = operator.inputs.map((input) => {
    const columns = new Map<ColumnId, Expression>()
    for (const [i, { id }] of operator.columns.entries()) {
      columns.set(id, columnExpression(input.columns[i]))
    }
    const own = movable.map((part) => replaceColumns(part, (column) => columns.get(column)))
    return push(input, own)
  })
  return filter({ ...operator, inputs }, fixed)
}

/** A partition passes a predicate on its keys as a whole, or not at all; any other would change what its rows see. */
function pushThroughWindow(
  operator: WindowOperator,
  predicates: readonly Expression[],
): LogicalOperator {
  const keys = new Set(
    operator.partition.flatMap((key) => (key.kind === 'column' ? [key.column] : [])),
  )
  const [movable, fixed] = partition(
    predicates,
    (predicate) => keys.size > 0 && isMovable(predicate, keys) && isSameForEqual(predicate),
  )
  return filter(
    mapInputs(operator, (input) => push(input, movable)),
    fixed,
  )
}

/** Whether equal keys pass the predicate alike: texts that a collation holds equal differ in all but comparisons by it. */
function isSameForEqual(predicate: Expression): boolean {
  const isExact = ({ type }: Expression) => type.kind !== 'text' && !isFloating(type)
  switch (predicate.kind) {
    case 'column':
      return isExact(predicate)
    case 'call': {
      const compares = comparisons.has(predicate.function.name)
      return predicate.args.every((arg) =>
        compares && arg.kind === 'column' ? true : isSameForEqual(arg),
      )
    }
    case 'is-null':
    case 'in':
      return predicate.input.kind === 'column' || isSameForEqual(predicate.input)
    default:
      return operandsOf(predicate).every(isSameForEqual)
  }
}

const comparisons: ReadonlySet<string> = new Set(['=', '<=>', '<>', '<', '<=', '>', '>='])

/**
 * A group passes a predicate on its keys where all of its rows do. Without keys there is a group even without rows; of several
 * sets of keys, those that are in all of them count.
 */
function pushThroughAggregate(
  operator: AggregateOperator,
  predicates: readonly Expression[],
): LogicalOperator {
  const definitions = new Map<ColumnId, Expression>()
  for (const [i, key] of operator.keys.entries()) {
    const isInAll = operator.groupingSets?.sets.every((set) => set.includes(i)) ?? true
    if (isInAll) definitions.set(operator.columns[i].id, key)
  }
  const keys = new Set(definitions.keys())
  const [movable, fixed] = partition(
    predicates,
    (predicate) => keys.size > 0 && speaksOnlyOf(predicate, keys),
  )
  const moved = movable.map((predicate) =>
    replaceColumns(predicate, (column) => definitions.get(column)),
  )
  return filter({ ...operator, input: push(operator.input, moved) }, fixed)
}

function pushThroughJoin(
  original: JoinOperator,
  predicates: readonly Expression[],
): LogicalOperator {
  const operator = strengthen(original, predicates)
  const { type, left, right, equalities } = operator
  const residual = operator.residual.flatMap(conjuncts)
  const leftIds = columnIds(left.columns)
  const rightIds = columnIds(right.columns)
  if (type === 'full') {
    return filter(join(type, push(left, []), push(right, []), residual, equalities), predicates)
  }
  if (type === 'left') {
    // The ON condition decides which right rows match, and never removes a left row.
    const [ofRight, on] = partition(residual, (part) => isMovable(part, rightIds))
    const [ofLeft, above] = partition(predicates, (part) => speaksOnlyOf(part, leftIds))
    const joined = join(type, push(left, ofLeft), push(right, ofRight), on, equalities)
    return filter(joined, above)
  }
  if (type === 'semi' || type === 'anti') {
    const [ofRight, notRight] = partition(residual, (part) => isMovable(part, rightIds))
    // What a match demands of the left row alone, a semi join demands of the row.
    const [ofLeft, on] = partition(notRight, (part) => type === 'semi' && isMovable(part, leftIds))
    return join(type, push(left, [...predicates, ...ofLeft]), push(right, ofRight), on, equalities)
  }
  const all = [...residual, ...predicates]
  const [ofLeft, notLeft] = partition(all, (part) => isMovable(part, leftIds))
  const [ofRight, ofBoth] = partition(notLeft, (part) => isMovable(part, rightIds))
  ofLeft.push(...ofBoth.flatMap((part) => impliedOn(part, leftIds)))
  ofRight.push(...ofBoth.flatMap((part) => impliedOn(part, rightIds)))
  return join(type, push(left, ofLeft), push(right, ofRight), ofBoth, equalities)
}

function isMovable(part: Expression, columns: ReadonlySet<ColumnId>): boolean {
  return speaksOnlyOf(part, columns) && !isVolatile(part)
}

/** The join without the NULL-extended rows that the predicates would drop anyway. */
function strengthen(operator: JoinOperator, predicates: readonly Expression[]): JoinOperator {
  if (operator.type !== 'left' && operator.type !== 'full') return operator
  const { left, right, residual, equalities } = operator
  const keepsLeft = !predicates.some((part) => rejectsNulls(part, columnIds(right.columns)))
  if (operator.type === 'left') {
    return keepsLeft ? operator : join('inner', left, right, residual, equalities)
  }
  const keepsRight = !predicates.some((part) => rejectsNulls(part, columnIds(left.columns)))
  if (keepsLeft && keepsRight) return operator
  if (keepsLeft) return join('left', left, right, residual, equalities)
  const swapped = equalities.map((pair) => ({ left: pair.right, right: pair.left }))
  if (keepsRight) return join('left', right, left, residual, swapped)
  return join('inner', left, right, residual, equalities)
}

/**
 * What an OR over both sides of a join says of one side alone: `(a.x = 1 AND b.y = 2) OR (a.x = 3 AND b.y = 4)` implies
 * `a.x = 1 OR a.x = 3`. Nothing where a branch says nothing of that side.
 */
function impliedOn(predicate: Expression, columns: ReadonlySet<ColumnId>): readonly Expression[] {
  if (predicate.kind !== 'or') return []
  const branches: Expression[] = []
  for (const branch of predicate.args) {
    const parts = conjuncts(branch).filter(
      (part) => isMovable(part, columns) && !speaksOnlyOf(part, nothing),
    )
    if (parts.length === 0) return []
    branches.push(and(parts))
  }
  return [or(branches)]
}

const nothing: ReadonlySet<ColumnId> = new Set()
