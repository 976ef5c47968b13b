import { expect, test } from 'vitest'
import { Encoding } from '../format/constants.ts'
import { schemaColumns } from '../format/schema.ts'
import { allocatePrivate } from './lane.ts'
import { finishValidity, makeListRows, makeValidity, takeFlatRows, takeListRows } from './rows.ts'
import { pack, varint } from './testing/bit-writer.ts'

/** Levels as one bit-packed run. */
function levels(values: readonly number[], width: number) {
  const padded = [...values, ...new Array(-values.length & 7).fill(0)]
  const bytes = Uint8Array.from([...varint((padded.length / 8) * 2 + 1), ...pack(padded, width)])
  return { bytes, start: 0, end: bytes.length, encoding: Encoding.RLE }
}

test('flat rows make a bitmap at the first NULL', () => {
  const validity = makeValidity(9, allocatePrivate)
  expect(takeFlatRows(validity, levels([1, 1, 1], 1), 3)).toEqual({ at: 0, rows: 3, valid: 3 })
  expect(takeFlatRows(validity, levels([1, 0, 1], 1), 3)).toEqual({ at: 3, rows: 3, valid: 2 })
  expect(takeFlatRows(validity, undefined, 3)).toEqual({ at: 6, rows: 3, valid: 3 })
  expect(finishValidity(validity)).toEqual(Uint8Array.of(0b11101111, 1))
})

test('flat rows without NULL have no bitmap', () => {
  const validity = makeValidity(3, allocatePrivate)
  takeFlatRows(validity, levels([1, 1, 1], 1), 3)
  expect(finishValidity(validity)).toBe(null)
})

test('more rows than the row group has are refused', () => {
  const validity = makeValidity(2, allocatePrivate)
  expect(() => takeFlatRows(validity, undefined, 3)).toThrow('more rows')
})

const [list] = schemaColumns([
  { name: 'root', numChildren: 1 },
  { name: 'l', numChildren: 1, repetitionType: 1, logicalType: { LIST: {} } },
  { name: 'list', numChildren: 1, repetitionType: 2 },
  { name: 'element', type: 1, repetitionType: 1 },
])

test('lists: NULL, empty, with NULL elements, and across pages', () => {
  // NULL, [], [7, NULL], [8 | 9], [NULL]
  const rows = makeListRows(list, 5, 8, allocatePrivate)
  takeListRows(rows, levels([0, 0, 0, 1, 0], 1), levels([0, 1, 3, 2, 3], 2), 5)
  const second = takeListRows(rows, levels([1, 0], 1), levels([3, 2], 2), 2)
  expect(second).toEqual({ at: 3, rows: 2, valid: 1 })
  expect([...rows.offsets.subarray(0, 5)]).toEqual([0, 0, 0, 2, 4])
  expect(rows.elements.length).toBe(5)
  expect(finishValidity(rows.lists)).toEqual(Uint8Array.of(0b11110))
  expect(finishValidity(rows.elements)).toEqual(Uint8Array.of(0b01101))
})

test('a list may not go on before it begins', () => {
  const rows = makeListRows(list, 1, 2, allocatePrivate)
  expect(() => takeListRows(rows, levels([1], 1), levels([3], 2), 1)).toThrow('before it begins')
})
