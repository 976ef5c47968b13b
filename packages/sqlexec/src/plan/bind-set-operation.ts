import { findAggregateFunction, findWindowFunction } from '../functions/registry.ts'
import type * as ast from '../sql/index.ts'
import { commonType } from '../types/common-type.ts'
import { types } from '../types/sql-type.ts'
import { defaultFrame } from './bind-frame.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import { call, constant } from './build-expression.ts'
import { castLayout } from './cast.ts'
import type { AggregateCall, WindowCall } from './expression.ts'
import type {
  LogicalOperator,
  OutputColumn,
  UnionOperator,
  WindowOperator,
} from './logical-plan.ts'
import { distinct, filter, project } from './operators.ts'

/** UNION, INTERSECT and EXCEPT of operands that are bound. Columns have the first operand's names and the common types. */
export function bindSetOperation(
  binder: Binder,
  node: ast.SetOperation,
  operands: readonly LogicalOperator[],
): LogicalOperator {
  const width = operands[0].columns.length
  if (operands.some((operand) => operand.columns.length !== width)) {
    const message = 'The used SELECT statements have a different number of columns'
    throw binder.error('select_columns', message, node.span)
  }
  if (node.operator === 'union') {
    const all = unionAll(binder, operands)
    return node.all ? all : distinct(all)
  }
  return operands.reduce((left, right) =>
    node.all ? byNumber(binder, node, left, right) : byMembership(binder, node, left, right),
  )
}

function commonColumns(
  binder: Binder,
  operands: readonly LogicalOperator[],
): readonly OutputColumn[] {
  return operands[0].columns.map((first, i): OutputColumn => {
    const type = commonType(operands.map((operand) => operand.columns[i].type))
    const nullable = operands.some((operand) => operand.columns[i].nullable)
    return binder.column(first.name, type, nullable)
  })
}

function unionAll(binder: Binder, operands: readonly LogicalOperator[]): UnionOperator {
  const columns = commonColumns(binder, operands)
  const inputs = operands.map((operand) => castColumns(binder, operand, columns))
  return { kind: 'union', inputs, columns }
}

/** The operand with its columns laid out in memory as `columns` are. */
export function castColumns(
  binder: Binder,
  operand: LogicalOperator,
  columns: readonly OutputColumn[],
): LogicalOperator {
  const given = operand.columns.map(columnExpression)
  const cast = given.map((value, i) => castLayout(value, columns[i].type))
  if (cast.every((value, i) => value === given[i])) return operand
  const own = cast.map((value, i) => binder.column(columns[i].name, value.type, value.nullable))
  return project(operand, own, cast)
}

/**
 * INTERSECT ALL and EXCEPT ALL: equal rows of a side are numbered, which makes each a row of its own. Of m and n equal rows, those
 * with the numbers up to the lesser of m and n are in both sides, and those above n on the left side alone.
 */
function byNumber(
  binder: Binder,
  node: ast.SetOperation,
  left: LogicalOperator,
  right: LogicalOperator,
): LogicalOperator {
  const columns = commonColumns(binder, [left, right])
  const numbered = [left, right].map((side) =>
    numberRows(binder, castColumns(binder, side, columns)),
  )
  const rows = byMembership(binder, node, numbered[0], numbered[1])
  const values = rows.columns.slice(0, columns.length)
  return project(rows, values, values.map(columnExpression))
}

/** Adds a column that numbers equal rows from 1. */
function numberRows(binder: Binder, input: LogicalOperator): WindowOperator {
  const type = types.unsignedBigint
  const column = binder.column('number', type, false)
  const call: WindowCall = {
    function: findWindowFunction('ROW_NUMBER')!,
    args: [],
    orderCount: 0,
    frame: defaultFrame,
    ignoreNulls: false,
    fromLast: false,
    type,
    nullable: false,
  }
  return {
    kind: 'window',
    input,
    columns: [...input.columns, column],
    partition: input.columns.map(columnExpression),
    order: [],
    calls: [call],
  }
}

/**
 * INTERSECT and EXCEPT: the rows of both sides, each marked with its side, in groups of equal rows, where NULLs are equal too; then
 * the groups whose marks are right.
 */
function byMembership(
  binder: Binder,
  node: ast.SetOperation,
  left: LogicalOperator,
  right: LogicalOperator,
): LogicalOperator {
  const marked = [left, right].map((side, s) => {
    const marks = [1 - s, s].map((mark) => constant(mark, types.truth))
    const own = marks.map((mark) => binder.column('side', mark.type, false))
    return project(
      side,
      [...side.columns, ...own],
      [...side.columns.map(columnExpression), ...marks],
    )
  })
  const union = unionAll(binder, marked)
  const values = union.columns.slice(0, left.columns.length)
  const max = findAggregateFunction('MAX')!
  const aggregates = union.columns.slice(values.length).map(
    (side): AggregateCall => ({
      function: max,
      args: [columnExpression(side)],
      distinct: false,
      type: side.type,
      nullable: true,
    }),
  )
  const sides = aggregates.map(({ type }) => binder.column('side', type, true))
  const groups: LogicalOperator = {
    kind: 'aggregate',
    input: union,
    columns: [...values, ...sides],
    keys: values.map(columnExpression),
    aggregates,
  }
  const wanted = node.operator === 'intersect' ? [1, 1] : [1, 0]
  const predicates = sides.map((side, s) => {
    const mark = constant(wanted[s], types.truth)
    return call(binder, '=', [columnExpression(side), mark], node.span)
  })
  return project(filter(groups, predicates), values, values.map(columnExpression))
}
