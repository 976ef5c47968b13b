import type { BytesData, DictionaryData } from '../column-data.ts'
import { distinctEntries } from '../decode/distinct.ts'
import { checkCodes, remapCodes } from '../decode/gather.ts'
import { type Allocate, allocateChecked, allocatePrivate } from '../decode/lane.ts'
import { finishValidity } from '../decode/rows.ts'
import { spread32 } from '../decode/spread.ts'
import { type ChunkDecoding, decodeCodes, takePage } from './take-page.ts'

/** Decodes a chunk all of whose pages are dictionary-coded into codes, and keeps the dictionary. */
export function finishWithCodes(chunk: ChunkDecoding, entries: BytesData): DictionaryData {
  const { validity, allocate } = chunk
  const { dictionary, map } = distinctEntries(entries)
  const codes = makeCodes(validity.capacity, dictionary.length, allocate)
  for (const page of chunk.pages.data) {
    const { place, values } = takePage(chunk, page)
    const { at, rows, valid } = place
    if (valid === 0) continue
    const scratch = decodeCodes(values, valid, rows)
    checkCodes(scratch, valid, entries.length)
    if (map !== null) remapCodes(scratch, map, valid)
    if (valid < rows) spreadFrom(scratch, validity.bitmap!, at, rows, valid)
    // The built-in conversion is vectorized; a loop is not.
    codes.set(rows === scratch.length ? scratch : scratch.subarray(0, rows), at)
  }
  const { length } = validity
  return {
    kind: 'dictionary',
    length,
    validity: finishValidity(validity),
    codes: codes.subarray(0, length),
    dictionary: moveTo(dictionary, allocate),
  }
}

type Codes = DictionaryData['codes']

function makeCodes(length: number, entries: number, allocate: Allocate): Codes {
  if (entries <= 0x100) return new Uint8Array(allocateChecked(allocate, length))
  if (entries <= 0x10000) return new Uint16Array(allocateChecked(allocate, length * 2))
  return new Uint32Array(allocateChecked(allocate, length * 4))
}

/** As `spread32`, of values that begin at 0 while their bits begin at `bitAt`. */
function spreadFrom(
  codes: Int32Array,
  bitmap: Uint8Array,
  bitAt: number,
  rows: number,
  valid: number,
): void {
  if (bitAt === 0) {
    spread32(codes, bitmap, 0, rows, valid)
    return
  }
  let from = valid - 1
  for (let i = rows - 1; i > from; i--) {
    const bit = bitAt + i
    codes[i] = (bitmap[bit >>> 3] >>> (bit & 7)) & 1 ? codes[from--] : 0
  }
}

function moveTo(data: BytesData, allocate: Allocate): BytesData {
  if (allocate === allocatePrivate) return data
  const offsets = new Uint32Array(allocateChecked(allocate, data.offsets.byteLength))
  const bytes = new Uint8Array(allocateChecked(allocate, data.bytes.byteLength))
  offsets.set(data.offsets)
  bytes.set(data.bytes)
  return { ...data, offsets, bytes }
}
