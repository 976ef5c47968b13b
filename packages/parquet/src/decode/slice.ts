import { bitmapBytes } from '../bitmap.ts'
import type { BytesData, ColumnData } from '../column-data.ts'
import { type Allocate, allocateChecked, allocatePrivate } from './lane.ts'

/**
 * Rows `[start, end)` of a column. Values, codes and dictionaries are views of `data`'s memory; bitmaps and offsets,
 * which begin anew, are copies.
 */
export function sliceColumn(
  data: ColumnData,
  start: number,
  end: number,
  allocate: Allocate = allocatePrivate,
): ColumnData {
  if (start === 0 && end === data.length) return data
  const length = end - start
  const validity = data.validity && sliceValidity(data.validity, start, end, allocate)
  switch (data.kind) {
    case 'wide':
      return {
        kind: 'wide',
        length,
        validity,
        low: data.low.subarray(start, end),
        high: data.high.subarray(start, end),
      }
    case 'bytes':
      return { ...sliceBytes(data, start, end, allocate), validity }
    case 'dictionary':
      return { ...data, length, validity, codes: data.codes.subarray(start, end) }
    case 'list': {
      const offsets = sliceOffsets(data.offsets, start, end, allocate)
      const from = data.offsets[start]
      const elements = sliceColumn(data.elements, from, data.offsets[end], allocate)
      return { kind: 'list', length, validity, offsets, elements }
    }
    default:
      // The kind and the class of the array go together.
      return { ...data, length, validity, values: data.values.subarray(start, end) } as ColumnData
  }
}

function sliceBytes(data: BytesData, start: number, end: number, allocate: Allocate): BytesData {
  const offsets = sliceOffsets(data.offsets, start, end, allocate)
  const bytes = data.bytes.subarray(data.offsets[start], data.offsets[end])
  return { kind: 'bytes', length: end - start, validity: null, offsets, bytes }
}

function sliceOffsets(
  offsets: Uint32Array,
  start: number,
  end: number,
  allocate: Allocate,
): Uint32Array {
  const result = new Uint32Array(allocateChecked(allocate, (end - start + 1) * 4))
  const base = offsets[start]
  for (let i = start; i <= end; i++) result[i - start] = offsets[i] - base
  return result
}

/** The bits `[start, end)`, or `null` where all of them are 1. */
function sliceValidity(
  bitmap: Uint8Array,
  start: number,
  end: number,
  allocate: Allocate,
): Uint8Array | null {
  const length = end - start
  const result = new Uint8Array(allocateChecked(allocate, bitmapBytes(length)))
  const shift = start & 7
  const first = start >>> 3
  let all = 0xff
  for (let i = 0; i < result.length; i++) {
    const above = first + i + 1 < bitmap.length ? bitmap[first + i + 1] : 0
    result[i] = ((bitmap[first + i] | (above << 8)) >>> shift) & 0xff
    if (i + 1 < result.length) all &= result[i]
  }
  if (length === 0) return null
  const mask = 0xff >>> (7 - ((length - 1) & 7))
  const last = result.length - 1
  result[last] &= mask
  return all === 0xff && result[last] === mask ? null : result
}
