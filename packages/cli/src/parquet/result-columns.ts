import type { ResultColumn } from 'sqlexec'

/** A column of whole numbers in a result. */
export function countColumn(name: string): ResultColumn {
  return { name, type: 'bigint', sqlType: { kind: 'integer', bits: 64, unsigned: false } }
}

/** A column of texts in a result. */
export function textColumn(name: string): ResultColumn {
  const collation = 'utf8mb4_bin'
  return { name, type: 'text', sqlType: { kind: 'text', name: 'text', length: null, collation } }
}
