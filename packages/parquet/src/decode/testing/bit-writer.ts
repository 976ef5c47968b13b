/** Writes bits one by one, lowest bit of each byte first: the plainest form of the format's bit packing. */
class BitWriter {
  readonly #bytes: number[] = []
  #bit = 0

  bits(value: bigint, width: number): void {
    for (let i = 0; i < width; i++) {
      if (this.#bit % 8 === 0) this.#bytes.push(0)
      if ((value >> BigInt(i)) & 1n) this.#bytes[this.#bytes.length - 1] |= 1 << (this.#bit % 8)
      this.#bit++
    }
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }
}

/** Values packed with `width` bits each. */
export function pack(values: readonly (number | bigint)[], width: number): Uint8Array {
  const writer = new BitWriter()
  for (const value of values) writer.bits(BigInt.asUintN(64, BigInt(value)), width)
  return writer.bytes()
}

/** An unsigned LEB128 varint. */
export function varint(value: number | bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt(value)
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return [...bytes, Number(rest)]
}

/** A zigzag varint of a signed 64-bit integer. */
export function zigzag(value: number | bigint): number[] {
  const signed = BigInt(value)
  return varint(signed < 0n ? -2n * signed - 1n : 2n * signed)
}
