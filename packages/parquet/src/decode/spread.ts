/*
 * Moves the `valid` values that stand compactly at `[at, at + valid)` to the rows of `[at, at + rows)` whose bit in
 * `bitmap` is 1, in place and from the last on, and zeroes the others.
 */

/* Which rows are NULL is hard to predict, so that the bit becomes a mask and no branch; eight rows alike are moved at once. */

export function spread32(
  values: Int32Array,
  bitmap: Uint8Array,
  at: number,
  rows: number,
  valid: number,
): void {
  let from = at + valid - 1
  let i = at + rows - 1
  while (i > from && from >= at) {
    if ((i & 7) === 7) {
      const bits = bitmap[i >>> 3]
      if (bits === 0xff && from - at >= 7) {
        for (let k = 0; k < 8; k++) values[i - k] = values[from - k]
        from -= 8
        i -= 8
        continue
      }
      if (bits === 0 && i - from >= 8) {
        for (let k = 0; k < 8; k++) values[i - k] = 0
        i -= 8
        continue
      }
    }
    const bit = (bitmap[i >>> 3] >>> (i & 7)) & 1
    values[i] = values[from] & -bit
    from -= bit
    i--
  }
  if (i > from) values.fill(0, at, i + 1)
}

export function spread64(
  values: Int32Array,
  bitmap: Uint8Array,
  at: number,
  rows: number,
  valid: number,
): void {
  let from = at + valid - 1
  let i = at + rows - 1
  while (i > from && from >= at) {
    if ((i & 7) === 7 && i - from >= 8 && bitmap[i >>> 3] === 0) {
      values.fill(0, 2 * (i - 7), 2 * (i + 1))
      i -= 8
      continue
    }
    const bit = (bitmap[i >>> 3] >>> (i & 7)) & 1
    values[2 * i] = values[2 * from] & -bit
    values[2 * i + 1] = values[2 * from + 1] & -bit
    from -= bit
    i--
  }
  if (i > from) values.fill(0, 2 * at, 2 * (i + 1))
}

export function spreadFixed(
  values: Uint8Array,
  width: number,
  bitmap: Uint8Array,
  at: number,
  rows: number,
  valid: number,
): void {
  let from = at + valid - 1
  for (let i = at + rows - 1; i > from; i--) {
    if ((bitmap[i >>> 3] >>> (i & 7)) & 1) {
      for (let k = 0; k < width; k++) values[i * width + k] = values[from * width + k]
      from--
    } else {
      for (let k = 0; k < width; k++) values[i * width + k] = 0
    }
  }
}

/** Of byte strings: a NULL row ends where the value before it ends. */
export function spreadOffsets(
  offsets: Uint32Array,
  bitmap: Uint8Array,
  at: number,
  rows: number,
  valid: number,
): void {
  let from = at + valid - 1
  for (let i = at + rows - 1; i > from; i--) {
    offsets[i + 1] = offsets[from + 1]
    if ((bitmap[i >>> 3] >>> (i & 7)) & 1) from--
  }
}
