/** Bytes of log between two entries. */
const spacingBytes = 64 << 10

/** Where frames stand in a log, sparsely: enough to find any frame after reading at most `spacingBytes`. */
export class FrameIndex {
  private lsns: number[] = []
  private offsets: number[] = []

  /** Tells of the frame `lsn` at `offset`. Calls come in ascending order. */
  add(lsn: number, offset: number): void {
    const last = this.offsets.length - 1
    if (last >= 0 && offset - this.offsets[last] < spacingBytes) return
    this.lsns.push(lsn)
    this.offsets.push(offset)
  }

  /** The last entry at or before `lsn`, or `null`. */
  floor(lsn: number): { readonly lsn: number; readonly offset: number } | null {
    let low = 0
    let high = this.lsns.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.lsns[middle] <= lsn) low = middle + 1
      else high = middle
    }
    return low === 0 ? null : { lsn: this.lsns[low - 1], offset: this.offsets[low - 1] }
  }

  /** Adds the entries of `other`, whose frames come after those here. */
  append(other: FrameIndex): void {
    for (let i = 0; i < other.lsns.length; i++) this.add(other.lsns[i], other.offsets[i])
  }

  /** The index of a log that begins with frame `firstLsn` of this one, moved by `shift` bytes. */
  from(firstLsn: number, shift: number): FrameIndex {
    const result = new FrameIndex()
    for (let i = 0; i < this.lsns.length; i++) {
      if (this.lsns[i] >= firstLsn) result.add(this.lsns[i], this.offsets[i] + shift)
    }
    return result
  }
}
