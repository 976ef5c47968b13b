import type {
  FrameBound,
  FunctionCall,
  OrderItem,
  WindowFrame,
  WindowSpecification,
} from '../ast/index.ts'
import { keywordKind } from '../lexer/keyword-table.ts'
import * as T from '../lexer/token-kinds.ts'
import { isReservedFunction } from '../parser/function-call.ts'
import { specialCalls } from '../parser/special-calls.ts'
import { printString } from './literals.ts'
import { printIdentifier, printName } from './names.ts'
import { join, maybe, type Printer, when, words } from './printer.ts'

export function printFunctionCall(c: Printer, call: FunctionCall): string {
  const name =
    call.database === null
      ? printFunctionName(call)
      : `${printIdentifier(call.database)}.${printName(call.name)}`
  const args = call.star ? '*' : join(call.args, (arg) => c.expression(arg, 0))
  const inside = words(
    when(call.distinct, 'DISTINCT'),
    printArguments(call, args),
    call.withinGroup ? '' : printOrderBy(c, call.orderBy),
    maybe(call.separator, (separator) => `SEPARATOR ${printString(separator)}`),
  )
  return words(
    `${name}(${inside})`,
    when(call.withinGroup, `WITHIN GROUP (${printOrderBy(c, call.orderBy)})`),
    maybe(call.from, (from) => `FROM ${from.toUpperCase()}`),
    maybe(call.nulls, (nulls) => `${nulls.toUpperCase()} NULLS`),
    maybe(call.filter, (filter) => `FILTER (WHERE ${c.expression(filter, 0)})`),
    maybe(call.over, (over) =>
      over.kind === 'window'
        ? `OVER (${printWindow(c, over)})`
        : `OVER ${printIdentifier(over.name)}`,
    ),
  )
}

/** GET_FORMAT takes a word where the tree has a string. */
function printArguments(call: FunctionCall, args: string): string {
  const first = call.args[0]
  if (call.name !== 'get_format' || first?.kind !== 'literal' || first.type !== 'string')
    return args
  return args.replace(printString(first.value), first.value.toUpperCase())
}

/** In back-ticks where the bare word would begin a syntax of its own. */
function printFunctionName(call: FunctionCall): string {
  const { name, args } = call
  const kind = keywordKind(name)
  if (kind === 0) return printName(name)
  if (specialCalls[kind] === 1) return printSpecialName(name, args)
  if (name === 'interval' && args.length > 1) return name
  if (kind < T.FIRST_PLAIN_WORD && !isReservedFunction(kind)) return `\`${name}\``
  return name
}

function printSpecialName(name: string, args: FunctionCall['args']): string {
  switch (name) {
    case 'substring':
    case 'substr':
    case 'mid':
    case 'char':
      return args.length > 0 ? name : `\`${name}\``
    case 'timestampadd':
    case 'timestampdiff':
      return args[0]?.kind === 'unit' ? name : `\`${name}\``
    case 'get_format':
      return args[0]?.kind === 'literal' ? name : `\`${name}\``
  }
  return `\`${name}\``
}

/** `ORDER BY …`, or nothing. */
export function printOrderBy(c: Printer, items: readonly OrderItem[]): string {
  if (items.length === 0) return ''
  const print = (item: OrderItem) =>
    words(
      c.expression(item.expression, 0),
      when(item.descending, 'DESC'),
      maybe(item.nulls, (nulls) => `NULLS ${nulls.toUpperCase()}`),
    )
  return `ORDER BY ${join(items, print)}`
}

/** A window without its parentheses. */
export function printWindow(c: Printer, window: WindowSpecification): string {
  const partition = join(window.partitionBy, (key) => c.expression(key, 0))
  return words(
    maybe(window.base, printIdentifier),
    when(partition !== '', `PARTITION BY ${partition}`),
    printOrderBy(c, window.orderBy),
    maybe(window.frame, (frame) => printFrame(c, frame)),
  )
}

function printFrame(c: Printer, { unit, start, end, exclude }: WindowFrame): string {
  const exclusion = when(exclude !== 'no_others', `EXCLUDE ${spaced(exclude)}`)
  const bounds = `BETWEEN ${printBound(c, start)} AND ${printBound(c, end)}`
  return words(unit.toUpperCase(), bounds, exclusion)
}

function printBound(c: Printer, { kind, offset }: FrameBound): string {
  return words(
    maybe(offset, (of) => c.expression(of, 0)),
    spaced(kind),
  )
}

/** `set_null` as SET NULL. */
export function spaced(name: string): string {
  return name.toUpperCase().replaceAll('_', ' ')
}
