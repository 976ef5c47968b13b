const controls = /\p{Cc}/gu
const plain = /^[\x20-\x7e]*$/u
const lineEnds = /\r\n?|\n/u

/**
 * The lines of a text with control characters made visible (`\x1b`), so that no value moves the cursor or
 * changes the terminal's colours.
 */
export function visibleLines(text: string): string[] {
  if (plain.test(text)) return [text]
  return text
    .split(lineEnds)
    .map((line) => line.replaceAll('\t', '    ').replace(controls, visible))
}

function visible(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}
