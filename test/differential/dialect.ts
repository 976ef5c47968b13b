/** The languages that a generated statement is written in. */
export type Dialect = 'sqlexec' | 'sqlite' | 'duckdb'

/** A piece of SQL that can be written in every dialect. */
export type Sql = (dialect: Dialect) => string

/** Makes SQL of a template; its parts may be SQL, plain text or numbers. */
export function sql(
  strings: TemplateStringsArray,
  ...parts: readonly (Sql | string | number)[]
): Sql {
  return (dialect) => {
    let text = strings[0]
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]
      text += typeof part === 'function' ? part(dialect) : part
      text += strings[i + 1]
    }
    return text
  }
}

export function plain(text: string): Sql {
  return () => text
}

export function joined(parts: readonly Sql[], separator: string): Sql {
  return (dialect) => parts.map((part) => part(dialect)).join(separator)
}

/** SQL that the dialects spell differently. DuckDB's spelling is SQLite's unless given. */
export function spelled(sqlexec: Sql, sqlite: Sql, duckdb: Sql = sqlite): Sql {
  const spellings = { sqlexec, sqlite, duckdb }
  return (dialect) => spellings[dialect](dialect)
}

/** A text literal. Only MySQL's has escapes. */
export function textLiteral(value: string): Sql {
  const quoted = `'${value.replaceAll("'", "''")}'`
  return (dialect) => (dialect === 'sqlexec' ? quoted.replaceAll('\\', '\\\\') : quoted)
}
