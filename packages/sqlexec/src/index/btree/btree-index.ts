import { assert } from '../../base/errors.ts'
import { physicalKind, type SqlType } from '../../types/sql-type.ts'
import { CompositeIndex } from './composite-index.ts'
import type { OrderedIndex, OrderedIndexDefinition } from './index-shape.ts'
import { DoubleIndex, IntegerIndex, StringIndex } from './single-index.ts'

/**
 * An empty B-tree index. `types` are those of the columns of the index, in order; keys come in their value domains.
 *
 * One column of numbers is compared as numbers, one column of text or bytes as a string; several columns are
 * joined into one string that orders as they do (`KeyWriter`).
 */
export function createBTreeIndex<Definition extends OrderedIndexDefinition>(
  definition: Definition,
  types: readonly SqlType[],
): OrderedIndex<Definition> {
  assert(
    types.length > 0 && types.length === definition.columns.length,
    'an index has as many types as columns',
  )
  if (types.length > 1) return new CompositeIndex(definition, types)
  switch (physicalKind(types[0])) {
    case 'bytes':
      return new StringIndex(definition, types[0])
    case 'float':
    case 'double':
      return new DoubleIndex(definition)
    default:
      return new IntegerIndex(definition)
  }
}
