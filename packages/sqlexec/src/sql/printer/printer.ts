import type { Expression, Query, Statement } from '../ast/index.ts'

/** The rules that others refer back to: trees are recursive, the imports of these files are not. */
export interface Printer {
  /** An expression, in parentheses unless its operator binds at least as tightly as `minPower`. */
  readonly expression: (expression: Expression, minPower: number) => string
  readonly query: (query: Query) => string
  readonly statement: (statement: Statement) => string
}

/** `separator` between the printed items. */
export function join<Item>(
  items: readonly Item[],
  print: (item: Item) => string,
  separator = ', ',
): string {
  let text = ''
  for (let i = 0; i < items.length; i++) text += (i === 0 ? '' : separator) + print(items[i])
  return text
}

/** The parts that are not empty, with a space between. */
export function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

/** `text` where `condition` holds, else nothing. */
export function when(condition: boolean, text: string): string {
  return condition ? text : ''
}

/** What `print` makes of a value that is there, else nothing. */
export function maybe<Value>(value: Value | null, print: (value: Value) => string): string {
  return value === null ? '' : print(value)
}
