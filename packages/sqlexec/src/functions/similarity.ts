import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import { plainFunction } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { soundex } from './soundex.ts'

/** Functions that tell how alike two texts are, character by character as they are written. */
export const similarityFunctions: readonly ScalarFunction[] = [
  ofTwo(
    'LEVENSHTEIN',
    'How many characters have to be inserted, deleted or replaced to make one text of the other.',
    types.int,
    levenshtein,
  ),
  ofTwo(
    'DAMERAU_LEVENSHTEIN',
    'As LEVENSHTEIN, where exchanging two neighbours is one step.',
    types.int,
    damerauLevenshtein,
  ),
  {
    ...ofTwo(
      'HAMMING',
      'At how many places two texts of one length differ; NULL of two lengths.',
      types.int,
      hamming,
    ),
  },
  ofTwo(
    'JACCARD',
    'How many characters two texts have in common of those that either has, from 0 to 1.',
    types.double,
    jaccard,
  ),
  ofTwo('JARO_SIMILARITY', 'Jaro similarity, from 0 to 1.', types.double, jaro),
  ofTwo(
    'JARO_WINKLER',
    'Jaro-Winkler similarity, from 0 to 1: a common beginning of up to four characters counts more.',
    types.double,
    jaroWinkler,
  ),
  plainFunction({
    name: 'DIFFERENCE',
    doc: 'At how many of the four places the SOUNDEX codes of two texts agree.',
    parameters: [types.text, types.text],
    returns: types.int,
    implementation(a: string, b: string) {
      const [x, y] = [soundex(a).slice(0, 4), soundex(b).slice(0, 4)]
      let same = 0
      for (let i = 0; i < x.length; i++) if (x[i] === y[i]) same++
      return same
    },
  }),
]

function ofTwo(
  name: string,
  doc: string,
  returns: typeof types.int | typeof types.double,
  compute: (a: readonly string[], b: readonly string[]) => number | null,
): ScalarFunction {
  return plainFunction({
    name,
    doc,
    parameters: [types.text, types.text],
    returns,
    mayBeNull: true,
    implementation(a: string, b: string) {
      checkWork(name, a.length, b.length)
      return compute([...a], [...b])
    },
  })
}

const mostSteps = 2e7

/** These functions compare every character with every other. */
function checkWork(name: string, a: number, b: number): void {
  if (a * b > mostSteps) {
    throw new SqlError(
      'limit_exceeded',
      `${name} compares texts of ${a} and ${b} characters, which is too much`,
    )
  }
}

/** Wagner and Fischer, "The String-to-String Correction Problem", JACM 1974, row by row. */
function levenshtein(a: readonly string[], b: readonly string[]): number {
  let row = Uint32Array.from({ length: b.length + 1 }, (_, j) => j)
  let next = new Uint32Array(b.length + 1)
  for (let i = 1; i <= a.length; i++) {
    next[0] = i
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      next[j] = Math.min(replaced, row[j] + 1, next[j - 1] + 1)
    }
    const free = row
    row = next
    next = free
  }
  return row[b.length]
}

/** Lowrance and Wagner, "An Extension of the String-to-String Correction Problem", JACM 1975. */
function damerauLevenshtein(a: readonly string[], b: readonly string[]): number {
  const width = b.length + 2
  const cost = new Uint32Array((a.length + 2) * width)
  const most = a.length + b.length
  cost[0] = most
  for (let i = 0; i <= a.length; i++) {
    cost[(i + 1) * width] = most
    cost[(i + 1) * width + 1] = i
  }
  for (let j = 0; j <= b.length; j++) {
    cost[j + 1] = most
    cost[width + j + 1] = j
  }
  const lastRow = new Map<string, number>()
  for (let i = 1; i <= a.length; i++) {
    let lastMatch = 0
    for (let j = 1; j <= b.length; j++) {
      const row = lastRow.get(b[j - 1]) ?? 0
      const column = lastMatch
      const isSame = a[i - 1] === b[j - 1]
      if (isSame) lastMatch = j
      cost[(i + 1) * width + j + 1] = Math.min(
        cost[i * width + j] + (isSame ? 0 : 1),
        cost[(i + 1) * width + j] + 1,
        cost[i * width + j + 1] + 1,
        cost[row * width + column] + (i - row - 1) + 1 + (j - column - 1),
      )
    }
    lastRow.set(a[i - 1], i)
  }
  return cost[(a.length + 1) * width + b.length + 1]
}

function hamming(a: readonly string[], b: readonly string[]): number | null {
  if (a.length !== b.length) return null
  let differing = 0
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) differing++
  return differing
}

/** What two sets of characters have in common, as a share of what either has. */
function jaccard(a: readonly string[], b: readonly string[]): number {
  const x = new Set(a)
  const y = new Set(b)
  if (x.size === 0 && y.size === 0) return 1
  let common = 0
  for (const character of x) if (y.has(character)) common++
  return common / (x.size + y.size - common)
}

/** Jaro, "Advances in Record-Linkage Methodology", JASA 1989. */
function jaro(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 && b.length === 0) return 1
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const taken = new Uint8Array(b.length)
  const matched: string[] = []
  a.forEach((character, i) => {
    const end = Math.min(b.length, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (taken[j] === 1 || b[j] !== character) continue
      taken[j] = 1
      matched.push(character)
      return
    }
  })
  if (matched.length === 0) return 0
  const others = b.filter((_, j) => taken[j] === 1)
  let moved = 0
  for (let i = 0; i < others.length; i++) if (matched[i] !== others[i]) moved++
  const m = matched.length
  return (m / a.length + m / b.length + (m - moved / 2) / m) / 3
}

/** Winkler, "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage", 1990. */
function jaroWinkler(a: readonly string[], b: readonly string[]): number {
  const similarity = jaro(a, b)
  let prefix = 0
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++
  return similarity + prefix * 0.1 * (1 - similarity)
}
