import { SqlError } from '../../base/errors.ts'
import type { ReferentialAction } from '../../catalog/definition.ts'
import type { TableReference } from '../../plan/logical-plan.ts'
import type { Table } from '../../storage/table-access.ts'
import type { SqlValue } from '../../types/value.ts'
import type { Execution, RelatedTables } from '../execution.ts'
import type { Stage } from '../maybe-async.ts'
import { rowProgram } from '../row-rules.ts'
import { checkNotNull, manyRows, prepareTable, RowReader } from '../table-rows.ts'
import { childRowError, parentRowError } from './errors.ts'
import { KeyChanges, type Removal } from './key-changes.ts'
import { keyAt, keyIdentity, Relation } from './relation.ts'

/** So many tables one after the other may be changed by a cascade, as in InnoDB. */
const maxDepth = 15

/**
 * Sees to the foreign keys of one statement. What the statement does to keys is noted while it runs, and at its end, when all of its changes
 * and their index entries are in place, every key is looked at once: what cascades is changed first, then nothing may refer to a
 * key that is not there.
 *
 * Two transactions of which one takes a parent away and the other refers to it cannot both pass: each marks its change first and looks
 * at the other side then, where `Table.holders` refuses to decide by what is not committed.
 */
export class ForeignKeyEnforcement {
  readonly #execution: Execution
  readonly #related: RelatedTables
  readonly #changes = new Map<Table, KeyChanges>()
  /** Keys that nothing may refer to at the end. */
  readonly #restricted: { readonly relation: Relation; readonly key: readonly SqlValue[] }[] = []
  /** How many cascades led to a table. */
  readonly #depth = new Map<Table, number>()
  /** Tables that ON UPDATE has changed. */
  readonly #updated = new Set<Table>()

  constructor(execution: Execution, related: RelatedTables) {
    this.#execution = execution
    this.#related = related
  }

