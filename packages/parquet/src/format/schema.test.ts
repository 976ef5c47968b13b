import { describe, expect, test } from 'vitest'
import { ConvertedType, PhysicalType, Repetition } from './constants.ts'
import type { SchemaElement } from './metadata.ts'
import { schemaColumns } from './schema.ts'

const { REQUIRED, OPTIONAL, REPEATED } = Repetition
const { INT32, INT64, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY } = PhysicalType

const group = (name: string, repetitionType: Repetition, numChildren: number) => ({
  name,
  repetitionType,
  numChildren,
})

const columnsOf = (children: number, ...elements: SchemaElement[]) =>
  schemaColumns([{ name: 'root', numChildren: children }, ...elements])

const one = (element: Partial<SchemaElement>) =>
  columnsOf(1, { name: 'c', repetitionType: OPTIONAL, ...element })[0]

test('flat columns', () => {
  const columns = columnsOf(
    2,
    { name: 'a', type: INT32, repetitionType: REQUIRED },
    { name: 'b', type: BYTE_ARRAY, repetitionType: OPTIONAL },
  )
  expect(columns).toMatchObject([
    { name: 'a', index: 0, nullable: false, maxDefinition: 0, list: false, dataKind: 'int32' },
    { name: 'b', index: 1, nullable: true, maxDefinition: 1, list: false, dataKind: 'bytes' },
  ])
})

describe('logical types', () => {
  test.each<[Partial<SchemaElement>, object, string]>([
    [{ type: BYTE_ARRAY, convertedType: ConvertedType.UTF8 }, { kind: 'string' }, 'bytes'],
    [{ type: BYTE_ARRAY, logicalType: { STRING: {} } }, { kind: 'string' }, 'bytes'],
    [
      { type: INT32, convertedType: ConvertedType.UINT_32 },
      { kind: 'int', bits: 32, signed: false },
      'int64',
    ],
    [
      { type: INT32, logicalType: { INTEGER: { bitWidth: 16, isSigned: false } } },
      { kind: 'int', bits: 16, signed: false },
      'int32',
    ],
    [
      { type: INT64, logicalType: { TIMESTAMP: { isAdjustedToUTC: false, unit: { NANOS: {} } } } },
      { kind: 'timestamp', unit: 'nanos', utc: false },
      'int64',
    ],
    [
      { type: INT64, convertedType: ConvertedType.TIMESTAMP_MICROS },
      { kind: 'timestamp', unit: 'micros', utc: true },
      'int64',
    ],
    [{ type: INT96 }, { kind: 'timestamp', unit: 'nanos', utc: true }, 'int64'],
    [
      { type: BYTE_ARRAY, convertedType: ConvertedType.DECIMAL, precision: 18, scale: 2 },
      { kind: 'decimal', precision: 18, scale: 2 },
      'int64',
    ],
    [
      {
        type: FIXED_LEN_BYTE_ARRAY,
        typeLength: 16,
        logicalType: { DECIMAL: { precision: 38, scale: 10 } },
      },
      { kind: 'decimal', precision: 38, scale: 10 },
      'wide',
    ],
    [
      { type: FIXED_LEN_BYTE_ARRAY, typeLength: 2, logicalType: { FLOAT16: {} } },
      { kind: 'float16' },
      'float',
    ],
    [
      { type: FIXED_LEN_BYTE_ARRAY, typeLength: 16, logicalType: { UUID: {} } },
      { kind: 'uuid' },
      'bytes',
    ],
    // An annotation that does not fit the physical type, and one that nobody knows, say nothing.
    [{ type: INT64, convertedType: ConvertedType.DATE }, { kind: 'none' }, 'int64'],
    [{ type: BYTE_ARRAY, logicalType: {} }, { kind: 'none' }, 'bytes'],
  ])('%o', (element, logical, dataKind) => {
    expect(one(element)).toMatchObject({ logical, dataKind })
    expect(one(element).unsupported).toBeUndefined()
  })

  test('decimals that no integer here holds', () => {
    const decimal = { type: BYTE_ARRAY, convertedType: ConvertedType.DECIMAL }
    expect(one({ ...decimal, precision: 39, scale: 0 }).unsupported).toContain('39 digits')
    expect(one({ ...decimal, precision: 5, scale: 6 }).unsupported).toContain('DECIMAL(5, 6)')
  })
})

describe('lists', () => {
  test('three levels', () => {
    const [column] = columnsOf(
      1,
      { ...group('l', OPTIONAL, 1), logicalType: { LIST: {} } },
      group('list', REPEATED, 1),
      { name: 'element', type: INT32, repetitionType: OPTIONAL },
    )
    expect(column).toMatchObject({
      name: 'l',
      list: true,
      nullable: true,
      elementNullable: true,
      maxDefinition: 3,
      maxRepetition: 1,
    })
  })

  test('two levels', () => {
    const [column] = columnsOf(
      1,
      { ...group('l', REQUIRED, 1), convertedType: ConvertedType.LIST },
      { name: 'item', type: INT32, repetitionType: REPEATED },
    )
    expect(column).toMatchObject({ name: 'l', list: true, nullable: false, elementNullable: false })
  })

  test('a repeated primitive', () => {
    const [column] = columnsOf(1, { name: 'l', type: INT32, repetitionType: REPEATED })
    expect(column).toMatchObject({ name: 'l', list: true, nullable: false, maxDefinition: 1 })
  })
})

test('nested columns say why, and flat ones stay readable', () => {
  const columns = columnsOf(
    3,
    group('s', OPTIONAL, 1),
    { name: 'x', type: INT32, repetitionType: OPTIONAL },
    { ...group('m', OPTIONAL, 1), convertedType: ConvertedType.MAP },
    group('key_value', REPEATED, 2),
    { name: 'key', type: INT32, repetitionType: REQUIRED },
    { name: 'value', type: INT32, repetitionType: OPTIONAL },
    { name: 'flat', type: INT32, repetitionType: REQUIRED },
  )
  expect(columns.map(({ name, unsupported }) => [name, unsupported])).toEqual([
    ['s.x', 'it is inside a STRUCT'],
    ['m.key_value.key', 'it is inside a MAP'],
    ['m.key_value.value', 'it is inside a MAP'],
    ['flat', undefined],
  ])
})

test.each<[string, SchemaElement[]]>([
  ['no elements', []],
  ['missing children', [{ name: 'root', numChildren: 2 }]],
  [
    'elements outside the root',
    [
      { name: 'root', numChildren: 0 },
      { name: 'a', type: INT32 },
    ],
  ],
  ['negative children', [{ name: 'root', numChildren: -1 }]],
  [
    'an unknown type',
    [
      { name: 'root', numChildren: 1 },
      { name: 'a', type: 9 as PhysicalType },
    ],
  ],
  [
    'values of no length',
    [
      { name: 'root', numChildren: 1 },
      { name: 'a', type: FIXED_LEN_BYTE_ARRAY },
    ],
  ],
  [
    'groups that nest too deep',
    Array.from({ length: 300 }, (_, i) => ({ name: `${i}`, numChildren: i < 299 ? 1 : 0 })),
  ],
])('refuses %s', (_, elements) => {
  expect(() => schemaColumns(elements)).toThrow(expect.objectContaining({ code: 'corrupt' }))
})
