import type { SqlError } from '../base/errors.ts'
import type * as ast from '../sql/index.ts'
import type { Binder } from './binder.ts'

/** The options of a COPY. Each is taken once; what is left at the end is unknown. */
export class CopyOptions {
  readonly #binder: Binder
  readonly #left = new Map<string, ast.CopyOption>()
  #last: ast.CopyOption | null = null

  constructor(binder: Binder, options: readonly ast.CopyOption[]) {
    this.#binder = binder
    for (const option of options) {
      if (this.#left.has(option.name)) throw this.#error(option, 'is given twice')
      this.#left.set(option.name, option)
    }
  }

  text(name: string): string | undefined {
    const value = this.#take(name)
    if (value === undefined || typeof value === 'string') return value
    throw this.#wrong('a string')
  }

  /** A text of one character, or of none where it may be empty. */
  character(name: string, mayBeEmpty: boolean): string | undefined {
    const value = this.text(name)
    if (value === undefined || (mayBeEmpty && value === '')) return value
    if (value.length === 1 && value.charCodeAt(0) < 128) return value
    throw this.#wrong('one ASCII character')
  }

  word<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.#take(name)
    if (value === undefined) return undefined
    const word = words.find((word) => word === String(value).toLowerCase())
    if (word === undefined) throw this.#wrong(`one of ${words.join(', ')}`)
    return word
  }

  /** ON, OFF, TRUE, FALSE, 1 or 0; the name alone is ON. `others`: what it may be besides. */
  flag<Word extends string = never>(
    name: string,
    others: readonly Word[] = [],
  ): boolean | Word | undefined {
    const value = this.#take(name)
    if (value === undefined) return undefined
    if (value === null || value === true || value === 1) return true
    if (value === false || value === 0) return false
    const text = String(value).toLowerCase()
    if (text === 'on' || text === 'true') return true
    if (text === 'off' || text === 'false') return false
    const other = others.find((word) => word === text)
    if (other === undefined) throw this.#wrong(['ON', 'OFF', ...others].join(', '))
    return other
  }

  count(name: string, least: number): number | undefined {
    const value = this.#take(name)
    if (value === undefined || (typeof value === 'number' && value >= least)) return value
    throw this.#wrong(`a whole number from ${least}`)
  }

  /** @throws SqlError where an option was not asked for */
  requireAllTaken(format: string): void {
    const [option] = this.#left.values()
    if (option !== undefined) {
      throw this.#error(option, `is no option of COPY with format ${format}`)
    }
  }

  #take(name: string): ast.CopyOption['value'] | undefined {
    const option = this.#left.get(name)
    if (option === undefined) return undefined
    this.#left.delete(name)
    this.#last = option
    return option.value
  }

  #wrong(wanted: string): SqlError {
    return this.#error(this.#last!, `takes ${wanted}`)
  }

  #error(option: ast.CopyOption, what: string): SqlError {
    const message = `${option.name.toUpperCase()} ${what}`
    return this.#binder.error('wrong_option', message, option.span)
  }
}
