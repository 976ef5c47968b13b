import { collationOf } from '../../../plan/data-type.ts'
import type * as ast from '../../../sql/index.ts'
import { type CollationName, defaultCollation } from '../../../types/sql-type.ts'
import type { TableDraft } from './table-draft.ts'

/** Options such as ENGINE have no effect, as in CREATE TABLE. */
export function setOptions(draft: TableDraft, { options }: ast.SetTableOptions): void {
  for (const { name, value, span } of options) {
    if (name === 'comment' && typeof value === 'string') draft.comment = value
    if (name !== 'auto_increment') continue
    const next = Number(value)
    if (!Number.isSafeInteger(next) || next < 0) {
      throw draft.error('out_of_range', `AUTO_INCREMENT = ${value} is out of range`, span)
    }
    draft.autoIncrement = Math.max(next, 1)
  }
}

/** The collation of CONVERT TO CHARACTER SET. All text is UTF-8, so the character set decides nothing else. */
export function collationOfConversion(
  { charset, collation, span }: ast.ConvertTableCharset,
  draft: TableDraft,
): CollationName {
  if (charset?.toLowerCase() === 'binary') {
    throw draft.error('unsupported', 'CONVERT TO CHARACTER SET binary: not supported yet', span)
  }
  if (collation === null) return defaultCollation
  const known = collationOf(collation)
  if (known !== undefined) return known
  throw draft.error('unknown_collation', `Unknown collation: '${collation}'`, span)
}
