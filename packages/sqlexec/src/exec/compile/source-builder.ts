import type { Emitter } from '../../functions/code.ts'
import { evaluate } from './evaluate.ts'

/** The statements of one block, with the blocks nested in it already rendered. */
type Lines = string[]

/**
 * Assembles the source of one generated function: a prologue, nested blocks, and the parameters that carry every constant.
 * Names are unique in the function, so that blocks never shadow one another.
 */
export class SourceBuilder implements Emitter {
  readonly #parameters: [string, unknown][] = []
  readonly #parameterNames = new Map<unknown, string>()
  readonly #prologue: Lines = []
  readonly #epilogue: Lines = []
  #lines: Lines = []
  #nextName = 0

  /** A name that nothing else in this function has. */
  name(prefix: string): string {
    return `${prefix}${this.#nextName++}`
  }

  constant(value: unknown): string {
    const known = this.#parameterNames.get(value)
    if (known !== undefined) return known
    const name = this.name('p')
    this.#parameters.push([name, value])
    this.#parameterNames.set(value, name)
    return name
  }

  local(js: string): string {
    const name = this.name('t')
    this.#lines.push(`const ${name} = ${js}`)
    return name
  }

  /** Every generated function takes the statement's environment under this name. */
  environment(): string {
    return 'environment'
  }

  /** A variable that later statements assign to. */
  variable(initial: string): string {
    const name = this.name('v')
    this.#lines.push(`let ${name} = ${initial}`)
    return name
  }

  /** A variable of the whole call, set up before the loop. `prefix` tells the reader of the source what it is. */
  prologue(prefix: string, js: string): string {
    const name = this.name(prefix)
    this.#prologue.push(`let ${name} = ${js}`)
    return name
  }

  statement(js: string): void {
    this.#lines.push(js)
  }

  /** A statement after the loop, also where the loop ended early. */
  epilogue(js: string): void {
    this.#epilogue.push(js)
  }

  /** Emits `head { … }`, the body being what `emit` emits. */
  block(head: string, emit: () => void): void {
    const { lines } = this.capture(emit)
    this.#lines.push(`${head} {`)
    this.append(lines)
    this.#lines.push('}')
  }

  /** Runs `emit` and takes what it emitted aside instead of adding it here. */
  capture<T>(emit: () => T): { lines: Lines; result: T } {
    const outer = this.#lines
    this.#lines = []
    try {
      const result = emit()
      return { lines: this.#lines, result }
    } finally {
      this.#lines = outer
    }
  }

  append(lines: Lines): void {
    // Not all at once as arguments: there may be more than a call takes.
    for (const line of lines) this.#lines.push(line)
  }

  /** The function `(…args) => { prologue; lines; epilogue }`. */
  build<F>(args: readonly string[]): F {
    const body = [this.#prologue, this.#lines, this.#epilogue].flat().join('\n')
    return evaluate<F>(this.#parameters, `return function (${args.join(', ')}) {\n${body}\n}`)
  }
}
