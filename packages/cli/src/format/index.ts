import { formatCsv } from './csv.ts'
import { formatJson } from './json.ts'
import { formatJsonLines } from './jsonl.ts'
import { formatMarkdown } from './markdown.ts'
import type { ResultSet } from './result-set.ts'
import { formatTable } from './table.ts'
import { formatVertical } from './vertical.ts'

/** How a result is written: its text in pieces of about a row, so that no result is one string. */
interface ResultFormat {
  readonly write: (result: ResultSet) => Generator<string, void, undefined>
  /** Whether people read it, who like to be told how many rows there were and what a change did. */
  readonly forPeople: boolean
  /** What stands between two results of one run. */
  readonly separator: string
}

export const formats = {
  table: { write: formatTable, forPeople: true, separator: '\n' },
  vertical: { write: formatVertical, forPeople: true, separator: '\n' },
  json: { write: formatJson, forPeople: false, separator: '' },
  jsonl: { write: formatJsonLines, forPeople: false, separator: '' },
  csv: { write: formatCsv, forPeople: false, separator: '\n' },
  markdown: { write: formatMarkdown, forPeople: false, separator: '\n' },
} as const satisfies Record<string, ResultFormat>

export type FormatName = keyof typeof formats

export const formatNames = Object.keys(formats) as readonly FormatName[]
