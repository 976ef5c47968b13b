import { SqlError } from '../base/errors.ts'

export const logName = '.wal'
export const sidecarName = '.sqlexec_meta'
export const lockName = '.lock'
const tableSuffix = '.parquet'
export const temporarySuffix = '.tmp'
/** Behind the name of a table's file that is on its way there (move-files.ts). */
export const movedSuffix = '.moved'

/** Longest file name that common file systems take, in bytes. */
const maxNameBytes = 255

/**
 * The file of a table. Characters that file systems refuse or that would hide the file are written as `%` and two hexadecimal
 * digits per byte; all others, letters of every script among them, stand as they are.
 *
 * @throws SqlError `bad_definition` where the name makes no file name
 */
export function tableFileName(table: string): string {
  const name = table.replace(/[%/\\:*?"<>|\p{Cc}]|^[. ~-]|[. ]$/gu, escapeCharacter) + tableSuffix
  if (table === '' || Buffer.byteLength(name) + movedSuffix.length > maxNameBytes) {
    throw new SqlError('bad_definition', `Incorrect table name '${table}'`)
  }
  return name
}

/** The table of a file, or `undefined` where the file is none. */
export function tableNameOf(file: string): string | undefined {
  if (!file.endsWith(tableSuffix) || file.startsWith('.') || file === tableSuffix) return undefined
  const name = file.slice(0, -tableSuffix.length)
  try {
    return decodeURIComponent(name.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'))
  } catch {
    return name
  }
}

function escapeCharacter(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
}
