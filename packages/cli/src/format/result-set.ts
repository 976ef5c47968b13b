import type { ResultColumn } from 'sqlexec'

/** The rows of one statement, as arrays. */
export interface ResultSet {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Whether the values of a column are shown at the right edge. */
export function isRightAligned({ sqlType: { kind } }: ResultColumn): boolean {
  return (
    kind === 'integer' ||
    kind === 'float' ||
    kind === 'double' ||
    kind === 'decimal' ||
    kind === 'boolean'
  )
}
