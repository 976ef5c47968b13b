import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collation } from '../../types/collation.ts'
import { type CollationName, decimalType, type SqlType, types } from '../../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../../types/value.ts'
import type { ColumnVector } from '../../vector/column-vector.ts'
import { createBTreeIndex } from './btree-index.ts'
import type { KeyBatch, KeyBound, KeyRange } from './index-shape.ts'

type Key = readonly SqlValue[]

interface Entry {
  readonly key: Key
  readonly rowId: number
}

interface Column {
  readonly type: SqlType
  readonly descending: boolean
}

const textType = (name: CollationName): SqlType => ({
  kind: 'text',
  name: 'varchar',
  length: null,
  collation: name,
})

/** Few values of each type, among them those at the edges of its order. */
const domains: readonly [string, SqlType, readonly SqlValue[]][] = [
  ['INT', types.int, [-2147483648, -256, -255, -1, 0, 1, 255, 256, 65536, 2147483647]],
  [
    'BIGINT',
    types.bigint,
    [-(2n ** 63n), -(2n ** 53n), -9007199254740991, -1, 0, 4294967296, 2n ** 53n, 2n ** 63n - 1n],
  ],
  ['safe BIGINT', types.bigint, [-9007199254740991, -5, 0, 5, 2 ** 40, 9007199254740991]],
  ['DECIMAL(38)', decimalType(38, 2), [-(10n ** 37n), -1, 0, 3, 10n ** 20n, 10n ** 37n]],
  ['DOUBLE', types.double, [-Infinity, -1.5, -5e-324, 0, 5e-324, 0.1, 1e300, Infinity, Number.NaN]],
  ['DATE', types.date, [-719528, -1, 0, 1, 2932896]],
  ['bin', textType('utf8mb4_bin'), ['', '\0', '\0\0', '\u0001', 'A', 'a', 'aa', '\uffff', '😀']],
  ['ai_ci', textType('utf8mb4_0900_ai_ci'), ['', ' ', 'A', 'a', 'á', 'aa', 'B', 'ß', 'ss', '一']],
  ['as_cs', textType('utf8mb4_0900_as_cs'), ['', 'A', 'a', 'á', 'Á', 'ab', 'áb', 'b']],
  [
    'BLOB',
    types.blob,
    [[], [0], [0, 0], [0, 1], [1], [255], [255, 255]].map((bytes) => Uint8Array.from(bytes)),
  ],
]

/** The order that the index promises, by definition rather than by encoding. */
function compareValues(type: SqlType, a: SqlValue, b: SqlValue): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b)
  if (type.kind === 'text') return collation(type.collation).compare(String(a), String(b))
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return a < b ? -1 : a > b ? 1 : 0
}

function compareColumn(column: Column, a: SqlValue, b: SqlValue): number {
  const order = compareValues(column.type, a, b)
  return column.descending ? -order : order
}

function compareKeys(columns: readonly Column[], a: Key, b: Key): number {
  for (let i = 0; i < columns.length; i++) {
    const order = compareColumn(columns[i], a[i], b[i])
    if (order !== 0) return order
  }
  return 0
}

function isInside(columns: readonly Column[], key: Key, range: KeyRange): boolean {
  const { equal, lower, upper } = range
  if (equal.some((value, i) => compareValues(columns[i].type, value, key[i]) !== 0)) return false
  if (lower === undefined && upper === undefined) return true
  const { type } = columns[equal.length]
  const value = key[equal.length]
  if (value === null || lower?.value === null || upper?.value === null) return false
  if (lower && compareValues(type, value, lower.value) < (lower.inclusive ? 0 : 1)) return false
  return !(upper && compareValues(type, value, upper.value) > (upper.inclusive ? 0 : -1))
}

function values(domain: readonly SqlValue[]): fc.Arbitrary<SqlValue> {
  return fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...domain) }, fc.constant(null))
}

interface Case {
  readonly columns: readonly Column[]
  readonly built: readonly Entry[]
  readonly inserted: readonly Entry[]
  readonly ranges: readonly (KeyRange & { readonly reverse: boolean })[]
}

