import { SqlError } from '../../base/errors.ts'
import type { CodePointSet } from './code-point-set.ts'
import type { ParsedRegex, RegexNode, RepeatNode } from './syntax-tree.ts'

/** Instructions of a Thompson automaton: `x` and `y` are their operands. */
export const operations = {
  /** Take a character of set `x`. */
  set: 0,
  /** Go on at `x`, or with less priority at `y`. */
  split: 1,
  /** Go on at `x`. */
  jump: 2,
  /** Note the place in slot `x`. */
  save: 3,
  /** Go on where assertion `x` holds. */
  assert: 4,
  match: 5,
} as const

export interface Program {
  readonly operation: Uint8Array
  readonly x: Int32Array
  readonly y: Int32Array
  readonly sets: readonly CodePointSet[]
  /** Two for each group and two for the whole match. */
  readonly slotCount: number
  readonly unixLines: boolean
}

const maxInstructions = 20_000

/**
 * Compiles a regular expression to the automaton of Thompson, "Regular expression search algorithm", CACM 1968, as Cox, "Regular
 * Expression Matching: the Virtual Machine Approach", 2009, writes it down. `save` notes captures; splits are ordered by preference.
 */
export function compileProgram({ root, groupCount, unixLines }: ParsedRegex): Program {
  const compiler = new Compiler()
  compiler.add(operations.save, 0)
  compiler.node(root)
  compiler.add(operations.save, 1)
  compiler.add(operations.match)
  return compiler.finish(2 * groupCount + 2, unixLines)
}

class Compiler {
  readonly #operation: number[] = []
  readonly #x: number[] = []
  readonly #y: number[] = []
  readonly #sets: CodePointSet[] = []
  readonly #setNumbers = new Map<string, number>()

  /** Adds an instruction; the answer is its number. */
  add(operation: number, x = 0, y = 0): number {
    if (this.#operation.length >= maxInstructions) {
      throw new SqlError('regexp_too_big', 'The regular expression is too big')
    }
    this.#x.push(x)
    this.#y.push(y)
    return this.#operation.push(operation) - 1
  }

  node(node: RegexNode): void {
    switch (node.kind) {
      case 'empty':
        return
      case 'set':
        this.add(operations.set, this.#setNumber(node.set))
        return
      case 'assertion':
        this.add(operations.assert, node.assertion)
        return
      case 'concatenation':
        for (const part of node.parts) this.node(part)
        return
      case 'group':
        this.add(operations.save, 2 * node.index)
        this.node(node.body)
        this.add(operations.save, 2 * node.index + 1)
        return
      case 'alternation':
        this.#alternation(node.branches)
        return
      case 'repeat':
        this.#repeat(node)
    }
  }

  #setNumber(set: CodePointSet): number {
    const key = set.join()
    let number = this.#setNumbers.get(key)
    if (number === undefined) {
      number = this.#sets.push(set) - 1
      this.#setNumbers.set(key, number)
    }
    return number
  }

  get #next(): number {
    return this.#operation.length
  }

  #alternation(branches: readonly RegexNode[]): void {
    const ends: number[] = []
    branches.forEach((branch, i) => {
      if (i === branches.length - 1) {
        this.node(branch)
        return
      }
      const split = this.add(operations.split)
      this.#x[split] = this.#next
      this.node(branch)
      ends.push(this.add(operations.jump))
      this.#y[split] = this.#next
    })
    for (const end of ends) this.#x[end] = this.#next
  }

  /** `min` times, then what is optional: without end a loop, else nested options. */
  #repeat({ body, min, max, greedy }: RepeatNode): void {
    if (max === Number.POSITIVE_INFINITY) {
      for (let i = 0; i < min - 1; i++) this.node(body)
      // A loop that is entered at its end takes an empty body for the whole of it.
      if (min > 0 && !isNullable(body)) {
        this.#loopOnce(body, greedy)
        return
      }
      if (min > 0) this.node(body)
      this.#loop(body, greedy)
      return
    }
    for (let i = 0; i < min; i++) this.node(body)
    const exits: number[] = []
    for (let i = min; i < max; i++) {
      const split = this.add(operations.split)
      exits.push(split)
      if (greedy) this.#x[split] = this.#next
      else this.#y[split] = this.#next
      this.node(body)
    }
    for (const split of exits) {
      if (greedy) this.#y[split] = this.#next
      else this.#x[split] = this.#next
    }
  }

  /** `body*` */
  #loop(body: RegexNode, greedy: boolean): void {
    const split = this.add(operations.split)
    const start = this.#next
    this.node(body)
    this.add(operations.jump, split)
    this.#x[split] = greedy ? start : this.#next
    this.#y[split] = greedy ? this.#next : start
  }

  /** `body+` */
  #loopOnce(body: RegexNode, greedy: boolean): void {
    const start = this.#next
    this.node(body)
    const split = this.add(operations.split)
    this.#x[split] = greedy ? start : this.#next
    this.#y[split] = greedy ? this.#next : start
  }

  finish(slotCount: number, unixLines: boolean): Program {
    return {
      operation: Uint8Array.from(this.#operation),
      x: Int32Array.from(this.#x),
      y: Int32Array.from(this.#y),
      sets: this.#sets,
      slotCount,
      unixLines,
    }
  }
}

/** Whether a node matches the empty text. */
function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'concatenation':
      return node.parts.every(isNullable)
    case 'alternation':
      return node.branches.some(isNullable)
    case 'group':
      return isNullable(node.body)
    case 'repeat':
      return node.min === 0 || isNullable(node.body)
    default:
      return true
  }
}
