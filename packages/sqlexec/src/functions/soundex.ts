/** The digits of A to Z; 0 for letters that do not count. */
const digits = '01230120022455012623010202'

/**
 * The SOUNDEX code as MySQL's: the first letter, then a digit for every other letter that counts and has another digit than the last
 * that did; at least four characters, and as many as there are. Letters beyond A to Z do not count; other characters are passed over.
 */
export function soundex(text: string): string {
  let code = ''
  let last = ''
  for (const letter of text.toUpperCase()) {
    const digit = letter >= 'A' && letter <= 'Z' ? digits[letter.charCodeAt(0) - 65] : '0'
    if (digit === '0' && !/\p{L}/u.test(letter)) continue
    if (code === '') {
      code = letter
      last = digit
    } else if (digit !== '0' && digit !== last) {
      code += digit
      last = digit
    }
  }
  return code === '' ? '' : code.padEnd(4, '0')
}
