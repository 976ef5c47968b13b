import type { Expression } from './expression.ts'
import { mapSame } from './expression-walk.ts'
import type {
  FrameBound,
  SortKey,
  WindowCall,
  WindowFrame,
  WindowOperator,
} from './logical-plan.ts'

/** The expressions that a call speaks of: its arguments, and what its frame is found by. */
export function windowCallExpressions({ args, frame }: WindowCall): readonly Expression[] {
  const { start, end, rangeKey } = frame
  const others = [rangeKey, start.offset, start.value, end.offset, end.value]
  return [...args, ...others.filter((each) => each !== null)]
}

export function mapWindowCall(
  call: WindowCall,
  change: (expression: Expression) => Expression,
): WindowCall {
  const args = mapSame(call.args, change)
  const frame = mapFrame(call.frame, change)
  return args === call.args && frame === call.frame ? call : { ...call, args, frame }
}

function mapFrame(frame: WindowFrame, change: (expression: Expression) => Expression): WindowFrame {
  const start = mapBound(frame.start, change)
  const end = mapBound(frame.end, change)
  const rangeKey = frame.rangeKey === null ? null : change(frame.rangeKey)
  if (start === frame.start && end === frame.end && rangeKey === frame.rangeKey) return frame
  return { ...frame, start, end, rangeKey }
}

function mapBound(bound: FrameBound, change: (expression: Expression) => Expression): FrameBound {
  if (bound.offset === null) return bound
  const offset = change(bound.offset)
  const value = bound.value === null ? null : change(bound.value)
  return offset === bound.offset && value === bound.value ? bound : { ...bound, offset, value }
}

export function mapSortKeys(
  keys: readonly SortKey[],
  change: (expression: Expression) => Expression,
): readonly SortKey[] {
  return mapSame(keys, (key) => {
    const expression = change(key.expression)
    return expression === key.expression ? key : { ...key, expression }
  })
}

export function mapWindowExpressions(
  operator: WindowOperator,
  change: (expression: Expression) => Expression,
): WindowOperator {
  const partition = mapSame(operator.partition, change)
  const order = mapSortKeys(operator.order, change)
  const calls = mapSame(operator.calls, (call) => mapWindowCall(call, change))
  const same =
    partition === operator.partition && order === operator.order && calls === operator.calls
  return same ? operator : { ...operator, partition, order, calls }
}

export function windowExpressions(operator: WindowOperator): readonly Expression[] {
  return [
    ...operator.partition,
    ...operator.order.map((key) => key.expression),
    ...operator.calls.flatMap(windowCallExpressions),
  ]
}
