import { expressionKey } from './expression-key.ts'
import type { FrameBound, WindowCall, WindowFrame } from './logical-plan.ts'

/** A text that two calls over the same window share exactly where they are the same call. */
export function windowCallKey(call: WindowCall): string {
  const args = call.args.map(expressionKey).join()
  const flags = `${call.ignoreNulls ? 'ignore' : ''} ${call.fromLast ? 'last' : ''}`
  return `${call.function.name}(${args})${flags} ${frameKey(call.frame)}`
}

/** A text that two frames over the same order share exactly where they are the same frame. */
export function frameKey({ unit, start, end, exclude }: WindowFrame): string {
  return `${unit} ${boundKey(start)} ${boundKey(end)} ${exclude}`
}

function boundKey({ kind, offset, unit, value }: FrameBound): string {
  if (offset === null) return kind
  const moved = value === null ? '' : expressionKey(value)
  return `${kind} ${expressionKey(offset)} ${unit} ${moved}`
}
