import { counts, symbols } from '../layout'

/*
 * Tables of finite state entropy coding (RFC 8878, section 4.1). An entry has 64 bits:
 *
 *     0 … 31   baseline of the value
 *     32 … 39  number of bits that are added to it
 *     40 … 47  number of bits to the next state
 *     48 … 63  the next state, before those bits are added
 */

export function baseOf(entry: u64): u32 {
  return <u32>entry
}

export function extraBitsOf(entry: u64): u64 {
  return (entry >> 32) & 0xff
}

export function stateBitsOf(entry: u64): u64 {
  return (entry >> 40) & 0xff
}

export function nextStateOf(entry: u64): u32 {
  return <u32>(entry >> 48)
}

/** What `readCounts` found beside the counts. */
export let tableLog: u32 = 0
export let countsEnd: usize = 0

/**
 * Reads the probabilities of at most `maxSymbols` symbols into `counts`; the others get 0.
 * Returns the number of symbols, or 0 for damage.
 */
export function readCounts(from: usize, end: usize, maxLog: u32, maxSymbols: u32): u32 {
  const start = from
  // Bits behind the end are never taken: the position is checked at the end.
  let position: usize = 4
  if (from >= end) return 0
  tableLog = (load<u8>(from) & 15) + 5
  if (tableLog > maxLog) return 0
  memory.fill(counts, 0, 512)
  let remaining: i32 = (1 << tableLog) + 1
  let symbol: u32 = 0
  while (remaining > 1) {
    if (symbol >= maxSymbols || start + (position >> 3) > end) return 0
    const bits = load<u32>(start + (position >> 3)) >> <u32>(position & 7)
    // Values up to `remaining`; the lower ones of them take a bit less.
    const width: u32 = 32 - clz<u32>(remaining)
    const threshold: i32 = 1 << (width - 1)
    const short: i32 = 2 * threshold - 1 - remaining
    let value = <i32>(bits & (threshold - 1))
    if (value < short) position += width - 1
    else {
      value = <i32>(bits & (2 * threshold - 1))
      if (value >= threshold) value -= short
      position += width
    }
    const count = value - 1
    remaining -= abs(count)
    store<i16>(counts + 2 * symbol++, <i16>count)
    if (count !== 0) continue
    for (;;) {
      if (start + (position >> 3) > end) return 0
      const flags = <u32>load<u16>(start + (position >> 3)) >> <u32>(position & 7)
      const repeat = flags & 3
      position += 2
      symbol += repeat
      if (repeat < 3) break
    }
  }
  if (remaining !== 1 || symbol > maxSymbols) return 0
  countsEnd = start + ((position + 7) >> 3)
  return countsEnd > end ? 0 : symbol
}

/**
 * Builds the table of the symbols whose probabilities are in `counts`. An
 * entry's baseline is its symbol, without bits to add; `mapSymbols` gives it another.
 */
export function buildTable(table: usize, log: u32, symbolCount: u32): void {
  const size: u32 = 1 << log
  const mask = size - 1
  let high = size
  for (let symbol: u32 = 0; symbol < symbolCount; symbol++) {
    if (load<i16>(counts + 2 * symbol) === -1) store<u8>(symbols + --high, symbol)
  }
  const step = (size >> 1) + (size >> 3) + 3
  let at: u32 = 0
  for (let symbol: u32 = 0; symbol < symbolCount; symbol++) {
    const count = <i32>load<i16>(counts + 2 * symbol)
    for (let i: i32 = 0; i < count; i++) {
      store<u8>(symbols + at, symbol)
      do at = (at + step) & mask
      while (at >= high)
    }
    if (count === -1) store<i16>(counts + 2 * symbol, 1)
  }
  // From here on a symbol's count is the number of its next state.
  for (let state: u32 = 0; state < size; state++) {
    const slot = counts + 2 * <u32>load<u8>(symbols + state)
    const next = <u32>load<u16>(slot)
    store<u16>(slot, <u16>(next + 1))
    const bits = log - (31 - clz<u32>(next))
    const before = (next << bits) - size
    store<u64>(
      table + 8 * state,
      ((<u64>before) << 48) | ((<u64>bits) << 40) | <u64>load<u8>(symbols + state),
    )
  }
}

/** Gives the symbols of a table their values: `values[symbol]`, whose bits 32 … 39 count extra bits. */
export function mapSymbols(table: usize, log: u32, values: usize): void {
  for (let i: usize = 0; i < 1 << log; i++) {
    const entry = load<u64>(table + 8 * i)
    const value = load<u64>(values + 8 * <usize>(entry & 0xff))
    store<u64>(table + 8 * i, (entry & 0xffffff0000000000) | value)
  }
}
