/** Runs asynchronous sections one after the other, in the order asked for. */
export class Mutex {
  #last: Promise<void> = Promise.resolve()

  run<T>(section: () => Promise<T>): Promise<T> {
    const result = this.#last.then(section)
    // A section that fails does not hold up the next one; its caller gets the error.
    this.#last = result.then(ignore, ignore)
    return result
  }
}

function ignore(): void {}
