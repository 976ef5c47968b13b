import { SqlError } from '../../base/errors.ts'
import type { Regex } from './regex.ts'

const part = /\\(.?)|\$(?:(\d)|\{([A-Za-z][A-Za-z0-9]*)\})?/gsu

/**
 * A replacement with its groups put in: `$1`, `${name}`, `\` before a character that stands for itself (ICU User Guide, "Regular
 * Expressions", replacement text). Of `$12` as many digits count as make a group that there is.
 */
export function expandReplacement(
  replacement: string,
  regex: Regex,
  text: string,
  match: Int32Array,
): string {
  if (!/[\\$]/.test(replacement)) return replacement
  let result = ''
  let copied = 0
  part.lastIndex = 0
  for (let found = part.exec(replacement); found !== null; found = part.exec(replacement)) {
    result += replacement.slice(copied, found.index)
    copied = part.lastIndex
    const [, escaped, digit, name] = found
    if (escaped !== undefined) {
      result += escaped
      continue
    }
    let group = regex.groupNames.get(name ?? '') ?? -1
    if (digit !== undefined) {
      group = Number(digit)
      while (copied < replacement.length) {
        const next = group * 10 + (replacement.charCodeAt(copied) - 48)
        if (!/\d/.test(replacement[copied]) || next > regex.groupCount) break
        group = next
        copied++
      }
      part.lastIndex = copied
    }
    if (group < 0 || group > regex.groupCount) {
      throw new SqlError('regexp_index', `The regular expression has no group ${found[0]}`)
    }
    if (match[2 * group] >= 0) result += text.slice(match[2 * group], match[2 * group + 1])
  }
  return result + replacement.slice(copied)
}
