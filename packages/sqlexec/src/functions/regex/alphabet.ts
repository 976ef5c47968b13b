import { type CodePointSet, hasCodePoint } from './code-point-set.ts'
import { operations, type Program } from './program.ts'
import { assertions } from './syntax-tree.ts'
import { lineTerminators, wordSet } from './unicode-property.ts'

/** What a character is to assertions. */
export const kinds = { other: 0, word: 1, lineEnd: 2, carriageReturn: 3, begin: 4, end: 5 } as const

/**
 * The characters in classes that a program cannot tell apart. A place of a text has as its symbol the class of the character there;
 * `classCount` more where the text's last line terminator begins; and at the end `endSymbol`.
 */
export interface Alphabet {
  readonly classCount: number
  readonly endSymbol: number
  /** `accepts[set × classCount + class]` is 1 where the set has the class. */
  readonly accepts: Uint8Array
  /** What the characters of each symbol are to assertions. */
  readonly kindOfSymbol: Uint8Array
  classOf(codePoint: number): number
  readonly ascii: Uint16Array
  /** Whether the program asks where the last line terminator begins. */
  readonly marksTerminator: boolean
  readonly unixLines: boolean
}

export function makeAlphabet(program: Program): Alphabet {
  const used = usedAssertions(program)
  const { sets, unixLines } = program
  const terminators: CodePointSet = unixLines ? [0x0a, 0x0a] : lineTerminators
  const asksWords = used.has(assertions.wordBoundary) || used.has(assertions.noWordBoundary)
  const asksLines = used.has(assertions.lineBegin) || used.has(assertions.lineEnd)
  const marksTerminator = used.has(assertions.endOrTerminator)
  const words = asksWords ? wordSet() : []
  const lines = asksLines ? terminators : []
  const all = [...sets, words, lines, asksLines ? [0x0d, 0x0d] : []]
  const { starts, classes, members } = partition(all)
  const classCount = members.length
  const accepts = new Uint8Array(sets.length * classCount)
  const kindOfSymbol = new Uint8Array(2 * classCount + 1)
  members.forEach((has, index) => {
    for (let set = 0; set < sets.length; set++) accepts[set * classCount + index] = has[set] ? 1 : 0
    const isReturn = has[sets.length + 2] && !unixLines
    const isLineEnd = has[sets.length + 1]
    const kind = isReturn
      ? kinds.carriageReturn
      : isLineEnd
        ? kinds.lineEnd
        : has[sets.length]
          ? kinds.word
          : kinds.other
    kindOfSymbol[index] = kind
    kindOfSymbol[index + classCount] = kind
  })
  kindOfSymbol[2 * classCount] = kinds.end
  const classOf = (codePoint: number) => classes[lastAtMost(starts, codePoint)]
  return {
    classCount,
    endSymbol: 2 * classCount,
    accepts,
    kindOfSymbol,
    classOf,
    ascii: Uint16Array.from({ length: 128 }, (_, codePoint) => classOf(codePoint)),
    marksTerminator,
    unixLines,
  }
}

function usedAssertions({ operation, x }: Program): ReadonlySet<number> {
  const used = new Set<number>()
  for (let i = 0; i < operation.length; i++) if (operation[i] === operations.assert) used.add(x[i])
  return used
}

/** Cuts the code points where any set begins or ends; intervals that are in the same sets are one class. */
function partition(sets: readonly CodePointSet[]) {
  const cuts = new Set([0])
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) cuts.add(set[i]).add(set[i + 1] + 1)
  }
  const starts = Uint32Array.from(cuts).sort()
  const classes = new Uint16Array(starts.length)
  const numbers = new Map<string, number>()
  const members: boolean[][] = []
  starts.forEach((start, i) => {
    const has = sets.map((set) => hasCodePoint(set, start))
    const key = has.map(Number).join('')
    let number = numbers.get(key)
    if (number === undefined) {
      number = members.push(has) - 1
      numbers.set(key, number)
    }
    classes[i] = number
  })
  return { starts, classes, members }
}

/** The index of the last entry that is not larger; the first entry is 0. */
function lastAtMost(sorted: Uint32Array, value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (sorted[middle] <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** Where the line terminator begins that the text ends with; the text's length where there is none. */
export function finalTerminator(text: string, unixLines: boolean): number {
  const last = text.length - 1
  if (last < 0) return 0
  const unit = text.charCodeAt(last)
  if (unixLines) return unit === 0x0a ? last : text.length
  if (!isTerminator(unit)) return text.length
  return unit === 0x0a && text.charCodeAt(last - 1) === 0x0d ? last - 1 : last
}

function isTerminator(unit: number): boolean {
  return (unit >= 0x0a && unit <= 0x0d) || unit === 0x85 || unit === 0x2028 || unit === 0x2029
}

/** Whether an assertion holds between what stands before and the symbol that comes next. */
export function holds(
  assertion: number,
  before: number,
  symbol: number,
  { kindOfSymbol, classCount, endSymbol }: Alphabet,
): boolean {
  const after = kindOfSymbol[symbol]
  switch (assertion) {
    case assertions.begin:
      return before === kinds.begin
    case assertions.end:
      return symbol === endSymbol
    case assertions.endOrTerminator:
      return symbol >= classCount
    case assertions.lineBegin:
      if (before === kinds.begin) return true
      return (before === kinds.lineEnd || before === kinds.carriageReturn) && symbol !== endSymbol
    case assertions.lineEnd:
      if (symbol === endSymbol || after === kinds.carriageReturn) return true
      return after === kinds.lineEnd && before !== kinds.carriageReturn
    case assertions.wordBoundary:
      return (before === kinds.word) !== (after === kinds.word)
    default:
      return (before === kinds.word) === (after === kinds.word)
  }
}
