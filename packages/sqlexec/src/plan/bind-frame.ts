import type { ErrorCode, Span } from '../base/errors.ts'
import { asDecimal } from '../functions/comparison.ts'
import { findScalarFunction } from '../functions/registry.ts'
import type * as ast from '../sql/index.ts'
import { commonType } from '../types/common-type.ts'
import { isNumeric, isTemporal } from '../types/sql-type.ts'
import { call, callFunction } from './build-expression.ts'
import { castLayout, castTo } from './cast.ts'
import type { Expression } from './expression.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { isColumnFree, someExpression } from './expression-walk.ts'
import type { FrameBound, SortKey, WindowFrame } from './logical-plan.ts'

/** With an order: all rows up to the last peer of the row at hand. Without: the whole partition, as all rows are peers. */
export const defaultFrame: WindowFrame = {
  unit: 'range',
  start: { kind: 'unbounded_preceding', offset: null, unit: null, value: null },
  end: { kind: 'current_row', offset: null, unit: null, value: null },
  exclude: 'no_others',
  rangeKey: null,
}

/** `name` is what errors call the window. */
export function bindFrame(
  scope: ExpressionScope,
  node: ast.WindowFrame | null,
  order: readonly SortKey[],
  name: string,
): WindowFrame {
  if (node === null) return defaultFrame
  const { unit, exclude } = node
  checkEnds(scope, node, name)
  const hasOffset = node.start.offset !== null || node.end.offset !== null
  if (unit !== 'range' || !hasOffset) {
    const start = bindCount(scope, node.start, name)
    const end = bindCount(scope, node.end, name)
    return { unit, start, end, exclude, rangeKey: null }
  }
  const [key] = order
  const type = key?.expression.type
  if (order.length !== 1 || !(isNumeric(type) || isTemporal(type))) {
    const message =
      'with RANGE N PRECEDING/FOLLOWING frame requires exactly one ORDER BY expression, of numeric or temporal type'
    throw windowError(scope, 'range_frame_order', name, ` ${message}`, node.span)
  }
  const start = bindDistance(scope, node.start, key, name)
  const end = bindDistance(scope, node.end, key, name)
  const own = rangeOperand(key.expression)
  const moved = [start.value, end.value].filter((value) => value !== null)
  const common = commonType([own.type, ...moved.map((value) => value.type)])
  const aligned = (bound: FrameBound): FrameBound =>
    bound.value === null ? bound : { ...bound, value: castLayout(bound.value, common) }
  const rangeKey = castLayout(own, common)
  return { unit, start: aligned(start), end: aligned(end), exclude, rangeKey }
}

function windowError(
  { binder }: ExpressionScope,
  code: ErrorCode,
  name: string,
  message: string,
  span: Span,
) {
  return binder.error(code, `Window '${name}'${message}`, span)
}

/** The start must not be of a kind that lies behind the end. */
function checkEnds(scope: ExpressionScope, { start, end, span }: ast.WindowFrame, name: string) {
  if (start.kind === 'unbounded_following') {
    const message = ': frame start cannot be UNBOUNDED FOLLOWING.'
    throw windowError(scope, 'frame_start', name, message, span)
  }
  if (end.kind === 'unbounded_preceding') {
    const message = ': frame end cannot be UNBOUNDED PRECEDING.'
    throw windowError(scope, 'frame_end', name, message, span)
  }
  const places = { preceding: 0, current_row: 1, following: 2 } as const
  const from = start.kind === 'unbounded_preceding' ? 0 : places[start.kind]
  const to = end.kind === 'unbounded_following' ? 2 : places[end.kind]
  if (from > to) throw illegalBound(scope, name, span)
}

function illegalBound(scope: ExpressionScope, name: string, span: Span) {
  const message = ': frame start or end is negative, NULL or of non-integral type'
  return windowError(scope, 'frame_bound', name, message, span)
}

/** The bound's offset, the same for every row; its sign is checked when the plan runs. */
function bindOffset(scope: ExpressionScope, node: ast.Expression, name: string): Expression {
  const offset = scope.withinWindow('window frame').bind(node)
  const isFixed = isColumnFree(offset) && !someExpression(offset, ({ kind }) => kind === 'subquery')
  if (!isFixed) {
    const message = ' has a non-constant frame bound.'
    throw windowError(scope, 'frame_bound_not_constant', name, message, node.span)
  }
  if (offset.type.kind === 'null') throw illegalBound(scope, name, node.span)
  return offset
}

/** A bound of a ROWS or GROUPS frame. */
function bindCount(
  scope: ExpressionScope,
  { kind, offset: node }: ast.FrameBound,
  name: string,
): FrameBound {
  if (node === null) return { kind, offset: null, unit: null, value: null }
  if (node.kind === 'interval') {
    const message = ': INTERVAL can only be used with RANGE frames.'
    throw windowError(scope, 'rows_frame_interval', name, message, node.span)
  }
  const offset = bindOffset(scope, node, name)
  if (offset.type.kind !== 'integer') throw illegalBound(scope, name, node.span)
  return { kind, offset, unit: null, value: null }
}

/** A bound of a RANGE frame: the key moved by the offset, against the order or along it. */
function bindDistance(
  scope: ExpressionScope,
  { kind, offset: node }: ast.FrameBound,
  key: SortKey,
  name: string,
): FrameBound {
  if (node === null) return { kind, offset: null, unit: null, value: null }
  const { binder } = scope
  const operand = rangeOperand(key.expression)
  const isSum = (kind === 'following') !== key.descending
  if (isTemporal(operand.type)) {
    if (node.kind !== 'interval') {
      const message =
        ' with RANGE frame has ORDER BY expression of datetime type. Only INTERVAL bound value allowed.'
      throw windowError(scope, 'range_frame_temporal', name, message, node.span)
    }
    const unit = node.unit.toUpperCase()
    const offset = bindOffset(scope, node.value, name)
    const definition = findScalarFunction(`${isSum ? 'DATE_ADD' : 'DATE_SUB'} ${unit}`)
    if (definition === undefined) throw binder.unsupported(`INTERVAL … ${unit}`, node.span)
    const value = callFunction(binder, definition, [operand, offset], node.span)
    return { kind, offset, unit, value }
  }
  if (node.kind === 'interval') {
    const message =
      ' with RANGE frame has ORDER BY expression of numeric type, INTERVAL bound value not allowed.'
    throw windowError(scope, 'range_frame_numeric', name, message, node.span)
  }
  const offset = rangeOperand(bindOffset(scope, node, name))
  if (!isNumeric(offset.type)) throw illegalBound(scope, name, node.span)
  const value = call(binder, isSum ? '+' : '-', [operand, offset], node.span)
  return { kind, offset, unit: null, value }
}

/** Integers count as decimals, so that moving them neither overflows nor goes below an unsigned zero. */
function rangeOperand(operand: Expression): Expression {
  const { kind } = operand.type
  if (kind !== 'integer' && kind !== 'boolean' && kind !== 'decimal') return operand
  const { precision, scale } = asDecimal(operand.type)
  return castTo(operand, { kind: 'decimal', precision, scale, unsigned: false })
}
