import { SqlError } from '../../base/errors.ts'
import {
  columnOrdinal,
  type ForeignKeyDefinition,
  findColumn,
  findKeyIndex,
  type TableDefinition,
} from '../../catalog/definition.ts'
import type { IndexHandle, IndexReader, Table, Transaction } from '../../storage/table-access.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Stage } from '../maybe-async.ts'

/** A foreign key between two tables, of which the parent need not be there. */
export class Relation {
  readonly key: ForeignKeyDefinition
  readonly child: Table
  /** `null`: the table was dropped, or is yet to come, while foreign_key_checks was off. */
  readonly parent: Table | null
  readonly childOrdinals: readonly number[]
  readonly parentOrdinals: readonly number[]
  #childIndex: IndexHandle | null = null
  #parentIndex: IndexHandle | null = null

  constructor(key: ForeignKeyDefinition, child: Table, parent: Table | null) {
    this.key = key
    this.child = child
    this.parent = parent
    this.childOrdinals = key.columns.map((id) => columnOrdinal(child.definition, id))
    this.parentOrdinals =
      parent === null ? [] : key.referenced.map((name) => findColumn(parent.definition, name))
  }

  /** Throws `missing_parent_index` where the parent has lost what the key needs. */
  *prepare(): Stage<void> {
    this.#childIndex ??= yield* prepared(this.child, this.childOrdinals, this.key)
    if (this.parent === null) return
    this.#parentIndex ??= yield* prepared(this.parent, this.parentOrdinals, this.key)
  }

  /** The rows of the child that refer to a key, by their ids; see `Table.holders`. */
  children(key: readonly SqlValue[], transaction: Transaction): readonly number[] {
    return this.child.holders(transaction, readerOf(this.#childIndex), key)
  }

  hasParent(key: readonly SqlValue[], transaction: Transaction): boolean {
    if (this.parent === null) return false
    return this.parent.holders(transaction, readerOf(this.#parentIndex), key).length > 0
  }
}

function readerOf(handle: IndexHandle | null): IndexReader {
  const index = handle?.index ?? null
  if (index === null) throw new SqlError('internal', 'the index of a foreign key is not prepared')
  return index
}

function* prepared(
  table: Table,
  ordinals: readonly number[],
  key: ForeignKeyDefinition,
): Stage<IndexHandle> {
  const { definition } = table
  const index = ordinals.includes(-1)
    ? undefined
    : findKeyIndex(definition, idsOf(definition, ordinals))
  if (index === undefined) {
    const message = `Failed to add the foreign key constraint. Missing index for constraint '${key.name}' in the referenced table '${definition.name}'`
    throw new SqlError('missing_parent_index', message)
  }
  const handle = table.findIndex(index.name)
  const preparing = table.prepareIndex(handle)
  if (preparing) yield preparing
  return handle
}

function idsOf({ columns }: TableDefinition, ordinals: readonly number[]): number[] {
  return ordinals.map((ordinal) => columns[ordinal].id)
}

/** The values of a row in some columns; `null` where one of them is NULL, so that the key refers to nothing. */
export function keyAt(
  values: readonly SqlValue[],
  ordinals: readonly number[],
): readonly SqlValue[] | null {
  const key: SqlValue[] = new Array(ordinals.length)
  for (let i = 0; i < ordinals.length; i++) {
    const value = values[ordinals[i]]
    if (value === null) return null
    key[i] = value
  }
  return key
}

/** A primitive that only the same key has. */
export function keyIdentity(key: readonly SqlValue[]): SqlValue {
  if (key.length === 1 && !(key[0] instanceof Uint8Array)) return key[0]
  return JSON.stringify(
    key.map((part) => {
      if (typeof part === 'bigint') return [String(part)]
      return part instanceof Uint8Array ? { b: Buffer.from(part).toString('base64') } : part
    }),
  )
}
