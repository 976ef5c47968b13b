const plain = /^[\x20-\x7e]*$/u
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const emoji = /^\p{Emoji_Presentation}$/u

/** The ranges of East Asian wide and full-width characters, as UAX #11 gives them, in blocks. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
]

/** The columns that a text takes on a terminal: two for wide characters, none for combining ones. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length
  let width = 0
  for (const character of text) {
    if (zeroWidth.test(character)) continue
    const code = character.codePointAt(0) as number
    const wide = wideRanges.some(([from, to]) => code >= from && code <= to)
    width += wide || emoji.test(character) ? 2 : 1
  }
  return width
}

/** A text with spaces up to a width, on its right or on its left. */
export function pad(text: string, width: number, right: boolean): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return right ? spaces + text : text + spaces
}
