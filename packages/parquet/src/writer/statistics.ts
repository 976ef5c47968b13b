import type { Bounds } from '../encode/values.ts'
import { PhysicalType } from '../format/constants.ts'
import type { Statistics } from '../format/metadata.ts'
import type { ColumnSpec } from './column-spec.ts'

/** Longer bounds are cut, so that footers stay small. */
const maxBoundBytes = 64
/** A longer bound that cannot be cut is left out: a value may have as many bytes as the file. */
const maxWholeBoundBytes = 1024

/** Bounds as they are stored: cut ones still enclose all values, but are not among them. */
export interface StoredBounds {
  readonly min: Uint8Array | undefined
  readonly max: Uint8Array | undefined
  readonly minExact: boolean
  readonly maxExact: boolean
}

/** Cuts long bounds; `undefined` where there are none or they are too long to be stored. */
export function storedBounds(
  spec: ColumnSpec,
  bounds: Bounds | undefined,
): StoredBounds | undefined {
  if (bounds === undefined) return undefined
  const { min, max } = bounds
  if (spec.physicalType !== PhysicalType.BYTE_ARRAY) {
    // Readers may count on the length of fixed ones.
    const short = min.length <= maxWholeBoundBytes
    return short ? { min, max, minExact: true, maxExact: true } : undefined
  }
  const text = isText(spec)
  const minExact = min.length <= maxBoundBytes
  const above = max.length <= maxBoundBytes ? undefined : cutAbove(max, text)
  const whole = max.length <= maxWholeBoundBytes ? max : undefined
  return {
    min: minExact ? min : cutBelow(min, text),
    minExact,
    max: above ?? whole,
    maxExact: above === undefined,
  }
}

/** The footer's statistics of a chunk; what is `undefined` is not known. */
export function chunkStatistics(
  bounds: StoredBounds | undefined,
  nullCount: number,
  nanCount: number | undefined,
  distinctCount: number | undefined,
): Statistics {
  const { min, max, minExact, maxExact } = bounds ?? {}
  return {
    nullCount,
    distinctCount,
    nanCount,
    ...(min && { minValue: min, isMinValueExact: minExact }),
    ...(max && { maxValue: max, isMaxValueExact: maxExact }),
  }
}

function isText({ logical: { kind } }: ColumnSpec): boolean {
  return kind === 'string' || kind === 'json' || kind === 'enum'
}

/** A prefix sorts before the whole. Text is cut between characters. */
function cutBelow(value: Uint8Array, text: boolean): Uint8Array {
  return value.slice(0, text ? characterStart(value, maxBoundBytes) : maxBoundBytes)
}

/** A prefix with the last part that can grow increased; `undefined` where none can. */
function cutAbove(value: Uint8Array, text: boolean): Uint8Array | undefined {
  return text && isUtf8(value) ? cutTextAbove(value) : cutBytesAbove(value)
}

/** Keeps U+FEFF, which decoders drop at the start otherwise. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function isUtf8(value: Uint8Array): boolean {
  try {
    utf8.decode(value)
    return true
  } catch {
    return false
  }
}

function cutBytesAbove(value: Uint8Array): Uint8Array | undefined {
  let end = maxBoundBytes
  while (end > 0 && value[end - 1] === 0xff) end--
  if (end === 0) return undefined
  const result = value.slice(0, end)
  result[end - 1]++
  return result
}

/** UTF-8 sorts as its code points do, so the last one that has a successor is replaced by it. */
function cutTextAbove(value: Uint8Array): Uint8Array | undefined {
  for (let end = characterStart(value, maxBoundBytes); end > 0; ) {
    const start = characterStart(value, end - 1)
    const next = successor(utf8.decode(value.slice(start, end)))
    if (next !== undefined) {
      const last = new TextEncoder().encode(next)
      const result = new Uint8Array(start + last.length)
      result.set(value.subarray(0, start))
      result.set(last, start)
      return result
    }
    end = start
  }
  return undefined
}

function successor(character: string): string | undefined {
  const code = character.codePointAt(0)!
  if (code === 0x10ffff) return undefined
  return String.fromCodePoint(code === 0xd7ff ? 0xe000 : code + 1)
}

/** The start of the character that covers byte `at`, or `at` where one begins there. */
function characterStart(value: Uint8Array, at: number): number {
  let start = at
  while (start > 0 && start > at - 4 && (value[start] & 0xc0) === 0x80) start--
  return start
}
