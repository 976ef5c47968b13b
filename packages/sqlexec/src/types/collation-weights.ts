import { expansions, ignorableRuns, markRuns, primaryRanks, primaryRuns } from './collation-data.ts'

/**
 * What one character contributes to a collation key, as strings whose units lie between 2 and 255, so that keys may
 * be joined by the separator 1 and ended by 0.
 */
export interface CharacterWeights {
  readonly primary: string
  /** One common weight (2) for each primary weight, each followed by the weights of the marks on it. */
  readonly secondary: string
  /** One weight for each primary weight: 2 lower case, 8 upper case, above for other variants. */
  readonly tertiary: string
}

/** The secondary and tertiary weight of an unaccented lower-case letter. */
export const commonWeight = '\x02'
/** The tertiary weight of an upper-case letter. */
export const upperWeight = '\x08'

/** Unified ideographs in order of their code points; see UTS #10, section 10.1.3. */
const compatibilityUnified =
  /[\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29]/u

interface Tables {
  /** Primary ranks by code point below 0x10000: rank + 1, and 0 where the table has none. */
  readonly basic: Uint16Array
  readonly supplementary: ReadonlyMap<number, number>
  /** Secondary weights of combining marks. */
  readonly marks: ReadonlyMap<number, number>
  readonly ignorable: ReadonlySet<number>
  readonly expansions: ReadonlyMap<number, string>
  /** The first code point of each rank; another one of the same rank is a variant of it. */
  readonly representatives: Int32Array
}

let loadedTables: Tables | undefined

/** Decoded on first use: a program that never compares text pays nothing. */
function tables(): Tables {
  return (loadedTables ??= decodeTables())
}

function decodeTables(): Tables {
  const basic = new Uint16Array(0x10000)
  const supplementary = new Map<number, number>()
  const representatives = new Int32Array(primaryRanks).fill(-1)
  const runs = decodeNumbers(primaryRuns)
  let codePoint = 0
  let rank = 0
  for (let i = 0; i < runs.length; i += 3) {
    codePoint += runs[i]
    rank += runs[i + 1] & 1 ? -((runs[i + 1] + 1) >> 1) : runs[i + 1] >> 1
    for (let n = runs[i + 2]; n > 0; n--, codePoint++, rank++) {
      if (codePoint < 0x10000) basic[codePoint] = rank + 1
      else supplementary.set(codePoint, rank + 1)
      if (representatives[rank] < 0) representatives[rank] = codePoint
    }
  }
  return {
    basic,
    supplementary,
    representatives,
    marks: decodeMarks(),
    ignorable: decodeIgnorable(),
    expansions: decodeExpansions(),
  }
}

function decodeMarks(): Map<number, number> {
  const marks = new Map<number, number>()
  const runs = decodeNumbers(markRuns)
  let codePoint = 0
  for (let i = 0; i < runs.length; i += 3) {
    codePoint += runs[i]
    for (let n = runs[i + 1]; n > 0; n--) marks.set(codePoint++, runs[i + 2])
  }
  return marks
}

function decodeIgnorable(): Set<number> {
  const ignorable = new Set<number>()
  const runs = decodeNumbers(ignorableRuns)
  let codePoint = 0
  for (let i = 0; i < runs.length; i += 2) {
    codePoint += runs[i]
    for (let n = runs[i + 1]; n > 0; n--) ignorable.add(codePoint++)
  }
  return ignorable
}

function decodeExpansions(): Map<number, string> {
  const map = new Map<number, string>()
  for (const entry of expansions.split('|')) {
    if (entry === '') continue
    const codePoint = entry.codePointAt(0)!
    map.set(codePoint, entry.slice(codePoint > 0xffff ? 2 : 1))
  }
  return map
}

function decodeNumbers(text: string): number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (let i = 0; i < text.length; i++) {
    const digit = base64Digit(text.charCodeAt(i))
    value += (digit & 31) * 2 ** shift
    shift += 5
    if (digit < 32) {
      numbers.push(value)
      value = 0
      shift = 0
    }
  }
  return numbers
}

function base64Digit(unit: number): number {
  if (unit >= 97) return unit - 71
  if (unit >= 65) return unit - 65
  if (unit >= 48) return unit + 4
  return unit === 43 ? 62 : 63
}

/**
 * Primary weights of ASCII characters: one byte each, 3, 5, 7 …; 0 for those without any weight (control
 * characters). The even numbers between lead the weights of other characters that sort there.
 */
export const asciiPrimary: Uint8Array = asciiWeights()

function asciiWeights(): Uint8Array {
  // DUCET order. Letters take the weight of their lower case.
  const order = '\t\n\v\f\r _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz'
  const weights = new Uint8Array(128)
  for (let i = 0; i < order.length; i++) {
    weights[order.charCodeAt(i)] = 3 + 2 * i
    weights[order[i].toUpperCase().charCodeAt(0)] = 3 + 2 * i
  }
  return weights
}

/** Lead bytes of what has no entry in the table; see UTS #10, section 10.1.3. All lie above every ASCII weight. */
const leadSiniform = 0xf0
const leadUnified = 0xf1
const leadExtension = 0xf2
const leadUnassigned = 0xf3

const digits = 254

