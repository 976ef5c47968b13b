import { type Alphabet, makeAlphabet } from './alphabet.ts'
import { PikeMachine } from './pike-machine.ts'
import { compileProgram, type Program } from './program.ts'
import { parseRegex } from './regex-parser.ts'
import { SubsetAutomaton } from './subset-automaton.ts'
import type { RegexFlags } from './syntax-tree.ts'

/**
 * A regular expression over code points, matched in time linear in the text, whatever the pattern. Built in steps: parse
 * (regex-parser.ts) → program → alphabet of classes → the automaton that tests (subset-automaton.ts), and the machine that finds
 * (pike-machine.ts), each when it is first asked for.
 */
export class Regex {
  /** Capturing groups, the whole match not counted. */
  readonly groupCount: number
  readonly groupNames: ReadonlyMap<string, number>
  readonly #program: Program
  readonly #alphabet: Alphabet
  #automaton: SubsetAutomaton | null = null
  #machine: PikeMachine | null = null

  /** Throws a `regexp_…` error, with the place, for a pattern that is none, `unsupported` for what needs backtracking. */
  constructor(pattern: string, flags: RegexFlags) {
    const parsed = parseRegex(pattern, flags)
    this.groupCount = parsed.groupCount
    this.groupNames = parsed.groupNames
    this.#program = compileProgram(parsed)
    this.#alphabet = makeAlphabet(this.#program)
  }

  /** Whether the text has a match anywhere. */
  test(text: string): boolean {
    this.#automaton ??= new SubsetAutomaton(this.#program, this.#alphabet)
    return this.#automaton.test(text)
  }

  /**
   * The first match at or behind a unit offset: begin and end of it and of each group in turn, as unit offsets, −1 for a group that has no
   * part in it; `null` where there is none.
   */
  find(text: string, from = 0): Int32Array | null {
    this.#machine ??= new PikeMachine(this.#program, this.#alphabet)
    return this.#machine.find(text, from)
  }
}