function cases(domains: readonly (readonly [string, SqlType, readonly SqlValue[]])[]) {
  const key = fc.tuple(...domains.map(([, , domain]) => values(domain)))
  const entry = fc.record({ key, rowId: fc.nat(200) })
  const bound = (index: number): fc.Arbitrary<KeyBound | undefined> =>
    fc.option(fc.record({ value: values(domains[index][2]), inclusive: fc.boolean() }), {
      nil: undefined,
    })
  const range = fc.nat(domains.length).chain((length) =>
    fc.record({
      equal: key.map((key) => key.slice(0, length)),
      lower: length < domains.length ? bound(length) : fc.constant(undefined),
      upper: length < domains.length ? bound(length) : fc.constant(undefined),
      reverse: fc.boolean(),
    }),
  )
  return fc.record<Case>({
    columns: fc.tuple(
      ...domains.map(([, type]) => fc.boolean().map((descending) => ({ type, descending }))),
    ),
    built: fc.uniqueArray(entry, { selector: ({ rowId }) => rowId, maxLength: 150 }),
    inserted: fc.array(entry, { maxLength: 150 }),
    ranges: fc.array(range, { minLength: 5, maxLength: 10 }),
  })
}

/** The column of `values` vectors that the delta would hold. */
function vectorOf(column: readonly SqlValue[]): ColumnVector {
  const validity = new Uint8Array((column.length + 7) >> 3)
  for (let i = 0; i < column.length; i++) if (column[i] !== null) validity[i >> 3] |= 1 << (i & 7)
  return {
    kind: 'values',
    length: column.length,
    validity,
    values: column as readonly (string | Uint8Array | number | bigint)[],
  }
}

function batchOf(columns: readonly Column[], entries: readonly Entry[]): KeyBatch {
  const sorted = [...entries].sort((a, b) => a.rowId - b.rowId)
  return {
    columns: columns.map((_, i) => vectorOf(sorted.map(({ key }) => key[i]))),
    rowCount: sorted.length,
    firstRowId: 0,
    rowIds: Float64Array.from(sorted, ({ rowId }) => rowId),
    selected: null,
  }
}

function check({ columns, built, inserted, ranges }: Case): void {
  const index = createBTreeIndex(
    { columns },
    columns.map(({ type }) => type),
  )
  const half = built.length >> 1
  index.addRows([batchOf(columns, built.slice(half)), batchOf(columns, built.slice(0, half))])
  let model: Entry[] = [...built]
  const find = (entry: Entry) =>
    model.findIndex(
      (other) => other.rowId === entry.rowId && compareKeys(columns, other.key, entry.key) === 0,
    )
  for (const entry of inserted) {
    index.insert(entry.key, entry.rowId)
    if (find(entry) < 0) model.push(entry)
  }
  index.addRows([batchOf(columns, built.slice(0, 10))])
  const gone = new Set([3, 4, 5])
  index.removeRows(gone)
  model = model.filter(({ rowId }) => !gone.has(rowId))
  for (const entry of [...inserted.slice(0, 50), ...built.slice(0, 50)]) {
    expect(index.remove(entry.key, entry.rowId)).toBe(find(entry) >= 0)
    const at = find(entry)
    if (at >= 0) model = model.filter((_, i) => i !== at)
  }
  model.sort((a, b) => compareKeys(columns, a.key, b.key) || a.rowId - b.rowId)
  expect(index.size).toBe(model.length)
  for (const range of ranges) {
    const inside = model.filter(({ key }) => isInside(columns, key, range))
    const found = [...index.lookup(range, range.reverse)]
    expectOrder(columns, found, range.reverse ? [...inside].reverse() : inside)
  }
  for (const { key } of [...built.slice(0, 20), ...inserted.slice(0, 20)]) {
    const same = model.filter((entry) => compareKeys(columns, entry.key, key) === 0)
    expect(index.lookupEqual(key)).toEqual(same.map(({ rowId }) => rowId))
  }
}

/** The same rows in the same order of keys; among equal keys in any order of row ids. */
function expectOrder(
  columns: readonly Column[],
  found: readonly number[],
  expected: readonly Entry[],
): void {
  expect(found.length).toBe(expected.length)
  for (let start = 0; start < expected.length; ) {
    let end = start + 1
    while (
      end < expected.length &&
      compareKeys(columns, expected[start].key, expected[end].key) === 0
    ) {
      end++
    }
    const ids = (rows: readonly number[]) => [...rows].sort((a, b) => a - b)
    expect(ids(found.slice(start, end))).toEqual(
      ids(expected.slice(start, end).map(({ rowId }) => rowId)),
    )
    start = end
  }
}

describe('an index of one column', () => {
  it.each(domains)('does as a sorted list does: %s', (name, type, domain) => {
    fc.assert(fc.property(cases([[name, type, domain]]), check), { seed: 1, numRuns: 60 })
  })
})

