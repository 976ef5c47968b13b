/*
 * Moves the `valid` values that stand compactly at `[at, at + valid)` to the rows of `[at, at + rows)` whose bit in
 * `bitmap` is 1, in place and from the last on, and zeroes the others.
 */

export function spread32(
  values: Int32Array,
  bitmap: Uint8Array,
  at: number,
  rows: number,
  valid: number,
): void {
  let from = at + valid - 1
  for (let i = at + rows - 1; i > from; i--) {
    if ((bitmap[i >>> 3] >>> (i & 7)) & 1) values[i] = values[from--]
    else values[i] = 0
  }
}

export function spread64(
  values: Int32Array,
  bitmap: Uint8Array,
  at: number,
  rows: number,
  valid: number,
): void {
  let from = at + valid - 1
  for (let i = at + rows - 1; i > from; i--) {
    if ((bitmap[i >>> 3] >>> (i & 7)) & 1) {
      values[2 * i] = values[2 * from]
      values[2 * i + 1] = values[2 * from + 1]
      from--
    } else {
      values[2 * i] = 0
      values[2 * i + 1] = 0
    }
  }
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
