import { SqlError } from '../../base/errors.ts'
import {
  findColumn,
  type TableDefinition,
  type TriggerDefinition,
} from '../../catalog/definition.ts'
import type * as ast from '../../sql/index.ts'
import type { SqlType } from '../../types/sql-type.ts'

/** A value that a body may name: a column of OLD or NEW, or a local variable. */
export interface FrameSlot {
  readonly name: string
  readonly type: SqlType
}

/**
 * The values that a trigger's body works on, as the parameters of its statements: the columns of OLD, those of NEW, then the local
 * variables. Rows that the event does not have are NULLs that nothing can name.
 */
export class FrameLayout {
  readonly table: TableDefinition
  readonly slots: FrameSlot[]
  readonly #trigger: TriggerDefinition
  /** Local variables in scope, by name in lower case, the innermost block last. */
  #locals: ReadonlyMap<string, number> = new Map()

  constructor(table: TableDefinition, trigger: TriggerDefinition) {
    this.table = table
    this.#trigger = trigger
    this.slots = [...table.columns, ...table.columns].map(({ name, type }) => ({ name, type }))
  }

  /** The slot of `NEW.column` or `OLD.column`. */
  rowSlot(row: string, column: ast.Identifier): number {
    const { event } = this.#trigger
    const isNew = row.toLowerCase() === 'new'
    if (event === (isNew ? 'delete' : 'insert')) {
      const message = `There is no ${row.toUpperCase()} row in on ${event.toUpperCase()} trigger`
      throw new SqlError('trigger_row_absent', message)
    }
    const ordinal = findColumn(this.table, column.name)
    if (ordinal < 0) {
      const message = `Unknown column '${column.name}' in '${row.toUpperCase()}'`
      throw new SqlError('unknown_column', message)
    }
    return isNew ? this.table.columns.length + ordinal : ordinal
  }

  /** The slot of a column of NEW that the body assigns. */
  assignedSlot(row: string, column: ast.Identifier): number {
    const slot = this.rowSlot(row, column)
    const { time } = this.#trigger
    if (row.toLowerCase() !== 'new' || time === 'after') {
      const prefix = time === 'after' ? 'after ' : ''
      const message = `Updating of ${row.toUpperCase()} row is not allowed in ${prefix}trigger`
      throw new SqlError('trigger_row_fixed', message)
    }
    if (this.table.columns[slot - this.table.columns.length].generated !== null) {
      const message = `The value specified for generated column '${column.name}' in table '${this.table.name}' is not allowed.`
      throw new SqlError('generated_value', message)
    }
    return slot
  }

  local(name: string): number | undefined {
    return this.#locals.get(name.toLowerCase())
  }

  declare(name: string, type: SqlType): number {
    const slot = this.slots.push({ name, type }) - 1
    this.#locals = new Map([...this.#locals, [name.toLowerCase(), slot]])
    return slot
  }

  /** What is declared while `within` runs is gone afterwards. */
  block<T>(within: () => T): T {
    const outer = this.#locals
    const result = within()
    this.#locals = outer
    return result
  }

  /** A tree with the names of values replaced by parameters. */
  withParameters<Node>(node: Node): Node {
    return this.#replace(node, false)
  }

  #replace<Node>(node: Node, keep: boolean): Node {
    if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node
    if (Array.isArray(node)) return node.map((item) => this.#replace(item, false)) as Node
    const { kind } = node as { kind?: string }
    if (kind === 'column' && !keep) {
      const parameter = this.#parameterOf(node as unknown as ast.ColumnReference)
      if (parameter !== null) return parameter as Node
    }
    const isAssignment = 'column' in node && 'value' in node
    const entries = Object.entries(node).map(([key, value]) => [
      key,
      // The column that an UPDATE assigns is one of its table.
      this.#replace(value, isAssignment && key === 'column'),
    ])
    return Object.fromEntries(entries) as Node
  }

  #parameterOf({ table, name, span }: ast.ColumnReference): ast.Parameter | null {
    const row = table?.name.toLowerCase()
    if (row === 'new' || row === 'old') {
      return { kind: 'parameter', index: this.rowSlot(row, name), span }
    }
    const slot = table === null ? this.local(name.name) : undefined
    return slot === undefined ? null : { kind: 'parameter', index: slot, span }
  }
}
