/** The bits that `max` needs, 0 for 0. */
export function bitWidth(max: number): number {
  return 32 - Math.clz32(max)
}

/**
 * Packs `count` values of `width` bits (1 … 32), least significant bit first, from `values[from]`
 * on to `out[at]` on. `count` is a multiple of 8; values past `end` count as 0. Writes `count / 8 *
 * width` bytes.
 *
 * Spec: Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
 */
export function packBits(
  values: Int32Array,
  from: number,
  end: number,
  count: number,
  width: number,
  out: Uint8Array,
  at: number,
): void {
  const whole = Math.min(count, (end - from) & ~7)
  packWhole(values, from, whole, width, out, at)
  if (whole === count) return
  const tail = new Int32Array(count - whole)
  tail.set(values.subarray(from + whole, end))
  packWhole(tail, 0, tail.length, width, out, at + (whole >> 3) * width)
}

function packWhole(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  out: Uint8Array,
  at: number,
): void {
  if (width === 1) packWidth1(values, from, count, out, at)
  else if (width === 2) packWidth2(values, from, count, out, at)
  else if (width === 4) packWidth4(values, from, count, out, at)
  else if (width === 8) for (let i = 0; i < count; i++) out[at + i] = values[from + i]
  else if (width < 8) packNarrow(values, from, count, width, out, at)
  else if (width <= 16) packMedium(values, from, count, width, out, at)
  else packWide(values, from, count, width, out, at)
}

function packWidth1(v: Int32Array, from: number, count: number, out: Uint8Array, at: number): void {
  let to = at
  for (let i = from; i < from + count; i += 8) {
    out[to++] =
      v[i] |
      (v[i + 1] << 1) |
      (v[i + 2] << 2) |
      (v[i + 3] << 3) |
      (v[i + 4] << 4) |
      (v[i + 5] << 5) |
      (v[i + 6] << 6) |
      (v[i + 7] << 7)
  }
}

function packWidth2(v: Int32Array, from: number, count: number, out: Uint8Array, at: number): void {
  let to = at
  for (let i = from; i < from + count; i += 4) {
    out[to++] = v[i] | (v[i + 1] << 2) | (v[i + 2] << 4) | (v[i + 3] << 6)
  }
}

function packWidth4(v: Int32Array, from: number, count: number, out: Uint8Array, at: number): void {
  let to = at
  for (let i = from; i < from + count; i += 2) out[to++] = v[i] | (v[i + 1] << 4)
}

/**
 * 3 … 7 bits: a value and the at most 7 bits left over before it make at most one byte and a rest.
 */
function packNarrow(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  out: Uint8Array,
  at: number,
): void {
  let to = at
  let pending = 0
  let bits = 0
  for (let i = from; i < from + count; i++) {
    pending |= values[i] << bits
    bits += width
    if (bits >= 8) {
      out[to++] = pending
      pending >>>= 8
      bits -= 8
    }
  }
}

/** 9 … 16 bits: the same with two bytes at a time, which may leave one byte for the end. */
function packMedium(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  out: Uint8Array,
  at: number,
): void {
  let to = at
  let pending = 0
  let bits = 0
  for (let i = from; i < from + count; i++) {
    pending |= values[i] << bits
    bits += width
    if (bits >= 16) {
      out[to] = pending
      out[to + 1] = pending >>> 8
      to += 2
      pending >>>= 16
      bits -= 16
    }
  }
  if (bits > 0) out[to] = pending
}

/** 17 … 32 bits: as two halves, the lower of which always completes two bytes. */
function packWide(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  out: Uint8Array,
  at: number,
): void {
  const highWidth = width - 16
  const highMask = (1 << highWidth) - 1
  let to = at
  let pending = 0
  let bits = 0
  for (let i = from; i < from + count; i++) {
    const value = values[i]
    pending |= (value & 0xffff) << bits
    out[to] = pending
    out[to + 1] = pending >>> 8
    to += 2
    pending = (pending >>> 16) | (((value >>> 16) & highMask) << bits)
    bits += highWidth
    if (bits >= 16) {
      out[to] = pending
      out[to + 1] = pending >>> 8
      to += 2
      pending >>>= 16
      bits -= 16
    }
  }
  if (bits > 0) out[to] = pending
}
