import type { Table } from '../../storage/table-access.ts'
import type { SqlValue } from '../../types/value.ts'
import { sameValue } from '../same-value.ts'
import { keyAt, keyIdentity, type Relation } from './relation.ts'

/** A key that rows of a parent no longer have. */
export interface Removal {
  readonly key: readonly SqlValue[]
  /** What the rows have instead, after an update; `null`: they are gone. */
  readonly replacement: readonly SqlValue[] | null
  /** Whether children lose their parent even if another row has the key by now, as with REPLACE. */
  readonly final: boolean
}

/** What a statement did to the keys of one table that foreign keys speak of. Each key stands once, however many rows had it. */
export class KeyChanges {
  readonly table: Table
  /** Foreign keys of the table, and those that refer to it. */
  readonly own: readonly Relation[]
  readonly referring: readonly Relation[]
  /** Per own foreign key, the keys that rows refer to from now on. */
  readonly added: readonly Map<SqlValue, readonly SqlValue[]>[]
  /** Per foreign key that refers to the table. */
  readonly removed: readonly Map<SqlValue, Removal>[]

  constructor(table: Table, own: readonly Relation[], referring: readonly Relation[]) {
    this.table = table
    this.own = own
    this.referring = referring
    this.added = own.map(() => new Map())
    this.removed = referring.map(() => new Map())
  }

  inserted(values: readonly SqlValue[]): void {
    for (let i = 0; i < this.own.length; i++) this.#add(i, values)
  }

  deleted(values: readonly SqlValue[], final = false): void {
    for (let i = 0; i < this.referring.length; i++) {
      const key = keyAt(values, this.referring[i].parentOrdinals)
      if (key === null) continue
      this.removed[i].set(keyIdentity(key), { key, replacement: null, final })
    }
  }

  updated(before: readonly SqlValue[], after: readonly SqlValue[]): void {
    for (let i = 0; i < this.own.length; i++) {
      if (differ(before, after, this.own[i].childOrdinals)) this.#add(i, after)
    }
    for (let i = 0; i < this.referring.length; i++) {
      const { parentOrdinals } = this.referring[i]
      if (!differ(before, after, parentOrdinals)) continue
      const key = keyAt(before, parentOrdinals)
      if (key === null) continue
      const replacement = parentOrdinals.map((ordinal) => after[ordinal])
      this.removed[i].set(keyIdentity(key), { key, replacement, final: false })
    }
  }

  #add(i: number, values: readonly SqlValue[]): void {
    const key = keyAt(values, this.own[i].childOrdinals)
    if (key !== null) this.added[i].set(keyIdentity(key), key)
  }
}

function differ(
  before: readonly SqlValue[],
  after: readonly SqlValue[],
  ordinals: readonly number[],
): boolean {
  return ordinals.some((ordinal) => !sameValue(before[ordinal], after[ordinal]))
}
