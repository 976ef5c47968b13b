import { SqlError } from '../base/errors.ts'
import type { ColumnId, Expression } from '../plan/expression.ts'
import { columnsOf, isVolatile } from '../plan/expression-walk.ts'
import type { JoinOperator, LogicalOperator } from '../plan/logical-plan.ts'
import { mapInputs } from '../plan/operator-walk.ts'
import { filter, join } from '../plan/operators.ts'
import { type Estimate, estimate, joinEstimates } from './cardinality.ts'
import { columnIds, speaksOnlyOf } from './conditions.ts'
import type { OptimizeContext } from './optimize-context.ts'

/**
 * Finds the equalities that joins can hash, and the order of inner joins.
 *
 * A tree of inner joins is taken apart into its relations and predicates. Of all pairs that a predicate connects, the one with the
 * fewest rows is joined, until one is left (greedy operator ordering: Fegaras, "A New Heuristic for Optimizing Large Queries",
 * 1998); only what nothing connects is crossed, the smallest first. The smaller side goes to the right, where the hash table is
 * built, and a cross product always to the left, where its rows pass by one by one. Outer joins stay where they are; their inputs are ordered by themselves.
 */
export function orderJoins(root: LogicalOperator, context: OptimizeContext): LogicalOperator {
  if (root.kind !== 'join') return mapInputs(root, (input) => orderJoins(input, context))
  if (root.type !== 'inner') {
    const operator = mapInputs(root, (input) => orderJoins(input, context))
    return operator.kind === 'join' ? withEqualities(operator) : operator
  }
  const relations: LogicalOperator[] = []
  const predicates: Expression[] = []
  const pairs: Equality[] = []
  takeApart(root, relations, predicates, pairs)
  const ordered = relations.map((relation) => orderJoins(relation, context))
  return greedy(ordered, predicates, pairs, context)
}

type Equality = JoinOperator['equalities'][number]

function takeApart(
  operator: LogicalOperator,
  relations: LogicalOperator[],
  predicates: Expression[],
  pairs: Equality[],
): void {
  if (operator.kind !== 'join' || operator.type !== 'inner') {
    relations.push(operator)
    return
  }
  takeApart(operator.left, relations, predicates, pairs)
  takeApart(operator.right, relations, predicates, pairs)
  predicates.push(...operator.residual)
  pairs.push(...operator.equalities)
}

/** A predicate with the relations that it needs, as a set of bits. */
interface Condition {
  readonly predicate: Expression | null
  readonly pair: Equality | null
  readonly relations: bigint
}

interface Component {
  readonly operator: LogicalOperator
  readonly estimate: Estimate
  readonly relations: bigint
  /** Whether a cross product is in it, of which there is one at most at a time. */
  readonly crossed: boolean
}

/** More than anybody joins; the time that ordering takes grows with the third power. */
const maxRelations = 200

function greedy(
  relations: readonly LogicalOperator[],
  predicates: readonly Expression[],
  pairs: readonly Equality[],
  context: OptimizeContext,
): LogicalOperator {
  if (relations.length > maxRelations) {
    const message = `A query may join ${maxRelations} tables at most, this one joins ${relations.length}`
    throw new SqlError('too_many_tables', message)
  }
  const owner = new Map<ColumnId, number>()
  relations.forEach((relation, i) => {
    for (const { id } of relation.columns) owner.set(id, i)
  })
  const bitsOf = (...expressions: readonly Expression[]) => {
    let bits = 0n
    for (const column of columnsOf(...expressions)) bits |= 1n << BigInt(owner.get(column) ?? 0)
    return bits
  }
  const volatile = predicates.filter(isVolatile)
  let open: Condition[] = [
    ...predicates
      .filter((predicate) => !isVolatile(predicate))
      .map((predicate) => ({ predicate, pair: null, relations: bitsOf(predicate) })),
    ...pairs.map((pair) => ({ predicate: null, pair, relations: bitsOf(pair.left, pair.right) })),
  ]
  let components = relations.map((operator, i): Component => {
    const relation = 1n << BigInt(i)
    return { operator, estimate: estimate(operator, context), relations: relation, crossed: false }
  })
  const known: KnownPairs = new Map()
  while (components.length > 1) {
    const [left, right, joined] = bestPair(components, open, known)
    components = components.filter((each) => each !== left && each !== right)
    components.push(joined)
    open = open.filter(({ relations: needed }) => (needed & ~joined.relations) !== 0n)
  }
  return filter(components[0].operator, volatile)
}

/**
 * What joining two components makes, once it was asked. It stays so while both are there, since conditions that others use up
 * do not speak of these two alone.
 */
type KnownPairs = Map<Component, Map<Component, KnownPair>>

interface KnownPair {
  readonly connected: boolean
  joined: Component | null
}

