import type { DataType } from '../ast/index.ts'
import { printSetting, printString } from './literals.ts'
import { join, maybe, when, words } from './printer.ts'

/** A type as CREATE TABLE or, with `cast`, as CAST has it. */
export function printDataType(type: DataType, cast = false): string {
  const attributes = words(
    when(type.zerofill, 'ZEROFILL'),
    maybe(type.charset, (charset) => `CHARACTER SET ${printSetting(charset)}`),
    when(type.binaryCollation, 'BINARY'),
    maybe(type.collation, (collation) => `COLLATE ${printSetting(collation)}`),
    when(type.array, 'ARRAY'),
  )
  if (
    cast &&
    type.name === 'bigint' &&
    type.length === null &&
    attributes.replace('ARRAY', '') === ''
  ) {
    return words(type.unsigned ? 'UNSIGNED' : 'SIGNED', attributes)
  }
  const members = type.members.length > 0 ? `(${join(type.members, printString)})` : ''
  const scale = maybe(type.scale, (scale) => `, ${scale}`)
  const length = maybe(type.length, (length) => `(${length}${scale})`)
  const unsigned = when(type.unsigned && !type.zerofill, 'UNSIGNED')
  return words(`${type.name.toUpperCase()}${members}${length}`, unsigned, attributes)
}
