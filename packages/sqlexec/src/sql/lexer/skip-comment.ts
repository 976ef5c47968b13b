import { unterminated } from './syntax-error.ts'

/** `/*!80013 …` is code where the number is at most this: the server whose dialect this is. */
const emulatedVersion = 80036

const SLASH = 0x2f
const DASH = 0x2d
const HASH = 0x23
const STAR = 0x2a
const BANG = 0x21

/**
 * The offset behind the comment at `at`, or `at` where there is none. Of an executable comment, only the opening is
 * skipped, and the answer is the bitwise complement of the offset behind it. `-- ` needs white space behind it, as in
 * MySQL, where `5--3` is 8.
 */
export function skipComment(sql: string, at: number, code: number): number {
  if (code === HASH) return skipLine(sql, at)
  const next = sql.charCodeAt(at + 1)
  if (code === DASH) {
    if (next !== DASH || sql.charCodeAt(at + 2) > 0x20) return at
    return skipLine(sql, at)
  }
  if (code !== SLASH || next !== STAR) return at
  if (sql.charCodeAt(at + 2) === BANG) {
    const digits = versionDigits(sql, at)
    const version = Number(sql.slice(at + 3, at + 3 + digits))
    if (version <= emulatedVersion) return ~(at + 3 + digits)
  }
  const end = sql.indexOf('*/', at + 2)
  if (end < 0) throw unterminated(sql, at, 2, 'comment')
  return end + 2
}

/** 5 or 6 digits directly behind the `!` are a version; anything else is not. */
function versionDigits(sql: string, at: number): number {
  let digits = 0
  while (
    digits < 6 &&
    sql.charCodeAt(at + 3 + digits) >= 0x30 &&
    sql.charCodeAt(at + 3 + digits) <= 0x39
  ) {
    digits++
  }
  return digits >= 5 ? digits : 0
}

function skipLine(sql: string, at: number): number {
  const end = sql.indexOf('\n', at)
  return end < 0 ? sql.length : end + 1
}
