import { bitWidth } from '../encode/bit-pack.ts'
import { ByteBuffer } from '../encode/byte-buffer.ts'
import { encodeByteStreamSplit } from '../encode/byte-stream-split.ts'
import { BytesValues } from '../encode/bytes-values.ts'
import {
  encodeDelta32,
  encodeDelta64,
  encodeDeltaBytes,
  encodeDeltaLength,
} from '../encode/delta.ts'
import { FixedValues } from '../encode/fixed-values.ts'
import { encodeHybrid } from '../encode/hybrid.ts'
import type { Bounds, Values } from '../encode/values.ts'
import { Words32 } from '../encode/words32.ts'
import { Words64 } from '../encode/words64.ts'
import { Encoding } from '../format/constants.ts'

/**
 * The values of a chunk with the encoding that was chosen for its data pages. Ranges count non-NULL
 * values.
 */
export interface Content {
  readonly count: number
  readonly encoding: Encoding
  /** The entries of the dictionary page; absent where there is none. */
  readonly entries?: Values
  /** The entries, or else all values. */
  readonly source: Values
  /** Size of the values `from … end` in a page, or an estimate from above. */
  size(from: number, end: number): number
  write(from: number, end: number, out: ByteBuffer): void
  bounds(from: number, end: number): Bounds | undefined
  nanCount(from: number, end: number): number | undefined
  /** Sum of the lengths of byte strings, whatever the encoding; `undefined` for other types. */
  byteLength(from: number, end: number): number | undefined
}

/** The values themselves, which every reader reads and every type has. */
export function plainContent(values: Values): Content {
  return {
    count: values.count,
    encoding: Encoding.PLAIN,
    source: values,
    size: (from, end) => values.plainSize(from, end),
    write: (from, end, out) => values.writePlain(from, end, out),
    bounds: (from, end) => values.bounds(from, end),
    nanCount: (from, end) => values.nanCount(from, end),
    byteLength: (from, end) =>
      values instanceof BytesValues ? values.byteLength(from, end) : undefined,
  }
}

/** At least one bit: a width of 0 is legal, but not every reader knows it. */
export function codeWidth(entries: Values): number {
  return Math.max(1, bitWidth(entries.count - 1))
}

/** @param values the values that the codes stand for, where they are at hand */
export function dictionaryContent(entries: Values, codes: Int32Array, values?: Values): Content {
  const width = codeWidth(entries)
  // Bounds of byte strings are cheaper by the entries in use than by every value.
  const scan = values instanceof BytesValues ? undefined : values
  return {
    count: codes.length,
    encoding: Encoding.RLE_DICTIONARY,
    entries,
    source: entries,
    size: (from, end) => 1 + ((end - from + 7) >> 3) * width,
    write: (from, end, out) => {
      out.byte(width)
      encodeHybrid(codes, from, end, width, out)
    },
    bounds: (from, end) => {
      if (scan !== undefined) return scan.bounds(from, end)
      const used = usedEntries(codes, from, end, entries.count)
      return entries.select(used).bounds(0, used.length)
    },
    nanCount: (from, end) => scan?.nanCount(from, end),
    byteLength: (from, end) =>
      entries instanceof BytesValues ? codedLength(entries, codes, from, end) : undefined,
  }
}

/** Sum of the lengths of the entries that the codes `from … end` stand for. */
export function codedLength(
  { starts, ends }: BytesValues,
  codes: Int32Array,
  from: number,
  end: number,
): number {
  let size = 0
  for (let i = from; i < end; i++) size += ends[codes[i]] - starts[codes[i]]
  return size
}

function usedEntries(codes: Int32Array, from: number, end: number, entries: number): Uint32Array {
  const seen = new Uint8Array(entries)
  for (let i = from; i < end; i++) seen[codes[i]] = 1
  const used = new Uint32Array(Math.min(entries, end - from))
  let count = 0
  for (let code = 0; code < entries; code++) if (seen[code] === 1) used[count++] = code
  return used.subarray(0, count)
}

/** `undefined` where the type has no delta encoding. */
export function deltaContent(values: Values): Content | undefined {
  const plain = plainContent(values)
  if (values instanceof Words32 && values.order !== 'float') {
    return {
      ...plain,
      encoding: Encoding.DELTA_BINARY_PACKED,
      write: (from, end, out) => encodeDelta32(values.words, from, end, out),
    }
  }
  if (values instanceof Words64 && values.order !== 'double') {
    return {
      ...plain,
      encoding: Encoding.DELTA_BINARY_PACKED,
      write: (from, end, out) => encodeDelta64(values.words, from, end, out),
    }
  }
  if (values instanceof BytesValues) {
    return {
      ...plain,
      encoding: Encoding.DELTA_LENGTH_BYTE_ARRAY,
      write: (from, end, out) => encodeDeltaLength(values, from, end, out),
    }
  }
  return undefined
}

/** `undefined` where the type has no DELTA_BYTE_ARRAY. */
export function deltaBytesContent(values: Values): Content | undefined {
  const strings = values instanceof FixedValues ? values.asBytes() : values
  if (!(strings instanceof BytesValues)) return undefined
  return {
    ...plainContent(values),
    encoding: Encoding.DELTA_BYTE_ARRAY,
    write: (from, end, out) => encodeDeltaBytes(strings, from, end, out),
  }
}

/** `undefined` where the type has no BYTE_STREAM_SPLIT. */
export function splitContent(values: Values): Content | undefined {
  const width = splitWidth(values)
  if (width === undefined) return undefined
  return {
    ...plainContent(values),
    encoding: Encoding.BYTE_STREAM_SPLIT,
    write: (from, end, out) => {
      const plain = new ByteBuffer(values.plainSize(from, end))
      values.writePlain(from, end, plain)
      encodeByteStreamSplit(plain.view(), width, out)
    },
  }
}

function splitWidth(values: Values): number | undefined {
  if (values instanceof Words32) return 4
  if (values instanceof Words64) return 8
  return values instanceof FixedValues ? values.width : undefined
}
