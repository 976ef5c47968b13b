import { type Alphabet, finalTerminator, holds, kinds } from './alphabet.ts'
import { operations, type Program } from './program.ts'

/** Threads in order of preference, at most one per instruction, each with the places that it has noted. */
interface Threads {
  count: number
  readonly instructions: Int32Array
  /** Where an instruction stands among `instructions`, if it does. */
  readonly places: Int32Array
  readonly slots: Int32Array
}

/**
 * Finds the first match and its groups: the virtual machine of Pike (Cox, "Regular Expression Matching: the Virtual Machine
 * Approach", 2009), which runs all alternatives at once, so that the time is bounded by text × program. Among matches that begin at
 * one place it prefers what a backtracking matcher would find first.
 */
export class PikeMachine {
  readonly #program: Program
  readonly #alphabet: Alphabet
  readonly #slotCount: number
  #current: Threads
  #next: Threads
  readonly #noted: Int32Array
  readonly #stack: number[] = []
  readonly #firstClasses: Uint8Array | null

  constructor(program: Program, alphabet: Alphabet) {
    this.#program = program
    this.#alphabet = alphabet
    this.#slotCount = program.slotCount
    this.#current = newThreads(program)
    this.#next = newThreads(program)
    this.#noted = new Int32Array(program.slotCount)
    this.#firstClasses = firstClasses(program, alphabet)
  }

  /**
   * The match that begins first, at or behind `from`: where it and each group begins and ends as unit offsets, −1 for a group
   * that has no part in it; `null` where there is none.
   */
  find(text: string, from: number): Int32Array | null {
    const { marksTerminator, unixLines, kindOfSymbol, classCount, endSymbol } = this.#alphabet
    const terminator = marksTerminator ? finalTerminator(text, unixLines) : -1
    const symbolAt = (at: number): number => {
      if (at >= text.length) return endSymbol
      const symbol = this.#alphabet.classOf(text.codePointAt(at)!)
      return at === terminator ? symbol + classCount : symbol
    }
    const first = this.#firstClasses
    let result: Int32Array | null = null
    let at = from
    let before = from === 0 ? kinds.begin : kindOfSymbol[symbolAt(startOfPrevious(text, from))]
    let symbol = symbolAt(at)
    this.#current.count = 0
    for (;;) {
      if (this.#current.count === 0) {
        if (result !== null) return result
        while (first !== null && symbol !== endSymbol && first[symbol % classCount] === 0) {
          before = kindOfSymbol[symbol]
          at += text.codePointAt(at)! > 0xffff ? 2 : 1
          symbol = symbolAt(at)
        }
      }
      if (result === null) {
        this.#noted.fill(-1)
        this.#add(this.#current, 0, at, before, symbol)
      }
      const size = symbol === endSymbol ? 0 : text.codePointAt(at)! > 0xffff ? 2 : 1
      const nextSymbol = symbolAt(at + size)
      const found = this.#step(symbol, at + size, nextSymbol)
      if (found !== null) result = found
      if (symbol === endSymbol) return result
      before = kindOfSymbol[symbol]
      at += size
      symbol = nextSymbol
    }
  }

  /** Takes the symbol with every thread; the answer is the match that was reached, behind which threads are preferred to no more. */
  #step(symbol: number, at: number, nextSymbol: number): Int32Array | null {
    const { operation, x } = this.#program
    const { accepts, classCount, endSymbol, kindOfSymbol } = this.#alphabet
    const { count, instructions, slots } = this.#current
    const slotCount = this.#slotCount
    const kind = kindOfSymbol[symbol]
    let found: Int32Array | null = null
    this.#next.count = 0
    for (let i = 0; i < count; i++) {
      const pc = instructions[i]
      if (operation[pc] === operations.match) {
        found = slots.slice(i * slotCount, (i + 1) * slotCount)
        break
      }
      if (operation[pc] !== operations.set || symbol === endSymbol) continue
      if (accepts[x[pc] * classCount + (symbol % classCount)] === 0) continue
      for (let slot = 0; slot < slotCount; slot++) this.#noted[slot] = slots[i * slotCount + slot]
      this.#add(this.#next, pc + 1, at, kind, nextSymbol)
    }
    const stepped = this.#next
    this.#next = this.#current
    this.#current = stepped
    return found
  }

  /**
   * Adds the threads that an instruction leads to without taking a character. `#noted` holds the places of the thread that comes;
   * what a branch notes is undone behind it: a pair of a slot, as ~slot, and its value stands on the stack.
   */
  #add(threads: Threads, start: number, at: number, before: number, symbol: number): void {
    const { operation, x, y } = this.#program
    const { instructions, places, slots } = threads
    const slotCount = this.#slotCount
    const noted = this.#noted
    const stack = this.#stack
    stack.push(start)
    while (stack.length > 0) {
      const pc = stack.pop()!
      if (pc < 0) {
        noted[~pc] = stack.pop()!
        continue
      }
      const place = places[pc]
      if (place < threads.count && instructions[place] === pc) continue
      const index = threads.count++
      instructions[index] = pc
      places[pc] = index
      switch (operation[pc]) {
        case operations.split:
          stack.push(y[pc], x[pc])
          break
        case operations.jump:
          stack.push(x[pc])
          break
        case operations.save:
          stack.push(noted[x[pc]], ~x[pc], pc + 1)
          noted[x[pc]] = at
          break
        case operations.assert:
          if (holds(x[pc], before, symbol, this.#alphabet)) stack.push(pc + 1)
          break
        default:
          for (let slot = 0; slot < slotCount; slot++) slots[index * slotCount + slot] = noted[slot]
      }
    }
  }
}

function newThreads({ operation, slotCount }: Program): Threads {
  return {
    count: 0,
    instructions: new Int32Array(operation.length),
    places: new Int32Array(operation.length),
    slots: new Int32Array(operation.length * slotCount),
  }
}

/** Where the character before a place begins. */
function startOfPrevious(text: string, at: number): number {
  const previous = at - 1
  const isLow = text.charCodeAt(previous) >> 10 === 0x37
  return isLow && previous > 0 && text.charCodeAt(previous - 1) >> 10 === 0x36
    ? previous - 1
    : previous
}

/** The classes that a match can begin with, 1 each; `null` where it may be empty or hangs on an assertion. */
function firstClasses(program: Program, { accepts, classCount }: Alphabet): Uint8Array | null {
  const { operation, x, y } = program
  const classes = new Uint8Array(classCount)
  const seen = new Set<number>()
  const stack = [0]
  while (stack.length > 0) {
    const pc = stack.pop()!
    if (seen.has(pc)) continue
    seen.add(pc)
    switch (operation[pc]) {
      case operations.set:
        for (let i = 0; i < classCount; i++) classes[i] |= accepts[x[pc] * classCount + i]
        break
      case operations.split:
        stack.push(x[pc], y[pc])
        break
      case operations.jump:
        stack.push(x[pc])
        break
      case operations.save:
        stack.push(pc + 1)
        break
      default:
        return null
    }
  }
  return classes
}
