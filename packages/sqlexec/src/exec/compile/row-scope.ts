import type { Code } from '../../functions/code.ts'
import { rejectsNulls } from '../../optimizer/conditions.ts'
import type { ColumnId, Expression, InExpression } from '../../plan/expression.ts'
import { columnsOf, isVolatile } from '../../plan/expression-walk.ts'
import type { RowScope } from './expression.ts'
import type { SourceBuilder } from './source-builder.ts'

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

  memo(expression: Expression): { slots: string; code: string; isNull: string | null } | null {
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
