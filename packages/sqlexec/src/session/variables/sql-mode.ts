import { SqlError } from '../../base/errors.ts'
import type { SqlModes } from '../../sql/index.ts'

/** What a `sql_mode` means to the parser and the binder. One object per text, so that it compares by identity. */
export interface SqlMode {
  /** The modes in MySQL's order and spelling. */
  readonly text: string
  readonly parser: SqlModes
  readonly onlyFullGroupBy: boolean
  /** Without NO_AUTO_VALUE_ON_ZERO, 0 draws an AUTO_INCREMENT value as NULL does. */
  readonly zeroDrawsValue: boolean
  /** Equal for modes that read and bind every statement alike; empty for the default. */
  readonly key: string
}

/** In the order in which MySQL shows them. */
const modeNames = [
  'REAL_AS_FLOAT',
  'PIPES_AS_CONCAT',
  'ANSI_QUOTES',
  'IGNORE_SPACE',
  'ONLY_FULL_GROUP_BY',
  'NO_UNSIGNED_SUBTRACTION',
  'NO_DIR_IN_CREATE',
  'ANSI',
  'NO_AUTO_VALUE_ON_ZERO',
  'NO_BACKSLASH_ESCAPES',
  'STRICT_TRANS_TABLES',
  'STRICT_ALL_TABLES',
  'NO_ZERO_IN_DATE',
  'NO_ZERO_DATE',
  'ALLOW_INVALID_DATES',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'TRADITIONAL',
  'HIGH_NOT_PRECEDENCE',
  'NO_ENGINE_SUBSTITUTION',
  'PAD_CHAR_TO_FULL_LENGTH',
  'TIME_TRUNCATE_FRACTIONAL',
] as const

type ModeName = (typeof modeNames)[number]

/** Names that stand for several modes, and for themselves beside them. */
const combinations: Partial<Record<ModeName, readonly ModeName[]>> = {
  ANSI: ['REAL_AS_FLOAT', 'PIPES_AS_CONCAT', 'ANSI_QUOTES', 'IGNORE_SPACE', 'ONLY_FULL_GROUP_BY'],
  TRADITIONAL: [
    'STRICT_TRANS_TABLES',
    'STRICT_ALL_TABLES',
    'NO_ZERO_IN_DATE',
    'NO_ZERO_DATE',
    'ERROR_FOR_DIVISION_BY_ZERO',
    'NO_ENGINE_SUBSTITUTION',
  ],
}

/** Names of MySQL 5.7 that dump files still carry; without effect. */
const retired: ReadonlySet<string> = new Set([
  'NO_AUTO_CREATE_USER',
  'NO_FIELD_OPTIONS',
  'NO_KEY_OPTIONS',
  'NO_TABLE_OPTIONS',
  'MYSQL323',
  'MYSQL40',
])

/** Modes under which statements would answer something else than they do here. */
const unsupported: ReadonlySet<ModeName> = new Set([
  'NO_UNSIGNED_SUBTRACTION',
  'ALLOW_INVALID_DATES',
  'PAD_CHAR_TO_FULL_LENGTH',
  'TIME_TRUNCATE_FRACTIONAL',
])

export const defaultSqlMode =
  'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'

const known = new Map<string, SqlMode>()

/**
 * The mode of a list of names. Strict modes are always on: leaving them out is accepted, and a value that does not fit stays an
 * error, as under any mode a dump file fits.
 *
 * @throws SqlError `wrong_variable_value` for a name that MySQL does not know, `unsupported` for a mode that would change answers
 */
export function sqlMode(text: string): SqlMode {
  const cached = known.get(text)
  if (cached !== undefined) return cached
  const modes = new Set<ModeName>()
  for (const part of text.split(',')) {
    const name = part.trim().toUpperCase()
    if (name === '' || retired.has(name)) continue
    const mode = modeNames.find((each) => each === name)
    if (mode === undefined) {
      const message = `Variable 'sql_mode' can't be set to the value of '${part.trim()}'`
      throw new SqlError('wrong_variable_value', message)
    }
    if (unsupported.has(mode)) {
      throw new SqlError('unsupported', `sql_mode ${mode} is not supported yet`)
    }
    modes.add(mode)
    for (const each of combinations[mode] ?? []) modes.add(each)
  }
  const mode = modeOf(modes)
  const same = known.get(mode.text) ?? mode
  if (known.size < 1000) known.set(mode.text, same).set(text, same)
  return same
}

function modeOf(modes: ReadonlySet<ModeName>): SqlMode {
  const parser = {
    ansiQuotes: modes.has('ANSI_QUOTES'),
    pipesAsConcat: modes.has('PIPES_AS_CONCAT'),
    noBackslashEscapes: modes.has('NO_BACKSLASH_ESCAPES'),
    realAsFloat: modes.has('REAL_AS_FLOAT'),
    highNotPrecedence: modes.has('HIGH_NOT_PRECEDENCE'),
  }
  const onlyFullGroupBy = modes.has('ONLY_FULL_GROUP_BY')
  const flags = [...Object.values(parser), !onlyFullGroupBy]
  return {
    text: modeNames.filter((name) => modes.has(name)).join(','),
    parser,
    onlyFullGroupBy,
    zeroDrawsValue: !modes.has('NO_AUTO_VALUE_ON_ZERO'),
    key: flags.some((flag) => flag) ? flags.map(Number).join('') : '',
  }
}

/** The parser's modes of a session as they are at each moment: a statement of a script may change how the next one reads. */
export function liveModes(session: { readonly mode: SqlMode }): SqlModes {
  return {
    get ansiQuotes() {
      return session.mode.parser.ansiQuotes
    },
    get pipesAsConcat() {
      return session.mode.parser.pipesAsConcat
    },
    get noBackslashEscapes() {
      return session.mode.parser.noBackslashEscapes
    },
    get highNotPrecedence() {
      return session.mode.parser.highNotPrecedence
    },
    get realAsFloat() {
      return session.mode.parser.realAsFloat
    },
  }
}
