/** Two engines, or two ways to ask one, gave different answers. `script` leads there from an empty database. */
export class Mismatch extends Error {
  readonly script: readonly string[]

  constructor(message: string, script: readonly string[]) {
    super(message)
    this.name = 'Mismatch'
    this.script = script
  }
}
