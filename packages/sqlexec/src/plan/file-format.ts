/** How a file is written, or expected to be: what LOAD DATA, COPY and INTO OUTFILE say, with the defaults filled in. */
export type FileFormat = DelimitedFormat | JsonLinesFormat | ParquetFormat

/** Lines of fields: CSV and its kin. */
export interface DelimitedFormat {
  readonly kind: 'delimited'
  /** Between two fields; never empty. */
  readonly fieldEnd: string
  /** What stands before it on a line is skipped, and lines without it are; empty: lines have none. */
  readonly lineStart: string
  /** Behind each line; `null`: \n, \r\n or \r when reading, \n when writing. */
  readonly lineEnd: string | null
  /** The character around fields; empty: none. Within, a doubled one stands for one. */
  readonly quote: string
  /** Which fields are written in quotes: all, those of text, or those that could not be read otherwise. */
  readonly quoted: 'all' | 'text' | 'needed'
  /** Whether something between a closing quote and the end of its field is an error; else that quote is part of the text. */
  readonly strictQuotes: boolean
  /** The character that takes the meaning off the next one; empty: none. */
  readonly escaper: string
  /** Whether letters behind it mean something (`\n`, `\t`, `\0`, …), and `\N` is NULL, as in MySQL; else it stands within quotes alone. */
  readonly escapesLetters: boolean
  /** What stands for NULL without quotes; `null`: nothing does. */
  readonly nullText: string | null
  /** Lines before the first one that counts. */
  readonly skippedLines: number
  /** The first line: a row, names that are skipped, or names that must be those of the columns. */
  readonly header: 'none' | 'skip' | 'match'
  /** Whether a line without anything is no row. */
  readonly skipsEmptyLines: boolean
}

/** A JSON object per line. */
export interface JsonLinesFormat {
  readonly kind: 'jsonl'
}

export interface ParquetFormat {
  readonly kind: 'parquet'
  /** Of a file that is written. */
  readonly compression: ParquetCompression
  /** Rows in a row group of a file that is written. */
  readonly rowGroupRows: number
}

export const parquetCompressions = ['snappy', 'gzip', 'zstd', 'lz4', 'none'] as const
export type ParquetCompression = (typeof parquetCompressions)[number]

/** CSV as RFC 4180 and PostgreSQL have it. */
export const csvFormat: DelimitedFormat = {
  kind: 'delimited',
  fieldEnd: ',',
  lineStart: '',
  lineEnd: null,
  quote: '"',
  quoted: 'needed',
  strictQuotes: true,
  escaper: '',
  escapesLetters: false,
  nullText: '',
  skippedLines: 0,
  header: 'none',
  skipsEmptyLines: true,
}
