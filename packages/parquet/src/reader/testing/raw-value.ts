import type { ColumnData } from '../../column-data.ts'

/** Whether row `row` has a value. */
function isValid(data: ColumnData, row: number): boolean {
  return data.validity === null || ((data.validity[row >> 3] >> (row & 7)) & 1) === 1
}

/** One value as it stands in column data: number, bigint, boolean, bytes, array, or null. */
export function rawValue(data: ColumnData, row: number): unknown {
  if (!isValid(data, row)) return null
  switch (data.kind) {
    case 'boolean':
      return data.values[row] === 1
    case 'wide':
      return (data.high[row] << 64n) + data.low[row]
    case 'bytes':
      return data.bytes.slice(data.offsets[row], data.offsets[row + 1])
    case 'dictionary':
      return rawValue(data.dictionary, data.codes[row])
    case 'list': {
      const items: unknown[] = []
      for (let i = data.offsets[row]; i < data.offsets[row + 1]; i++) {
        items.push(rawValue(data.elements, i))
      }
      return items
    }
    default:
      return data.values[row]
  }
}

/** All values of a column. */
export function rawValues(data: ColumnData): unknown[] {
  return Array.from({ length: data.length }, (_, row) => rawValue(data, row))
}

/** What the readers of column data rely on beside the values. */
export function checkInvariants(data: ColumnData): void {
  const fail = (what: string) => {
    throw new Error(`${data.kind} column: ${what}`)
  }
  const { length, validity } = data
  if (validity !== null) {
    if (validity.length !== Math.ceil(length / 8)) fail('the bitmap has another length')
    if ((length & 7) !== 0 && validity[validity.length - 1] >> (length & 7) !== 0) {
      fail('bits behind the last row are set')
    }
    let nulls = 0
    for (let row = 0; row < length; row++) if (!isValid(data, row)) nulls++
    if (nulls === 0) fail('there is a bitmap and no NULL')
  }
  const isNullWith = (row: number, zero: boolean) => isValid(data, row) || zero
  for (let row = 0; row < length; row++) {
    let zero: boolean
    if (data.kind === 'bytes' || data.kind === 'list') {
      if (data.offsets[row] > data.offsets[row + 1]) fail('offsets go back')
      zero = data.offsets[row] === data.offsets[row + 1]
    } else if (data.kind === 'dictionary') {
      if (data.codes[row] >= data.dictionary.length) fail('a code is out of range')
      zero = data.codes[row] === 0
    } else if (data.kind === 'wide') zero = data.low[row] === 0n && data.high[row] === 0n
    else zero = Number(data.values[row]) === 0
    if (!isNullWith(row, zero)) fail('a NULL row does not hold zero')
  }
  if (data.kind === 'list') checkInvariants(data.elements)
  if (data.kind === 'dictionary') {
    const entries = rawValues(data.dictionary).map((entry) => String(entry))
    if (new Set(entries).size !== entries.length) fail('the dictionary has repeated entries')
  }
}
