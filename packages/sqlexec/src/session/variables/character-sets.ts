/** The character sets and collations that clients ask about. Text is kept as UTF-8, whatever a client calls it. */
export interface CharacterSet {
  readonly name: string
  readonly description: string
  readonly defaultCollation: string
  /** Bytes of a character at most. */
  readonly maxLength: number
}

export const characterSets: readonly CharacterSet[] = [
  characterSet('ascii', 'US ASCII', 'ascii_general_ci', 1),
  characterSet('binary', 'Binary pseudo charset', 'binary', 1),
  characterSet('latin1', 'cp1252 West European', 'latin1_swedish_ci', 1),
  characterSet('utf8mb3', 'UTF-8 Unicode', 'utf8mb3_general_ci', 3),
  characterSet('utf8mb4', 'UTF-8 Unicode', 'utf8mb4_0900_ai_ci', 4),
]

function characterSet(
  name: string,
  description: string,
  defaultCollation: string,
  maxLength: number,
): CharacterSet {
  return { name, description, defaultCollation, maxLength }
}

export interface NamedCollation {
  readonly name: string
  /** MySQL's number, as the wire protocol gives it. */
  readonly id: number
  readonly charset: string
  readonly padding: 'PAD SPACE' | 'NO PAD'
}

export const namedCollations: readonly NamedCollation[] = [
  named('ascii_bin', 65),
  named('ascii_general_ci', 11),
  named('binary', 63, 'NO PAD'),
  named('latin1_bin', 47),
  named('latin1_general_ci', 48),
  named('latin1_swedish_ci', 8),
  named('utf8mb3_bin', 83),
  named('utf8mb3_general_ci', 33),
  named('utf8mb3_unicode_ci', 192),
  named('utf8mb4_0900_ai_ci', 255, 'NO PAD'),
  named('utf8mb4_0900_as_cs', 278, 'NO PAD'),
  named('utf8mb4_0900_bin', 309, 'NO PAD'),
  named('utf8mb4_bin', 46),
  named('utf8mb4_general_ci', 45),
  named('utf8mb4_unicode_520_ci', 246),
  named('utf8mb4_unicode_ci', 224),
]

function named(
  name: string,
  id: number,
  padding: NamedCollation['padding'] = 'PAD SPACE',
): NamedCollation {
  return { name, id, charset: charsetOf(name), padding }
}

/** The character set that a collation belongs to. */
export function charsetOf(collation: string): string {
  const [charset] = collation.split('_', 1)
  return charset === 'utf8' ? 'utf8mb3' : charset
}

/** The collation that a character set has unless another is named. */
export function defaultCollationOf(charset: string): string {
  const known = characterSets.find(({ name }) => name === charset)
  return known?.defaultCollation ?? `${charset}_general_ci`
}
