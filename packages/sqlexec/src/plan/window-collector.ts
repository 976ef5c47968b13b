import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'
import { columnExpression } from './binder.ts'
import type { ColumnExpression, Expression, WindowCall } from './expression.ts'
import { expressionKey } from './expression-key.ts'
import { someExpression } from './expression-walk.ts'
import type { OutputColumn, SortKey } from './logical-plan.ts'
import type { SelectEntry } from './select-list.ts'
import { windowCallKey } from './window-key.ts'

/** A window function of a SELECT, with the window that it looks at. */
export interface CollectedWindow {
  readonly call: WindowCall
  readonly partition: readonly Expression[]
  readonly order: readonly SortKey[]
  readonly column: OutputColumn
}

/** The window calls of one SELECT. Each becomes a column of a Window operator; equal calls share one. */
export class WindowCollector {
  readonly collected: CollectedWindow[] = []
  private readonly named = new Map<string, ast.NamedWindow>()
  private readonly byKey = new Map<string, OutputColumn>()

  constructor(binder: Binder, named: readonly ast.NamedWindow[]) {
    for (const window of named) {
      const key = window.name.name.toLowerCase()
      if (this.named.has(key)) {
        const message = `Window '${window.name.name}' is defined twice.`
        throw binder.error('duplicate_window', message, window.name.span)
      }
      this.named.set(key, window)
    }
    for (const window of named) this.chain(binder, window.window)
  }

  /** The specification of that name; throws `unknown_window`. */
  find(binder: Binder, name: ast.Identifier): ast.NamedWindow {
    const found = this.named.get(name.name.toLowerCase())
    if (found !== undefined) return found
    throw binder.error('unknown_window', `Window name '${name.name}' is not defined.`, name.span)
  }

  /** The windows that a specification builds on, nearest first; throws `circular_window`. */
  chain(binder: Binder, window: ast.WindowSpecification): readonly ast.NamedWindow[] {
    const chain: ast.NamedWindow[] = []
    for (let base = window.base; base !== null; ) {
      const found = this.find(binder, base)
      if (chain.includes(found) || found.window === window) {
        const message = 'There is a circularity in the window dependency graph.'
        throw binder.error('circular_window', message, base.span)
      }
      chain.push(found)
      base = found.window.base
    }
    return chain
  }

  add(binder: Binder, window: Omit<CollectedWindow, 'column'>, name: string): ColumnExpression {
    const { call, partition, order } = window
    const key = [
      windowCallKey(call),
      partition.map(expressionKey).join(),
      order.map((key) => `${expressionKey(key.expression)}${key.descending}${key.nullsFirst}`),
    ].join('|')
    let column = this.byKey.get(key)
    if (column === undefined) {
      column = binder.column(name, call.type, call.nullable)
      this.byKey.set(key, column)
      this.collected.push({ ...window, column })
    }
    return columnExpression(column)
  }

  /** Throws `window_alias_use` where an entry of the select list holds a window function. */
  refuseAlias(binder: Binder, entry: SelectEntry): void {
    const ids = new Set(this.collected.map(({ column }) => column.id))
    const isWindow = (part: Expression) => part.kind === 'column' && ids.has(part.column)
    if (!someExpression(entry.expression, isWindow)) return
    const message = `You cannot use the alias '${entry.name}' of an expression containing a window function in this context.`
    throw binder.error('window_alias_use', message, entry.node.span)
  }
}
