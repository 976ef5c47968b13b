import { asciiPrimary, characterWeights, commonWeight, upperWeight } from './collation-weights.ts'
import type { CollationName } from './sql-type.ts'

/**
 * How text compares. `compare`, `equal` and `key` agree: `equal(a, b)` where `compare(a, b)` is 0, and where the
 * keys are the same string; keys order by UTF-16 units (JavaScript's `<`) as the texts do.
 */
export interface Collation {
  readonly name: CollationName
  /** Negative, zero or positive. */
  compare(a: string, b: string): number
  equal(a: string, b: string): boolean
  /** The keys of the utf8mb4_0900 collations hold units from 1 to 255 only. */
  key(text: string): string
}

/**
 * The collation of a name.
 *
 * `utf8mb4_bin` compares code points. `utf8mb4_0900_ai_ci` compares the primary weights of the Unicode Collation Algorithm (UTS
 * #10) with the default table, NO PAD and with variable elements not ignored, as MySQL's does: without regard to
 * case, accents and width; control characters weigh nothing; punctuation, then symbols, digits, letters by script, ideographs.
 * `utf8mb4_0900_as_cs` breaks ties by accents, then by case, lower before upper.
 *
 * Where this differs from UCA 9.0.0: the weights are those of 13.0.0 (characters that came later sort among their kin
 * instead of last); the reordering of Thai and Lao vowels, and contractions other than of canonical
 * equivalents, are not applied; variants of a letter that differ neither in marks nor in case (width, circles, final
 * forms) order by code point, before case.
 */
export function collation(name: CollationName): Collation {
  return collations[name]
}

const collations: Record<CollationName, Collation> = {
  utf8mb4_bin: {
    name: 'utf8mb4_bin',
    compare: compareCodePoints,
    equal: (a, b) => a === b,
    key: codePointKey,
  },
  utf8mb4_0900_ai_ci: {
    name: 'utf8mb4_0900_ai_ci',
    compare: compareFolded,
    equal: equalFolded,
    key: foldedKey,
  },
  utf8mb4_0900_as_cs: {
    name: 'utf8mb4_0900_as_cs',
    compare: compareSensitive,
    equal: (a, b) =>
      a === b || (!(isPlain(a) && isPlain(b)) && sensitiveKey(a) === sensitiveKey(b)),
    key: sensitiveKey,
  },
}

/** Moves surrogates above the rest of the basic plane, so that units order as code points. */
function unitRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return unitRank(x) - unitRank(y)
  }
  return a.length - b.length
}

const highUnits = /[\ud800-\uffff]/

function codePointKey(text: string): string {
  if (!highUnits.test(text)) return text
  let key = ''
  for (let i = 0; i < text.length; i++) key += String.fromCharCode(unitRank(text.charCodeAt(i)))
  return key
}

/** Whether every character is ASCII and has a weight of its own. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127 || asciiPrimary[unit] === 0) return false
  }
  return true
}

function equalFolded(a: string, b: string): boolean {
  return a === b || compareFolded(a, b) === 0
}

function compareFolded(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x > 127 || y > 127) return compareUnits(foldedKey(a), foldedKey(b))
    const difference = asciiPrimary[x] - asciiPrimary[y]
    if (asciiPrimary[x] === 0 || asciiPrimary[y] === 0) {
      return compareUnits(foldedKey(a), foldedKey(b))
    }
    if (difference !== 0) return difference
  }
  if (a.length === b.length) return 0
  // What remains may be ignorable, or a mark on what was compared.
  if (isPlain(a.length > b.length ? a.slice(shorter) : b.slice(shorter))) return a.length - b.length
  return compareUnits(foldedKey(a), foldedKey(b))
}

function compareSensitive(a: string, b: string): number {
  if (a === b) return 0
  const order = comparePlain(a, b)
  return order === undefined ? compareUnits(sensitiveKey(a), sensitiveKey(b)) : order
}

/** ASCII text, letter by letter and then lower case before upper; `undefined` where a side is not plain. */
function comparePlain(a: string, b: string): number | undefined {
  const shorter = Math.min(a.length, b.length)
  let caseOrder = 0
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x > 127 || y > 127 || asciiPrimary[x] === 0 || asciiPrimary[y] === 0) return undefined
    const difference = asciiPrimary[x] - asciiPrimary[y]
    if (difference !== 0) return difference
    if (caseOrder === 0) caseOrder = y - x
  }
  if (a.length === b.length) return caseOrder
  return isPlain(a.length > b.length ? a.slice(shorter) : b.slice(shorter))
    ? a.length - b.length
    : undefined
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** One key is built at a time, so one buffer serves all of moderate length. */
const scratch = Buffer.alloc(1024)

function foldedKey(text: string): string {
  if (text.length > scratch.length) return slowFoldedKey(text)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127 || asciiPrimary[unit] === 0) return slowFoldedKey(text)
    scratch[i] = asciiPrimary[unit]
  }
  return scratch.toString('latin1', 0, text.length)
}

function slowFoldedKey(text: string): string {
  let key = ''
  for (const character of text.normalize('NFC')) {
    key += characterWeights(character.codePointAt(0)!).primary
  }
  return key
}

/**
 * The three levels joined by 1, a separator below every weight. Trailing weights that are common are left out: at equal
 * primary weights both sides have as many, so order and equality stay.
 */
function sensitiveKey(text: string): string {
  return isPlain(text) ? plainSensitiveKey(text) : slowSensitiveKey(text)
}

function plainSensitiveKey(text: string): string {
  const primary = foldedKey(text)
  let end = text.length
  while (end > 0 && !isUpper(text.charCodeAt(end - 1))) end--
  if (end === 0) return primary
  let tertiary = ''
  for (let i = 0; i < end; i++) {
    tertiary += isUpper(text.charCodeAt(i)) ? upperWeight : commonWeight
  }
  return `${primary}\x01\x01${tertiary}`
}

function isUpper(unit: number): boolean {
  return unit >= 65 && unit <= 90
}

function slowSensitiveKey(text: string): string {
  let primary = ''
  let secondary = ''
  let tertiary = ''
  for (const character of text.normalize('NFC')) {
    const weights = characterWeights(character.codePointAt(0)!)
    primary += weights.primary
    secondary += weights.secondary
    tertiary += weights.tertiary
  }
  secondary = trimCommon(secondary)
  tertiary = trimCommon(tertiary)
  if (tertiary !== '') return `${primary}\x01${secondary}\x01${tertiary}`
  return secondary === '' ? primary : `${primary}\x01${secondary}`
}

function trimCommon(weights: string): string {
  let end = weights.length
  while (end > 0 && weights.charCodeAt(end - 1) === 2) end--
  return weights.slice(0, end)
}
