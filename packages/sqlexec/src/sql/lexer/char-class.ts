/** What a token may begin with, by its first UTF-16 code unit. */
export const SPACE = 0
export const WORD = 1
export const DIGIT = 2
export const QUOTE = 3
export const BACKTICK = 4
export const OPERATOR = 5
/** `-`, `/` and `#`, which may begin a comment. */
export const COMMENT_START = 6
export const AT = 7
export const POINT = 8
export const SEMICOLON = 9
export const ILLEGAL = 10

/** The class of code units below 128. Above, everything is a letter. */
export const charClass = new Uint8Array(128).fill(ILLEGAL)

/** 1 for what a word may go on with: letters, digits, `_`, `$`. Code units from 128 on are letters. */
export const isWordPart = new Uint8Array(128)

function assignClass(characters: string, value: number): void {
  for (let i = 0; i < characters.length; i++) charClass[characters.charCodeAt(i)] = value
}

assignClass(' \t\n\v\f\r', SPACE)
assignClass('0123456789', DIGIT)
assignClass('\'"', QUOTE)
assignClass('`', BACKTICK)
assignClass('()*+,%^~!&|<>=:?{}', OPERATOR)
assignClass('-/#', COMMENT_START)
assignClass('@', AT)
assignClass('.', POINT)
assignClass(';', SEMICOLON)
assignClass('_$', WORD)
for (let code = 0; code < 26; code++) {
  charClass[0x41 + code] = WORD
  charClass[0x61 + code] = WORD
}
for (let code = 0; code < 128; code++) {
  if (charClass[code] === WORD || charClass[code] === DIGIT) isWordPart[code] = 1
}
