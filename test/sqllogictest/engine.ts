/** What the runner needs of a database: one connection to an empty database of its own. */
export interface Engine {
  /** The name that `skipif` and `onlyif` compare with. */
  readonly name: string
  /** Runs one statement whose rows, if any, are of no interest. */
  run(sql: string): Promise<void>
  /** Runs one query. Rows are arrays in column order. */
  query(sql: string): Promise<{ columns: readonly string[]; rows: readonly (readonly unknown[])[] }>
  close(): Promise<void>
}
