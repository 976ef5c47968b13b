import type { Code } from '../../functions/code.ts'
import { rejectsNulls } from '../../optimizer/conditions.ts'
import type { ColumnId, Expression, InExpression } from '../../plan/expression.ts'
import { columnsOf, isVolatile } from '../../plan/expression-walk.ts'
import type { SourceBuilder } from './source-builder.ts'

/**
 * Where an expression is compiled: the row at hand. `nested` opens a block, whose locals are not seen outside it.
 */
export interface RowScope {
  readonly builder: SourceBuilder
  column(id: ColumnId): Code
  /** The value of a column-free expression, computed once before the loop. */
  hoisted(expression: Expression): Code
  /** The members of a column-free IN list, gathered once before the loop; the name of an `InSet`. */
  hoistedSet(expression: InExpression): string
  nested(): RowScope
  /** A nested scope whose `memo` answers `null`. */
  withoutMemo(): RowScope
  /**
   * The name of a byte array with one slot per dictionary entry of the only column that `expression` reads, where that column
   * has a dictionary and evaluating once per entry pays; `null` otherwise.
   */
  memo(expression: Expression): Memo | null
}

/** Slots per dictionary entry, the code of the row at hand, and when it has none, in which case the predicate is not true. */
export interface Memo {
  readonly slots: string
  readonly code: string
  readonly isNull: string | null
}

/** Emits the code of a column for the row at hand; it may declare locals at this point. */
export type ColumnProvider = (scope: RowScope) => Code

/** The code of column-free values, computed before the loop. */
export interface HoistedCode {
  value(expression: Expression): Code
  set(expression: InExpression): string
}

/**
 * A scope over column providers. What a provider answers is remembered in the block where it was first asked, so that a column is
 * loaded once per row, as late as possible, and never outside the block that declared its locals.
 */
export class BlockScope implements RowScope {
  readonly builder: SourceBuilder
  readonly #providers: ReadonlyMap<ColumnId, ColumnProvider>
  readonly #hoisted: HoistedCode
  readonly #outer: BlockScope | null
  readonly #codes = new Map<ColumnId, Code>()
  readonly #memoize: boolean

  constructor(
    builder: SourceBuilder,
    providers: ReadonlyMap<ColumnId, ColumnProvider>,
    hoisted: HoistedCode,
    outer: BlockScope | null = null,
    memoize = true,
  ) {
    this.builder = builder
    this.#providers = providers
    this.#hoisted = hoisted
    this.#outer = outer
    this.#memoize = memoize
  }

  column(id: ColumnId): Code {
    for (let scope: BlockScope | null = this; scope; scope = scope.#outer) {
      const known = scope.#codes.get(id)
      if (known) return known
    }
    const provider = this.#providers.get(id)
    if (!provider) throw new Error(`no operator provides column ${id}`)
    const code = provider(this)
    this.#codes.set(id, code)
    return code
  }

  hoisted(expression: Expression): Code {
    return this.#hoisted.value(expression)
  }

  hoistedSet(expression: InExpression): string {
    return this.#hoisted.set(expression)
  }

  nested(): BlockScope {
    return new BlockScope(this.builder, this.#providers, this.#hoisted, this, this.#memoize)
  }

  withoutMemo(): BlockScope {
    return new BlockScope(this.builder, this.#providers, this.#hoisted, this, false)
  }

  /** A scope for the operators above one that adds columns. */
  with(added: Iterable<readonly [ColumnId, ColumnProvider]>): BlockScope {
    const providers = new Map([...this.#providers, ...added])
    return new BlockScope(this.builder, providers, this.#hoisted, this, this.#memoize)
  }

  memo(expression: Expression): Memo | null {
    if (!this.#memoize || !isMemoizable(expression)) return null
    const [id, ...others] = columnsOf(expression)
    if (id === undefined || others.length > 0) return null
    const { dictionary, isNull } = this.column(id)
    if (!dictionary || (isNull !== null && !rejectsNulls(expression, new Set([id])))) return null
    const slots = this.builder.prologue('memo', `new Uint8Array(${dictionary.entries}.length)`)
    return { slots, code: dictionary.code, isNull }
  }
}

/** Whether remembering a predicate's answer per dictionary entry saves work. */
function isMemoizable(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
    case 'in':
    case 'not':
    case 'and':
    case 'or':
      return !isVolatile(expression)
    default:
      return false
  }
}
