import type { ByteSink } from '../parquet-writer.ts'

/** Collects a file in memory. */
export class MemorySink implements ByteSink {
  readonly #parts: Uint8Array[] = []

  write(bytes: Uint8Array): void {
    this.#parts.push(bytes)
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts))
  }
}
