import type { Span } from '../../base/errors.ts'

/** A name as the author meant it: quotes removed, letter case kept. */
export interface Identifier {
  readonly kind: 'identifier'
  readonly name: string
  readonly span: Span
}

/** A table, view, index or routine, perhaps with its database: `shop.orders`. */
export interface ObjectName {
  readonly kind: 'object_name'
  readonly database: Identifier | null
  readonly name: Identifier
  readonly span: Span
}
