const BACKSLASH = 0x5c

/** What a backslash and this character stand for, where that is not the character itself. */
const escapes: Record<string, string> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  '%': '\\%',
  _: '\\_',
}

/**
 * The value of the quoted string `sql[start … end)`: doubled quotes and, where `backslashEscapes`, backslash
 * sequences resolved as MySQL does. `\%` and `\_` keep their backslash, for LIKE.
 */
export function decodeString(
  sql: string,
  start: number,
  end: number,
  backslashEscapes: boolean,
): string {
  const quote = sql.charCodeAt(start)
  const last = end - 1
  let value = ''
  let from = start + 1
  for (let i = from; i < last; i++) {
    const code = sql.charCodeAt(i)
    if (code === quote) {
      value += sql.slice(from, i)
      from = ++i
    } else if (code === BACKSLASH && backslashEscapes) {
      const escaped = sql[++i]
      value += sql.slice(from, i - 1) + (escapes[escaped] ?? escaped)
      from = i + 1
    }
  }
  return value + sql.slice(from, last)
}
