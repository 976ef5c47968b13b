import type { SqlError } from '../base/errors.ts'

/** What SHOW WARNINGS tells of one thing that a statement did. */
export interface Condition {
  readonly level: 'Note' | 'Warning' | 'Error'
  readonly errno: number
  readonly message: string
}

/** The warnings and errors of the last statement that was not itself about them. */
export class Diagnostics {
  #conditions: Condition[] = []
  #warnings = 0
  #errors = 0

  /** Those that are kept; there may have been more. */
  get conditions(): readonly Condition[] {
    return this.#conditions
  }

  /** Warnings, notes and errors, kept or not: `warning_count`. */
  get warningCount(): number {
    return this.#warnings
  }

  get errorCount(): number {
    return this.#errors
  }

  /** Before each statement. */
  clear(): void {
    if (this.#warnings === 0) return
    this.#conditions = []
    this.#warnings = 0
    this.#errors = 0
  }

  /** @param most how many are kept: `max_error_count` */
  add(condition: Condition, most: number): void {
    this.#warnings++
    if (condition.level === 'Error') this.#errors++
    if (this.#conditions.length < most) this.#conditions.push(condition)
  }

  addError({ errno, message }: SqlError, most: number): void {
    this.add({ level: 'Error', errno, message }, most)
  }
}
