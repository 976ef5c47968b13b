import { pack, varint, zigzag } from './bit-writer.ts'

/** DELTA_BINARY_PACKED of integers that wrap around at `bits`, in blocks of 128 values and four miniblocks. */
export function deltaEncode(values: readonly bigint[], bits: 32 | 64): Uint8Array {
  const wrap = (value: bigint) => BigInt.asIntN(bits, value)
  const bytes = [...varint(128), ...varint(4), ...varint(values.length), ...zigzag(values[0] ?? 0n)]
  const deltas = values.slice(1).map((value, i) => wrap(value - values[i]))
  for (let from = 0; from < deltas.length; from += 128) {
    const block = deltas.slice(from, from + 128)
    const least = block.reduce((a, b) => (a < b ? a : b))
    const rest = block.map((delta) => BigInt.asUintN(bits, delta - least))
    bytes.push(...zigzag(least))
    const miniblocks = [0, 1, 2, 3].map((i) => rest.slice(i * 32, i * 32 + 32))
    const widths = miniblocks.map((values) =>
      Math.max(0, ...values.map((value) => (value === 0n ? 0 : value.toString(2).length))),
    )
    bytes.push(...widths)
    miniblocks.forEach((values, i) => {
      if (values.length === 0) return
      const padded = [...values, ...new Array<bigint>(32 - values.length).fill(0n)]
      bytes.push(...pack(padded, widths[i]))
    })
  }
  return Uint8Array.from(bytes)
}
