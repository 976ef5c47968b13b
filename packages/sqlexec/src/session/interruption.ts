import { SqlError } from '../base/errors.ts'

/** The two ways to end a session's statement from outside: KILL, and `max_execution_time`. */
export class Interruption {
  #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | null = null
  #timedOut = false

  /**
   * The signal for the next statement. It has to be given back to `end`.
   *
   * @param given the caller's own signal
   * @param limit milliseconds after which the statement ends; 0: none
   */
  begin(given: AbortSignal | undefined, limit: number): AbortSignal {
    if (this.#controller.signal.aborted) this.#controller = new AbortController()
    if (limit > 0) {
      const controller = this.#controller
      this.#timer = setTimeout(() => {
        this.#timedOut = true
        controller.abort()
      }, limit)
    }
    const { signal } = this.#controller
    return given === undefined ? signal : AbortSignal.any([given, signal])
  }

  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#timedOut = false
  }

  interrupt(): void {
    this.#controller.abort(new SqlError('interrupted', 'Query execution was interrupted'))
  }

  /** What the caller learns of an error: that the time was over, where that is why. */
  explain(error: SqlError): SqlError {
    if (!this.#timedOut || error.code !== 'interrupted') return error
    const message = 'Query execution was interrupted, maximum statement execution time exceeded'
    return new SqlError('query_timeout', message, { cause: error })
  }
}
