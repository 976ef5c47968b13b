/** The modes of MySQL's `sql_mode` that change how a text is read. All are off by default. */
export interface SqlModes {
  /** "…" is an identifier, not a string. */
  readonly ansiQuotes?: boolean
  /** `||` joins strings rather than meaning OR. */
  readonly pipesAsConcat?: boolean
  /** A backslash in a string is an ordinary character. */
  readonly noBackslashEscapes?: boolean
  /** NOT binds as tightly as `!`. */
  readonly highNotPrecedence?: boolean
  /** REAL is FLOAT, not DOUBLE. */
  readonly realAsFloat?: boolean
}
