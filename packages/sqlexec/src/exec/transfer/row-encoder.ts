import type { SqlValue } from '../../types/value.ts'
import type { Stage } from '../maybe-async.ts'

export type Rows = readonly (readonly SqlValue[])[]

/** Writes rows in the form of a file. */
export interface RowEncoder {
  write(rows: Rows): Stage<void>
  /** Writes what is still to come behind the last row. */
  finish(): Stage<void>
}

/** Where the bytes go. */
export interface ByteOutput {
  write(bytes: Uint8Array): Promise<void>
}