function pairOf(known: KnownPairs, a: Component, b: Component, open: readonly Condition[]) {
  let ofA = known.get(a)
  if (ofA === undefined) known.set(a, (ofA = new Map()))
  let pair = ofA.get(b)
  if (pair === undefined) {
    const connected = open.some((condition) => connects(condition, a, b))
    ofA.set(b, (pair = { connected, joined: null }))
  }
  return pair
}

type Choice = readonly [Component, Component, Component]

/** The pair to join next and what it makes: among those that a predicate connects, else among all. */
function bestPair(
  components: readonly Component[],
  open: readonly Condition[],
  known: KnownPairs,
): Choice {
  const connected = cheapest(components, open, known, true)
  if (connected !== null) return connected
  // One product that grows, so that nothing larger than a component need be kept.
  const growing = components.find(({ crossed }) => crossed)
  const [a, b] = cheapest(components, open, known, false, growing)!
  const [left, right] = a.crossed === b.crossed ? bySize(a, b) : a.crossed ? [a, b] : [b, a]
  return [a, b, { ...joinComponents(left, right, open), crossed: true }]
}

/** The larger one first. */
function bySize(a: Component, b: Component): [Component, Component] {
  return a.estimate.rows >= b.estimate.rows ? [a, b] : [b, a]
}

function cheapest(
  components: readonly Component[],
  open: readonly Condition[],
  known: KnownPairs,
  onlyConnected: boolean,
  taking?: Component,
): Choice | null {
  let best: Choice | null = null
  for (let i = 0; i < components.length; i++) {
    for (let j = i + 1; j < components.length; j++) {
      if (taking !== undefined && components[i] !== taking && components[j] !== taking) continue
      const pair = pairOf(known, components[i], components[j], open)
      if (onlyConnected && !pair.connected) continue
      pair.joined ??= joinComponents(...bySize(components[i], components[j]), open)
      const { joined } = pair
      if (best === null || joined.estimate.rows < best[2].estimate.rows) {
        best = [components[i], components[j], joined]
      }
    }
  }
  return best
}

/** Whether a predicate speaks of both, so that joining them is no cross product. */
function connects({ relations }: Condition, a: Component, b: Component): boolean {
  const within = (relations & ~(a.relations | b.relations)) === 0n
  return within && (relations & a.relations) !== 0n && (relations & b.relations) !== 0n
}

/** Joins two components by every open predicate that both together can answer; the right one is the build side. */
function joinComponents(left: Component, right: Component, open: readonly Condition[]): Component {
  const relations = left.relations | right.relations
  const now = open.filter(({ relations: needed }) => (needed & ~relations) === 0n)
  const residual = now.flatMap(({ predicate }) => (predicate === null ? [] : [predicate]))
  const pairs = now.flatMap(({ pair }) => (pair === null ? [] : [pair]))
  const split = splitEqualities(
    residual,
    columnIds(left.operator.columns),
    columnIds(right.operator.columns),
  )
  const oriented = pairs.map((pair) =>
    speaksOnlyOf(pair.left, columnIds(left.operator.columns))
      ? pair
      : { left: pair.right, right: pair.left },
  )
  const equalities = [...split.equalities, ...oriented]
  return {
    operator: join('inner', left.operator, right.operator, split.residual, equalities),
    estimate: joinEstimates(left.estimate, right.estimate, equalities, split.residual),
    relations,
    crossed: left.crossed || right.crossed,
  }
}

function withEqualities(operator: JoinOperator): JoinOperator {
  const { type, left, right } = operator
  const split = splitEqualities(
    operator.residual,
    columnIds(left.columns),
    columnIds(right.columns),
  )
  const equalities = [...operator.equalities, ...split.equalities]
  return join(type, left, right, split.residual, equalities)
}

/** The predicates that equate an expression over the left with one over the right, and the others. */
function splitEqualities(
  predicates: readonly Expression[],
  leftIds: ReadonlySet<ColumnId>,
  rightIds: ReadonlySet<ColumnId>,
): { equalities: Equality[]; residual: Expression[] } {
  const equalities: Equality[] = []
  const residual: Expression[] = []
  for (const predicate of predicates) {
    const pair = equalityOf(predicate, leftIds, rightIds)
    if (pair === null) residual.push(predicate)
    else equalities.push(pair)
  }
  return { equalities, residual }
}

function equalityOf(
  predicate: Expression,
  leftIds: ReadonlySet<ColumnId>,
  rightIds: ReadonlySet<ColumnId>,
): Equality | null {
  if (predicate.kind !== 'call' || predicate.function.name !== '=') return null
  if (isVolatile(predicate)) return null
  const [a, b] = predicate.args
  if (columnsOf(a).size === 0 || columnsOf(b).size === 0) return null
  if (speaksOnlyOf(a, leftIds) && speaksOnlyOf(b, rightIds)) return { left: a, right: b }
  if (speaksOnlyOf(a, rightIds) && speaksOnlyOf(b, leftIds)) return { left: b, right: a }
  return null
}
