import { normalizeInteger, type SqlValue } from '../types/value.ts'
import { type ColumnVector, isValid } from './column-vector.ts'

const decoder = new TextDecoder()

/**
 * One value of a vector in the domain of types/value.ts. For single rows; loops over columns read the arrays.
 *
 * @param textual whether bytes are UTF-8 text, to be answered as a string
 */
export function valueAt(vector: ColumnVector, row: number, textual: boolean): SqlValue {
  if (!isValid(vector.validity, row)) return null
  switch (vector.kind) {
    case 'boolean':
    case 'int32':
    case 'float':
    case 'double':
      return vector.values[row]
    case 'int64': {
      const value = vector.values[row]
      return typeof value === 'bigint' ? normalizeInteger(value) : value
    }
    case 'wide':
      return normalizeInteger((vector.high[row] << 64n) + vector.low[row])
    case 'bytes':
      return sliceAt(vector.bytes, vector.offsets[row], vector.offsets[row + 1], textual)
    case 'dictionary': {
      const { bytes, offsets } = vector.dictionary
      const code = vector.codes[row]
      return sliceAt(bytes, offsets[code], offsets[code + 1], textual)
    }
    case 'values':
      return vector.values[row]
  }
}

function sliceAt(bytes: Uint8Array, start: number, end: number, textual: boolean): SqlValue {
  // A copy: a decoder refuses shared memory, and the caller of bytes may keep them.
  const copy = bytes.slice(start, end)
  if (!textual) return copy
  return copy.length <= 48 ? shortText(copy) : decoder.decode(copy)
}

/** UTF-8 to text, without the decoder's fixed cost where all bytes are ASCII. */
function shortText(bytes: Uint8Array): string {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] > 0x7f) return decoder.decode(bytes)
  return String.fromCharCode.apply(null, bytes as unknown as number[])
}
