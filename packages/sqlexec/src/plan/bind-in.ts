import type { Span } from '../base/errors.ts'
import type * as ast from '../sql/index.ts'
import { type SqlType, sameType, types } from '../types/sql-type.ts'
import { compare, compareRows, isNumberBesideTime, operandColumns } from './bind-comparison.ts'
import type { Binder } from './binder.ts'
import { and, call, not, or } from './build-expression.ts'
import { castTo, nullOf } from './cast.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { isColumnFree } from './expression-walk.ts'
import { rowItems } from './row-items.ts'

/** `operand IN (items)`, each item compared as `=` would. */
export function bindInList(scope: ExpressionScope, node: ast.InListTest): Expression {
  const found =
    node.operand.kind === 'row' ? inRows(scope, node.operand, node) : inValues(scope, node)
  return node.negated ? not(found) : found
}

function inRows(scope: ExpressionScope, operand: ast.RowExpression, node: ast.InListTest) {
  const left = rowItems(scope, operand)
  const rows = node.items.map((item) => {
    const right = rowItems(scope, item)
    if (right.length !== left.length) throw operandColumns(scope.binder, left.length, item.span)
    return compareRows(scope.binder, '=', left, right, item.span)
  })
  return or(rows)
}

function inValues(scope: ExpressionScope, node: ast.InListTest): Expression {
  const operand = scope.bind(node.operand)
  const items = node.items.map((item) => scope.bind(item))
  return inList(scope.binder, operand, items, node.span)
}

/** One InExpression per type in which items are compared, joined by OR; usually one. Its items are free of columns. */
export function inList(
  binder: Binder,
  operand: Expression,
  items: readonly Expression[],
  span: Span,
): Expression {
  const nulls = items.filter((item) => item.type.kind === 'null')
  const groups = groupByType(items.filter((item) => item.type.kind !== 'null'))
  if (groups.length === 0) return compare(binder, '=', operand, nulls[0], span)
  const tests = groups.flatMap(({ members, free }, g) => {
    const all = g === 0 ? [...members, ...nulls] : members
    // A set is made once for all rows, so that values that differ by row are compared one by one.
    const alone = !free || isNumberBesideTime(operand.type, members[0].type)
    if (alone) return all.map((item) => compare(binder, '=', operand, item, span))
    return [inGroup(binder, operand, members[0], all, span)]
  })
  return or(mergeSameInput(tests))
}

/** Items that are compared as `sample` is. */
function inGroup(
  binder: Binder,
  operand: Expression,
  sample: Expression,
  items: readonly Expression[],
  span: Span,
): Expression {
  const test = compare(binder, '=', operand, sample, span)
  if (test.kind !== 'call') return inDates(binder, operand, items, span)
  const [input, item] = test.args
  return inOf(
    input,
    items.map((other) => castTo(other, item.type)),
  )
}

/** Dates among texts: by day, which an index can use, and exactly. */
function inDates(binder: Binder, date: Expression, items: readonly Expression[], span: Span) {
  const exact = call(binder, '=', [date, castTo(items[0], types.datetime)], span)
  const moment = exact.kind === 'call' ? exact.args[0] : date
  const days = items.map((item) => castTo(item, types.date))
  const moments = items.map((item) => castTo(item, moment.type))
  return and([inOf(date, days), inOf(moment, moments)])
}

function inOf(input: Expression, list: readonly Expression[]): Expression {
  const items = list.map((item) => (item.type.kind === 'null' ? nullOf(input.type) : item))
  const nullable = input.nullable || items.some((item) => item.nullable)
  return { kind: 'in', input, list: items, type: types.truth, nullable }
}

function groupByType(items: readonly Expression[]) {
  const groups: { type: SqlType; free: boolean; members: Expression[] }[] = []
  let last: (typeof groups)[number] | undefined
  for (const item of items) {
    const free = isColumnFree(item)
    const fits = (group: (typeof groups)[number]) =>
      group.free === free && sameType(group.type, item.type)
    if (last === undefined || !fits(last)) {
      last = groups.find(fits)
      if (last === undefined) groups.push((last = { type: item.type, free, members: [] }))
    }
    last.members.push(item)
  }
  return groups
}

/** Lists that compare the same bare value in the same type are one list. */
function mergeSameInput(tests: readonly Expression[]): readonly Expression[] {
  const merged: Expression[] = []
  for (const test of tests) {
    const place = merged.findIndex(
      (other) =>
        other.kind === 'in' &&
        test.kind === 'in' &&
        other.input === test.input &&
        sameType(other.list[0].type, test.list[0].type),
    )
    const other = merged[place]
    if (other?.kind === 'in' && test.kind === 'in') {
      merged[place] = inOf(other.input, [...other.list, ...test.list])
    } else merged.push(test)
  }
  return merged
}