  /** Where to note the changes of a table; `null`: no foreign key speaks of it. */
  *watch(table: Table): Stage<KeyChanges | null> {
    const known = this.#changes.get(table)
    if (known !== undefined) return known
    const { definition } = table
    const own: Relation[] = []
    for (const key of definition.foreignKeys) {
      own.push(new Relation(key, table, this.#related.table(key.table) ?? null))
    }
    // A temporary table hides the one that others refer to.
    const isReferred = this.#related.table(definition.name) === table
    const referring = (isReferred ? this.#related.referencing(definition.name) : []).map(
      ({ table: child, key }) => new Relation(key, child, table),
    )
    if (own.length === 0 && referring.length === 0) return null
    for (const relation of [...own, ...referring]) yield* relation.prepare()
    const changes = new KeyChanges(table, own, referring)
    this.#changes.set(table, changes)
    return changes
  }

  /** Whether what a row refers to is there, for IGNORE. */
  refersWell({ own, table }: KeyChanges, values: readonly SqlValue[]): boolean {
    return own.every((relation) => {
      const key = keyAt(values, relation.childOrdinals)
      if (key === null || relation.hasParent(key, this.#execution.transaction)) return true
      // A row may refer to itself.
      const parentKey = relation.parent === table ? keyAt(values, relation.parentOrdinals) : null
      return parentKey !== null && keyIdentity(parentKey) === keyIdentity(key)
    })
  }

  /** The end of the statement. Throws `row_is_referenced` or `no_referenced_row`. */
  *finish(): Stage<void> {
    while (yield* this.#cascade()) {
      // What a cascade changed may cascade further.
    }
    const { transaction } = this.#execution
    for (const { relation, key } of this.#restricted) {
      if (relation.hasParent(key, transaction)) continue
      if (relation.children(key, transaction).length > 0) throw parentRowError(relation)
    }
    for (const { own, added, table } of this.#changes.values()) {
      for (const [i, relation] of own.entries()) {
        for (const key of added[i].values()) {
          if (!relation.hasParent(key, transaction)) {
            // A later change of the statement may have taken the row away again.
            if (relation.children(key, transaction).length === 0) continue
            throw childRowError(table.definition, relation.key)
          }
        }
      }
    }
  }

  /** Follows every removed key one step. Whether there was one. */
  *#cascade(): Stage<boolean> {
    let found = false
    for (const { referring, removed, table } of [...this.#changes.values()]) {
      for (const [i, relation] of referring.entries()) {
        if (removed[i].size === 0) continue
        const removals = [...removed[i].values()]
        removed[i].clear()
        found = true
        yield* this.#follow(relation, removals, this.#depth.get(table) ?? 0)
      }
    }
    return found
  }

  *#follow(relation: Relation, removals: readonly Removal[], depth: number): Stage<void> {
    const { transaction } = this.#execution
    const { onDelete, onUpdate } = relation.key
    const rows: { readonly rowId: number; readonly removal: Removal }[] = []
    for (const removal of removals) {
      const { key, final } = removal
      if (!final && relation.hasParent(key, transaction)) continue
      const rowIds = relation.children(key, transaction)
      if (rowIds.length === 0) continue
      if (this.#isRefused(removal.replacement === null ? onDelete : onUpdate, removal, relation)) {
        if (final) throw parentRowError(relation)
        this.#restricted.push({ relation, key })
      } else for (const rowId of rowIds) rows.push({ rowId, removal })
    }
    if (rows.length === 0) return
    if (depth >= maxDepth) {
      const message = `Foreign key cascade delete/update exceeds max depth of ${maxDepth}.`
      throw new SqlError('cascade_depth', message)
    }
    const { child } = relation
    this.#depth.set(child, Math.max(this.#depth.get(child) ?? 0, depth + 1))
    yield* this.#change(relation, rows)
  }

  #isRefused(action: ReferentialAction, { replacement }: Removal, { child, parent }: Relation) {
    if (action === 'restrict' || action === 'no action') return true
    // A table that an update has reached already is not updated again by what follows from it (reference manual, "FOREIGN KEY Constraints").
    if (replacement !== null && parent !== null) {
      this.#updated.add(parent)
      return this.#updated.has(child)
    }
    return false
  }

  /** Deletes children, or puts NULLs or the new key into them. */
  *#change(
    { child, key, childOrdinals }: Relation,
    rows: { readonly rowId: number; readonly removal: Removal }[],
  ): Stage<void> {
    const { transaction, environment } = this.#execution
    yield* prepareTable(child)
    const changes = (yield* this.watch(child))!
    const { definition } = child
    const rules = rowProgram(definition)
    const snapshot = child.snapshot(transaction)
    const reader = new RowReader(definition)
    const before: SqlValue[] = []
    rows.sort((a, b) => a.rowId - b.rowId)
    const assigned = rules === null ? childOrdinals : [...childOrdinals, ...rules.computed]
    const upkeep = rows.length >= manyRows ? child.deferUpkeep(assigned) : null
    for (const { rowId, removal } of rows) {
      const place = snapshot.find(rowId)
      if (place === undefined) throw conflict(definition.name)
      const loading = reader.load(place.segment)
      if (loading) yield loading
      reader.read(place.segment, place.row, before)
      const action = removal.replacement === null ? key.onDelete : key.onUpdate
      if (action === 'cascade' && removal.replacement === null) {
        child.delete(transaction, rowId)
        changes.deleted(before)
        continue
      }
      const after = before.slice()
      for (let i = 0; i < childOrdinals.length; i++) {
        after[childOrdinals[i]] = action === 'cascade' ? removal.replacement![i] : null
      }
      rules?.generate(after, environment)
      checkNotNull(definition, after)
      rules?.check(after, environment)
      child.update(transaction, rowId, after, upkeep)
      changes.updated(before, after)
    }
    if (upkeep !== null) child.finishUpkeep(upkeep)
  }
}

/** Sees to the foreign keys of a statement that changes a table and others of its database; `null` where they are not looked at. */
export function foreignKeysOf(
  { database }: TableReference,
  execution: Execution,
): ForeignKeyEnforcement | null {
  const { related } = execution
  return related && new ForeignKeyEnforcement(execution, related(database))
}

function conflict(table: string): SqlError {
  const message = `Another transaction changed a row of '${table}' that a foreign key speaks of; try restarting transaction`
  return new SqlError('write_conflict', message)
}
