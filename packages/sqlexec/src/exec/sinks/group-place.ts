/** Names the place of one field of the state for the group at hand: readable and assignable. */
export type GroupAccess = (field: string) => string

/** The group at hand. */
export interface GroupPlace {
  /** The name of the aggregate's state. */
  readonly path: string
  readonly at: GroupAccess
  /** The name of its number. */
  readonly group: string
}