/** A number below 254³ as `count` units from 2 to 255, the most significant first. */
function numberUnits(value: number, count: number): string {
  let units = ''
  for (let i = 0; i < count; i++) {
    units = String.fromCharCode(2 + (value % digits)) + units
    value = Math.floor(value / digits)
  }
  return units
}

const cache = new Map<number, CharacterWeights>()

/** The weights of a code point. Text should be in NFC, so that й and the like are one character. */
export function characterWeights(codePoint: number): CharacterWeights {
  let weights = cache.get(codePoint)
  if (weights === undefined) {
    weights = computeWeights(codePoint)
    cache.set(codePoint, weights)
  }
  return weights
}

function computeWeights(codePoint: number): CharacterWeights {
  const character = String.fromCodePoint(codePoint)
  const known = tableWeights(codePoint)
  if (known !== undefined) return known
  const expansion = tables().expansions.get(codePoint)
  if (expansion !== undefined) return variantOf(joinWeights(expansion), codePoint)
  const decomposed = character.normalize('NFKD')
  if (decomposed !== character) {
    const weights = joinWeights(decomposed)
    return character.normalize('NFD') === decomposed ? weights : variantOf(weights, codePoint)
  }
  const lower = character.toLowerCase()
  if (lower !== character) {
    const weights = joinWeights(lower)
    return { ...weights, tertiary: upperWeight + weights.tertiary.slice(1) }
  }
  return {
    primary: implicitPrimary(codePoint),
    secondary: commonWeight,
    tertiary: commonWeight,
  }
}

function tableWeights(codePoint: number): CharacterWeights | undefined {
  const { basic, supplementary, representatives, marks, ignorable } = tables()
  const entry = codePoint < 0x10000 ? basic[codePoint] : (supplementary.get(codePoint) ?? 0)
  if (entry > 0) {
    const weights = {
      primary: rankUnits(entry - 1),
      secondary: commonWeight,
      tertiary: commonWeight,
    }
    return representatives[entry - 1] === codePoint ? weights : variantOf(weights, codePoint)
  }
  const mark = marks.get(codePoint)
  if (mark !== undefined) return { primary: '', secondary: markUnits(mark), tertiary: '' }
  if (ignorable.has(codePoint)) return { primary: '', secondary: '', tertiary: '' }
  return undefined
}

/** The weights of text whose characters are all known or derivable. Decompositions are full, so this ends. */
function joinWeights(text: string): CharacterWeights {
  let primary = ''
  let secondary = ''
  let tertiary = ''
  for (const character of text) {
    const weights = characterWeights(character.codePointAt(0)!)
    primary += weights.primary
    secondary += weights.secondary
    tertiary += weights.tertiary
  }
  return { primary, secondary, tertiary }
}

/** The same primary weights, told apart by accent: a mark that names the character. */
function variantOf(weights: CharacterWeights, codePoint: number): CharacterWeights {
  return { ...weights, secondary: `${weights.secondary}\xff${numberUnits(codePoint, 3)}` }
}

/** Secondary weights of marks run from 0x21 to 0x11C. */
function markUnits(weight: number): string {
  return weight < 0xf0 ? String.fromCharCode(weight) : String.fromCharCode(0xf0, weight - 0xee)
}

let asciiRanks: { readonly ranks: Int32Array; readonly units: Uint8Array } | undefined

/** One unit where an ASCII character has this rank; otherwise the even unit of the gap it lies in, and the rank. */
function rankUnits(rank: number): string {
  const { ranks, units } = (asciiRanks ??= sortedAsciiRanks())
  let low = 0
  let high = ranks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranks[middle] < rank) low = middle + 1
    else high = middle
  }
  if (low < ranks.length && ranks[low] === rank) return String.fromCharCode(units[low])
  const lead = low < ranks.length ? units[low] - 1 : units[low - 1] + 1
  return String.fromCharCode(lead) + numberUnits(rank, 2)
}

function sortedAsciiRanks() {
  const byUnit = new Map<number, number>()
  for (let unit = 0; unit < 128; unit++) {
    const entry = tables().basic[unit]
    if (entry > 0) byUnit.set(asciiPrimary[unit], entry - 1)
  }
  const units = [...byUnit.keys()].sort((a, b) => a - b)
  return {
    ranks: Int32Array.from(units, (unit) => byUnit.get(unit)!),
    units: Uint8Array.from(units),
  }
}

function implicitPrimary(codePoint: number): string {
  return String.fromCharCode(implicitLead(codePoint)) + numberUnits(codePoint, 3)
}

function implicitLead(codePoint: number): number {
  if (codePoint >= 0x4e00 && codePoint <= 0x9fff) return leadUnified
  if (codePoint < 0x10000 && compatibilityUnified.test(String.fromCodePoint(codePoint))) {
    return leadUnified
  }
  if (codePoint >= 0x3400 && codePoint <= 0x4dbf) return leadExtension
  if (codePoint >= 0x20000 && codePoint <= 0x323af) return leadExtension
  if (codePoint >= 0x17000 && codePoint <= 0x18dff) return leadSiniform
  if (codePoint >= 0x1b170 && codePoint <= 0x1b2ff) return leadSiniform
  return leadUnassigned
}
