import type { Identifier, ObjectName } from '../ast/index.ts'
import { charsetNames } from '../lexer/charsets.ts'
import { keywordKind } from '../lexer/keyword-table.ts'
import { join } from './printer.ts'

/** A name that needs no quotes; it is no keyword and could not begin a literal. */
const plainName = /^[A-Za-z_][A-Za-z0-9_$]*$/

/** The name, in back-ticks where it would not be read as a name without. */
export function printName(name: string): string {
  const lower = name.toLowerCase()
  const bare = plainName.test(name) && keywordKind(lower) === 0 && !charsetNames.has(lower.slice(1))
  return bare ? name : `\`${name.replaceAll('`', '``')}\``
}

export function printIdentifier(identifier: Identifier): string {
  return printName(identifier.name)
}

export function printObjectName({ database, name }: ObjectName): string {
  return database === null
    ? printIdentifier(name)
    : `${printIdentifier(database)}.${printIdentifier(name)}`
}

/** ` (a, b)`, or nothing where there are no names. */
export function printOptionalNames(names: readonly Identifier[]): string {
  return names.length === 0 ? '' : ` (${join(names, printIdentifier)})`
}
