import type { ColumnData } from '../../packages/parquet/src/index.ts'

/** @throws where column data break what their types promise, so that who uses them would read beyond */
export function checkColumn(data: ColumnData, length: number): void {
  require(data.length === length, `${data.length} rows, not ${length}`)
  if (data.validity !== null) {
    require(data.validity.length >= Math.ceil(length / 8), 'the bitmap is too short')
  }
  switch (data.kind) {
    case 'bytes':
      checkOffsets(data.offsets, length, data.bytes.length)
      return
    case 'list':
      checkOffsets(data.offsets, length, data.elements.length)
      checkColumn(data.elements, data.elements.length)
      return
    case 'dictionary': {
      checkColumn(data.dictionary, data.dictionary.length)
      require(data.codes.length >= length, 'too few codes')
      const entries = data.dictionary.length
      for (let i = 0; i < length; i++)
        require(data.codes[i] < entries, `code ${data.codes[i]} of ${entries}`)
      return
    }
    case 'wide':
      require(data.low.length >= length && data.high.length >= length, 'too few values')
      return
    default:
      require(data.values.length >= length, `${data.values.length} values of ${length}`)
  }
}

function checkOffsets(offsets: Uint32Array, length: number, end: number): void {
  require(offsets.length >= length + 1, 'too few offsets')
  for (let i = 0; i < length; i++) require(offsets[i] <= offsets[i + 1], 'offsets descend')
  require(offsets[length] <= end, `offsets to ${offsets[length]} of ${end}`)
}

function require(condition: boolean, message: string): void {
  if (!condition) throw new Error(`unsound column: ${message}`)
}
