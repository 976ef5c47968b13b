import type { FrameBound, SortKey, WindowCall } from './logical-plan.ts'
import { type ColumnNamer, printExpression } from './print-expression.ts'

/** A window call without its partition and order, which it shares with others. */
export function printWindowCall(call: WindowCall, nameOf: ColumnNamer): string {
  const isCount = call.function.name === 'COUNT' && call.args.length === 0
  const args = call.args.map((arg) => printExpression(arg, nameOf)).join(', ')
  const last = call.fromLast ? ' FROM LAST' : ''
  const nulls = call.ignoreNulls ? ' IGNORE NULLS' : ''
  const frame = printFrame(call, nameOf)
  return `${call.function.name}(${isCount ? '*' : args})${last}${nulls}${frame}`
}

const excluded = {
  no_others: '',
  current_row: ' EXCLUDE CURRENT ROW',
  group: ' EXCLUDE GROUP',
  ties: ' EXCLUDE TIES',
} as const

/** Nothing for the frame that a window has where none is given, and for functions that look at no frame. */
function printFrame({ function: definition, frame }: WindowCall, nameOf: ColumnNamer): string {
  const { unit, start, end, exclude } = frame
  if ('framed' in definition && !definition.framed) return ''
  const usual =
    unit === 'range' && start.kind === 'unbounded_preceding' && end.kind === 'current_row'
  if (usual && exclude === 'no_others') return ''
  const bounds = `${printBound(start, nameOf)} AND ${printBound(end, nameOf)}`
  return ` ${unit.toUpperCase()} BETWEEN ${bounds}${excluded[exclude]}`
}

function printBound({ kind, offset, unit }: FrameBound, nameOf: ColumnNamer): string {
  const side = kind.replace('_', ' ').toUpperCase()
  if (offset === null) return side
  const text = printExpression(offset, nameOf)
  return unit === null ? `${text} ${side}` : `INTERVAL ${text} ${unit} ${side}`
}

export function printSortKeys(keys: readonly SortKey[], nameOf: ColumnNamer): string {
  const texts = keys.map((key) => {
    const usual = key.nullsFirst === !key.descending
    const nulls = usual ? '' : key.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'
    return printExpression(key.expression, nameOf) + (key.descending ? ' DESC' : '') + nulls
  })
  return texts.join(', ')
}
