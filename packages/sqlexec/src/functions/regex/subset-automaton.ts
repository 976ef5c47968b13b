import { type Alphabet, finalTerminator, holds, kinds } from './alphabet.ts'
import { operations, type Program } from './program.ts'
import { assertions } from './syntax-tree.ts'

const unknown = -1
const matched = -2
const dead = -3

/** The most entries of the table of transitions; beyond, it is begun anew. */
const maxEntries = 2 ** 19

/**
 * Tells whether a text has a match anywhere, in one pass: the deterministic automaton of a program's sets of states, made as far as
 * texts ask for it (Cox, "Regular Expression Matching in the Wild", 2010, lazy DFA). A state is the instructions that wait for the next
 * place, before assertions are looked at, and what stands before that place.
 */
export class SubsetAutomaton {
  readonly #program: Program
  readonly #alphabet: Alphabet
  readonly #width: number
  readonly #isAnchored: boolean
  #states: { readonly seeds: Int32Array; readonly before: number }[] = []
  #numbers = new Map<string, number>()
  #table: Int32Array
  readonly #seen: Uint32Array
  readonly #stack: number[] = []
  #round = 0

  constructor(program: Program, alphabet: Alphabet) {
    this.#program = program
    this.#alphabet = alphabet
    this.#width = alphabet.endSymbol + 1
    this.#isAnchored = beginsAnchored(program)
    this.#table = new Int32Array(this.#width * 16).fill(unknown)
    this.#seen = new Uint32Array(program.operation.length)
    this.#state([], kinds.begin)
  }

  test(text: string): boolean {
    const { ascii, marksTerminator, classCount, unixLines, endSymbol } = this.#alphabet
    const terminator = marksTerminator ? finalTerminator(text, unixLines) : -1
    const width = this.#width
    let table = this.#table
    let state = 0
    for (let at = 0; at < text.length; at++) {
      const start = at
      let codePoint = text.charCodeAt(at)
      if (codePoint >= 0xd800 && codePoint < 0xdc00) {
        codePoint = text.codePointAt(at)!
        if (codePoint > 0xffff) at++
      }
      let symbol = codePoint < 128 ? ascii[codePoint] : this.#alphabet.classOf(codePoint)
      if (start === terminator) symbol += classCount
      let next = table[state * width + symbol]
      if (next === unknown) {
        next = this.#step(state, symbol)
        table = this.#table
      }
      if (next < 0) return next === matched
      state = next
    }
    const end = table[state * width + endSymbol]
    return (end === unknown ? this.#step(state, endSymbol) : end) === matched
  }

  /** Computes a transition. */
  #step(from: number, symbol: number): number {
    const { operation, x, y } = this.#program
    const { accepts, classCount, endSymbol, kindOfSymbol } = this.#alphabet
    const { seeds, before } = this.#states[from]
    const stack = this.#stack
    const round = ++this.#round
    const seen = this.#seen
    const next: number[] = []
    let isMatch = false
    const isStarting = !this.#isAnchored || before === kinds.begin
    if (isStarting) stack.push(0)
    for (let i = seeds.length - 1; i >= 0; i--) stack.push(seeds[i])
    while (stack.length > 0) {
      const pc = stack.pop()!
      if (seen[pc] === round) continue
      seen[pc] = round
      switch (operation[pc]) {
        case operations.set:
          if (symbol === endSymbol) break
          if (accepts[x[pc] * classCount + (symbol % classCount)] === 1) next.push(pc + 1)
          break
        case operations.split:
          stack.push(y[pc], x[pc])
          break
        case operations.jump:
          stack.push(x[pc])
          break
        case operations.save:
          stack.push(pc + 1)
          break
        case operations.assert:
          if (holds(x[pc], before, symbol, this.#alphabet)) stack.push(pc + 1)
          break
        default:
          isMatch = true
      }
    }
    const target = isMatch
      ? matched
      : symbol === endSymbol || (next.length === 0 && this.#isAnchored)
        ? dead
        : this.#state(next.sort(ascending), kindOfSymbol[symbol])
    // Where the table was begun anew, the state that came from is no more.
    if (this.#states[from]?.seeds === seeds) this.#table[from * this.#width + symbol] = target
    return target
  }

  #state(seeds: readonly number[], before: number): number {
    const key = `${before}:${seeds.join()}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if ((this.#states.length + 1) * this.#width > maxEntries && this.#states.length > 1) {
      this.#reset()
    }
    const number = this.#states.push({ seeds: Int32Array.from(seeds), before }) - 1
    this.#numbers.set(key, number)
    if ((number + 1) * this.#width > this.#table.length) {
      const larger = new Int32Array(this.#table.length * 2).fill(unknown)
      larger.set(this.#table)
      this.#table = larger
    }
    return number
  }

  /** Forgets all states but the first. */
  #reset(): void {
    const [first] = this.#states
    this.#states = [first]
    this.#numbers = new Map([[`${first.before}:`, 0]])
    this.#table.fill(unknown)
  }
}

function ascending(a: number, b: number): number {
  return a - b
}

/** Whether a match can begin only where the text does. */
function beginsAnchored({ operation, x }: Program): boolean {
  let pc = 0
  while (operation[pc] === operations.save) pc++
  return operation[pc] === operations.assert && x[pc] === assertions.begin
}
