import type { ByteBuffer } from './byte-buffer.ts'
import type { Bounds, Values } from './values.ts'

/**
 * `unsigned`: byte by byte. `signed`: big-endian two's complement, as decimals are. `none`: no
 * statistics.
 */
export type FixedOrder = 'unsigned' | 'signed' | 'none'

/** FIXED_LEN_BYTE_ARRAY: value `i` is `bytes[i * width … (i + 1) * width)`. */
export class FixedValues implements Values {
  readonly bytes: Uint8Array
  readonly width: number
  readonly order: FixedOrder

  constructor(bytes: Uint8Array, width: number, order: FixedOrder) {
    this.bytes = bytes
    this.width = width
    this.order = order
  }

  get count(): number {
    return this.bytes.length / this.width
  }

  plainSize(from: number, end: number): number {
    return (end - from) * this.width
  }

  writePlain(from: number, end: number, out: ByteBuffer): void {
    out.append(this.bytes.subarray(from * this.width, end * this.width))
  }

  bounds(from: number, end: number): Bounds | undefined {
    if (from === end || this.order === 'none') return undefined
    const flip = this.order === 'signed' ? 0x80 : 0
    const { bytes, width } = this
    let min = from * width
    let max = min
    for (let at = (from + 1) * width; at < end * width; at += width) {
      if (compare(bytes, at, min, width, flip) < 0) min = at
      else if (compare(bytes, at, max, width, flip) > 0) max = at
    }
    return { min: bytes.slice(min, min + width), max: bytes.slice(max, max + width) }
  }

  nanCount(): undefined {
    return undefined
  }

  select(indices: Uint32Array): FixedValues {
    const { bytes, width } = this
    const result = new Uint8Array(indices.length * width)
    for (let i = 0; i < indices.length; i++) {
      const start = indices[i] * width
      for (let k = 0; k < width; k++) result[i * width + k] = bytes[start + k]
    }
    return new FixedValues(result, width, this.order)
  }
}

function compare(bytes: Uint8Array, a: number, b: number, width: number, flip: number): number {
  const first = (bytes[a] ^ flip) - (bytes[b] ^ flip)
  if (first !== 0) return first
  for (let i = 1; i < width; i++) {
    const difference = bytes[a + i] - bytes[b + i]
    if (difference !== 0) return difference
  }
  return 0
}
