import { packBits } from './bit-pack.ts'
import type { ByteBuffer } from './byte-buffer.ts'
import type { Bounds, Values } from './values.ts'

/** BOOLEAN: one bit per value in PLAIN. */
export class BooleanValues implements Values {
  /** 0 or 1 per value. */
  readonly values: Int32Array

  constructor(values: Int32Array) {
    this.values = values
  }

  get count(): number {
    return this.values.length
  }

  plainSize(from: number, end: number): number {
    return (end - from + 7) >> 3
  }

  writePlain(from: number, end: number, out: ByteBuffer): void {
    const size = this.plainSize(from, end)
    const at = out.reserve(size)
    packBits(this.values, from, end, size * 8, 1, out.bytes, at)
    out.length = at + size
  }

  bounds(from: number, end: number): Bounds | undefined {
    if (from === end) return undefined
    const first = this.values[from]
    for (let i = from + 1; i < end; i++) {
      if (this.values[i] !== first) return { min: Uint8Array.of(0), max: Uint8Array.of(1) }
    }
    return { min: Uint8Array.of(first), max: Uint8Array.of(first) }
  }

  nanCount(): undefined {
    return undefined
  }

  select(indices: Uint32Array): BooleanValues {
    return new BooleanValues(Int32Array.from(indices, (index) => this.values[index]))
  }
}
