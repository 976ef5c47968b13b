import type { Span } from '../../base/errors.ts'
import type { Expression } from './expression.ts'
import type { Identifier } from './name.ts'
import type { OrderItem } from './query.ts'

/** `OVER name`. */
export interface WindowReference {
  readonly kind: 'window_reference'
  readonly name: Identifier
  readonly span: Span
}

/** `OVER ([base] [PARTITION BY …] [ORDER BY …] [frame])`. */
export interface WindowSpecification {
  readonly kind: 'window'
  readonly base: Identifier | null
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
  readonly frame: WindowFrame | null
  readonly span: Span
}

export interface WindowFrame {
  readonly kind: 'frame'
  readonly unit: 'rows' | 'range' | 'groups'
  readonly start: FrameBound
  /** CURRENT ROW where the text names only the start. */
  readonly end: FrameBound
  readonly exclude: 'no_others' | 'current_row' | 'group' | 'ties'
  readonly span: Span
}

export interface FrameBound {
  readonly kind:
    | 'unbounded_preceding'
    | 'preceding'
    | 'current_row'
    | 'following'
    | 'unbounded_following'
  /** Of `preceding` and `following`, `null` otherwise. */
  readonly offset: Expression | null
}
