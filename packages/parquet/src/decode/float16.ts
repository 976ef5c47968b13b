let table: Float32Array | undefined

/** The value of each 16-bit IEEE 754 half-precision pattern. */
export function halfFloats(): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => halfFloat(bits))
  return table
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 31
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