describe('an index of several columns', () => {
  it.each(domains)('does as a sorted list does: INT, %s, VARCHAR', (name, type, domain) => {
    const small = ['INT', types.int, [-1, 0, 1, 256]] as const
    const text = ['ai_ci', textType('utf8mb4_0900_ai_ci'), ['', 'a', 'A', 'b']] as const
    fc.assert(fc.property(cases([small, [name, type, domain], text]), check), {
      seed: 2,
      numRuns: 60,
    })
  })

  it('orders integers of any size as parts of a key', () => {
    const integer = fc.oneof(
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n }).map(normalizeInteger),
    )
    fc.assert(
      fc.property(fc.uniqueArray(integer, { minLength: 2 }), (integers) => {
        const index = createBTreeIndex({ columns: [{ descending: false }, { descending: true }] }, [
          types.bigint,
          types.int,
        ])
        integers.forEach((value, rowId) => {
          index.insert([value, 1], rowId)
        })
        const found = [...index.lookup({ equal: [] })].map((rowId) => integers[rowId])
        expect(found).toEqual([...integers].sort((a, b) => (a < b ? -1 : 1)))
      }),
      { seed: 3 },
    )
  })
})

describe('the bulk build', () => {
  const definition = { columns: [{ descending: false }] }

  it('reads every kind of vector, selected rows only', () => {
    const base = { length: 4, validity: Uint8Array.of(0b1011) }
    const dictionary = {
      kind: 'bytes',
      length: 2,
      validity: null,
      offsets: Uint32Array.of(0, 1, 2),
      bytes: Uint8Array.of(98, 97),
    } as const
    const vectors: readonly [SqlType, ColumnVector][] = [
      [types.boolean, { ...base, kind: 'boolean', values: Uint8Array.of(1, 0, 0, 0) }],
      [types.int, { ...base, kind: 'int32', values: Int32Array.of(7, 6, 0, 5) }],
      [types.bigint, { ...base, kind: 'int64', values: Float64Array.of(7, 6, 0, 5) }],
      [types.bigint, { ...base, kind: 'int64', values: BigInt64Array.of(1n << 60n, 6n, 0n, -1n) }],
      [types.float, { ...base, kind: 'float', values: Float32Array.of(1, 0.5, 0, -1) }],
      [types.double, { ...base, kind: 'double', values: Float64Array.of(1, 0.5, 0, -1) }],
      [
        decimalType(38, 0),
        {
          ...base,
          kind: 'wide',
          low: BigUint64Array.of(0n, 5n, 0n, 2n),
          high: BigInt64Array.of(9n, 0n, 0n, 0n),
        },
      ],
      [types.text, { ...base, kind: 'dictionary', codes: Uint8Array.of(0, 1, 0, 1), dictionary }],
    ]
    for (const [type, vector] of vectors) {
      const index = createBTreeIndex(definition, [type])
      const whole = { columns: [vector], rowCount: 4, firstRowId: 10, rowIds: null }
      index.addRows([{ ...whole, selected: Uint8Array.of(0b0111) }])
      expect([...index.lookup({ equal: [] })]).toEqual([12, 11, 10])
      expect(index.lookupEqual([null])).toEqual([12])
    }
  })

  it('sorts many strings with shared beginnings and duplicates', () => {
    const texts = Array.from({ length: 5000 }, (_, i) => {
      const head = i % 3 === 0 ? 'user-' : 'user-name-'.repeat(1 + (i % 7))
      return `${head}${(i * 7919) % 1300}`
    })
    const index = createBTreeIndex(definition, [textType('utf8mb4_bin')])
    index.addRows([
      {
        columns: [vectorOf(texts)],
        rowCount: texts.length,
        firstRowId: 0,
        rowIds: null,
        selected: null,
      },
    ])
    const expected = texts
      .map((text, rowId) => ({ text, rowId }))
      .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.rowId - b.rowId))
    expect([...index.lookup({ equal: [] })]).toEqual(expected.map(({ rowId }) => rowId))
  })

  it('sorts doubles of either sign and every size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 500 }),
        (keys) => {
          const index = createBTreeIndex(definition, [types.double])
          const column = {
            kind: 'double',
            length: keys.length,
            validity: null,
            values: Float64Array.from(keys),
          } as const
          index.addRows([
            {
              columns: [column],
              rowCount: keys.length,
              firstRowId: 0,
              rowIds: null,
              selected: null,
            },
          ])
          const expected = keys
            .map((key, rowId) => ({ key, rowId }))
            .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.rowId - b.rowId))
          expect([...index.lookup({ equal: [] })]).toEqual(expected.map(({ rowId }) => rowId))
        },
      ),
      { seed: 4 },
    )
  })
})
