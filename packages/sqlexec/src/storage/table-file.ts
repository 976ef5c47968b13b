/** An open Parquet file of a table. */
export interface TableFile {
  readonly path: string
  /** Closes the handle; columns that are not resident cannot be read any more. */
  close(): void
}
