/** Positions in text counted in code points, where JavaScript counts UTF-16 units. Text without surrogates has as many of both. */

const surrogate = /[\ud800-\udfff]/

export function hasSurrogates(text: string): boolean {
  return surrogate.test(text)
}

export function codePointLength(text: string): number {
  if (!surrogate.test(text)) return text.length
  let length = text.length
  for (let i = 0; i < text.length - 1; i++) {
    if (isPairAt(text, i)) {
      length--
      i++
    }
  }
  return length
}

function isPairAt(text: string, i: number): boolean {
  return (text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00
}

/** The unit at which the code point after `count` others begins, at most the text's length. */
export function unitOffset(text: string, count: number): number {
  if (!surrogate.test(text)) return Math.min(count, text.length)
  let i = 0
  for (let left = count; left > 0 && i < text.length; left--) i += isPairAt(text, i) ? 2 : 1
  return i
}

/** Code points `start` (from 0) up to `start + count`. */
export function sliceCodePoints(text: string, start: number, count: number): string {
  if (!surrogate.test(text)) return text.slice(start, start + count)
  const from = unitOffset(text, start)
  const rest = text.slice(from)
  return rest.slice(0, unitOffset(rest, count))
}

/** How many code points stand before a unit. */
export function codePointsBefore(text: string, unit: number): number {
  return codePointLength(text.slice(0, unit))
}
