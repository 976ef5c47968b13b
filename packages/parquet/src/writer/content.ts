import { bitWidth } from '../encode/bit-pack.ts'
import { ByteBuffer } from '../encode/byte-buffer.ts'
import { encodeByteStreamSplit } from '../encode/byte-stream-split.ts'
import { bytesDictionary } from '../encode/bytes-dictionary.ts'
import { BytesValues } from '../encode/bytes-values.ts'
import { encodeDelta32, encodeDelta64, encodeDeltaLength } from '../encode/delta.ts'
import { FixedValues } from '../encode/fixed-values.ts'
import { encodeHybrid } from '../encode/hybrid.ts'
import { dictionary32, dictionary64 } from '../encode/number-dictionary.ts'
import type { Bounds, Values } from '../encode/values.ts'
import { Words32 } from '../encode/words32.ts'
import { Words64 } from '../encode/words64.ts'
import { Encoding } from '../format/constants.ts'
import type { ColumnSpec } from './column-spec.ts'
import type { ResolvedOptions } from './options.ts'
import type { PhysicalValues } from './physical.ts'

/**
 * The values of a chunk with the encoding that was chosen for its data pages. Ranges count non-NULL
 * values.
 */
export interface Content {
  readonly count: number
  readonly encoding: Encoding
  /** The entries of the dictionary page; absent where there is none. */
  readonly entries?: Values
  /** Size of the values `from … end` in a page, or an estimate from above. */
  size(from: number, end: number): number
  write(from: number, end: number, out: ByteBuffer): void
  bounds(from: number, end: number): Bounds | undefined
  nanCount(from: number, end: number): number | undefined
}

/**
 * Numbers in a dictionary are expanded by the reader again, so it must save at least this share.
 */
const numberSaving = 0.5
/** Text in a dictionary stays one for the reader, which is worth more than the space. */
const textSaving = 0.1

/** @throws TypeError where the column asks for an encoding that its type does not have */
export function chooseContent(
  spec: ColumnSpec,
  physical: PhysicalValues,
  options: ResolvedOptions,
): Content {
  const encoding = spec.encoding ?? 'auto'
  const { values, codes } = physical
  if (encoding === 'delta') return deltaContent(spec, expand(physical))
  if (encoding === 'byte_stream_split') return splitContent(spec, expand(physical))
  const wanted = encoding === 'dictionary' || (encoding === 'auto' && options.dictionary)
  if (!wanted) return plainContent(expand(physical))
  if (codes !== undefined) {
    const pays = codes.length > 0 && saving(values, codes, codedSize(values, codes)) >= 0
    return pays ? dictionaryContent(values, codes) : plainContent(expand(physical))
  }
  return builtDictionary(values, encoding === 'dictionary', options) ?? plainContent(values)
}

function expand({ values, codes }: PhysicalValues): Values {
  if (codes === undefined) return values
  return values.select(new Uint32Array(codes.buffer, codes.byteOffset, codes.length))
}

/** What the dictionary saves, as a share of `plainSize`. */
function saving(entries: Values, codes: Int32Array, plainSize: number): number {
  const width = codeWidth(entries)
  const size = entries.plainSize(0, entries.count) + (codes.length * width) / 8
  return 1 - size / plainSize
}

function codedSize(entries: Values, codes: Int32Array): number {
  if (!(entries instanceof BytesValues)) {
    return (entries.plainSize(0, entries.count) / entries.count) * codes.length
  }
  const { starts, ends } = entries
  let size = 4 * codes.length
  for (let i = 0; i < codes.length; i++) size += ends[codes[i]] - starts[codes[i]]
  return size
}

/** At least one bit: a width of 0 is legal, but not every reader knows it. */
function codeWidth(entries: Values): number {
  return Math.max(1, bitWidth(entries.count - 1))
}

function builtDictionary(
  values: Values,
  always: boolean,
  options: ResolvedOptions,
): Content | undefined {
  const built = buildDictionary(values, options)
  if (built === undefined || built.codes.length === 0) return undefined
  const { codes, firsts } = built
  const entries = values.select(firsts)
  const needed = always ? 0 : values instanceof BytesValues ? textSaving : numberSaving
  if (saving(entries, codes, values.plainSize(0, values.count)) < needed) return undefined
  return dictionaryContent(entries, codes, values)
}

function buildDictionary(values: Values, options: ResolvedOptions) {
  if (values instanceof BytesValues) return bytesDictionary(values, options.dictionaryBytes)
  if (values instanceof Words32) return dictionary32(values.words)
  if (values instanceof Words64) return dictionary64(values.words)
  return undefined
}

function plainContent(values: Values): Content {
  return {
    count: values.count,
    encoding: Encoding.PLAIN,
    size: (from, end) => values.plainSize(from, end),
    write: (from, end, out) => values.writePlain(from, end, out),
    bounds: (from, end) => values.bounds(from, end),
    nanCount: (from, end) => values.nanCount(from, end),
  }
}

/** @param values the values that the codes stand for, where they are at hand */
function dictionaryContent(entries: Values, codes: Int32Array, values?: Values): Content {
  const width = codeWidth(entries)
  // Bounds of byte strings are cheaper by the entries in use than by every value.
  const scan = values instanceof BytesValues ? undefined : values
  return {
    count: codes.length,
    encoding: Encoding.RLE_DICTIONARY,
    entries,
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
  }
}

function usedEntries(codes: Int32Array, from: number, end: number, entries: number): Uint32Array {
  const seen = new Uint8Array(entries)
  for (let i = from; i < end; i++) seen[codes[i]] = 1
  const used = new Uint32Array(Math.min(entries, end - from))
  let count = 0
  for (let code = 0; code < entries; code++) if (seen[code] === 1) used[count++] = code
  return used.subarray(0, count)
}

function deltaContent(spec: ColumnSpec, values: Values): Content {
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
  throw new TypeError(`column ${spec.name} has no delta encoding`)
}

function splitContent(spec: ColumnSpec, values: Values): Content {
  const width = splitWidth(values)
  if (width === undefined) {
    throw new TypeError(`column ${spec.name} has no byte stream split encoding`)
  }
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
