/** One form of a statement, as the compatibility page shows it, and a statement of that form that says whether it is there. */
export interface Form {
  /** What the page shows. */
  readonly shown: string
  /** Runs over the tables of {@link prepareTables}; `{folder}` stands for a folder to write files in. */
  readonly sql: string
}

/** Forms by what the page shows. */
export function forms(byTitle: Readonly<Record<string, string>>): readonly Form[] {
  return Object.entries(byTitle).map(([shown, sql]) => ({ shown, sql }))
}
