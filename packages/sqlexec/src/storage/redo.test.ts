import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteWriter } from '../base/bytes.ts'
import { SqlError } from '../base/errors.ts'
import { plainTable, type TableDefinition } from '../catalog/definition.ts'
import { definitionFromJson, definitionToJson, viewFromJson } from '../catalog/definition-json.ts'
import type { TransactionContext } from '../txn/transaction.ts'
import { decimalType, types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import { openStorage } from './open-storage.ts'
import { decodeRedo, encodeCommit, encodeDefinitionChange } from './redo.ts'
import { decodeSidecar, encodeSidecar, type Sidecar } from './sidecar.ts'
import { column, plainIndex, uniqueIndex } from './testing/tables.ts'

const columns = [
  column(1, 'a', types.int),
  column(2, 'b', types.bigint),
  column(3, 'c', decimalType(30, 3)),
  column(4, 'd', types.double),
  column(5, 'e', types.text, { default: { kind: 'constant', value: 'x' } }),
  column(6, 'f', types.blob, { default: { kind: 'constant', value: Uint8Array.of(1, 255) } }),
  column(7, 'g', types.boolean, { default: { kind: 'expression', sql: 'RAND() > 0.5' } }),
  column(8, 'h', types.unsignedBigint, { default: { kind: 'constant', value: 2n ** 63n } }),
]
const columnTypes = columns.map(({ type }) => type)

const safe = (value: bigint): SqlValue =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value
const row: fc.Arbitrary<SqlValue[]> = fc.tuple(
  fc.option(fc.integer()),
  fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(safe)),
  fc.option(fc.bigInt(-(10n ** 30n), 10n ** 30n).map(safe)),
  fc.option(fc.double()),
  fc.option(fc.string({ unit: 'binary' })),
  fc.option(fc.uint8Array()),
  fc.option(fc.constantFrom(0, 1)),
  fc.option(fc.bigInt(0n, 2n ** 64n - 1n).map(safe)),
)

async function encoded(rows: SqlValue[][], deleted: number[]): Promise<Uint8Array> {
  const engine = await openStorage({ directory: null })
  await engine.createTable({ ...plainTable, name: 't', columns })
  const table = engine.table('t')!
  const first = engine.begin()
  for (let i = 0; i < 20; i++)
    table.insert(
      first,
      columns.map(() => null),
    )
  engine.commit(first)
  const transaction = engine.begin()
  for (const values of rows) table.insert(transaction, values)
  for (const rowId of deleted) table.delete(transaction, rowId)
  const writer = new ByteWriter()
  encodeCommit(transaction as TransactionContext, writer)
  return writer.toBytes()
}

describe('a commit', () => {
  it('is read back, without the rows that it deleted itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 30 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 20 })),
        fc.nat(40),
        async (rows, deleted, own) => {
          const gone = own < rows.length ? [21 + own] : []
          const bytes = await encoded(rows, [...deleted, ...gone])
          const redo = decodeRedo(bytes, () => columnTypes)
          if (redo.kind !== 'commit') throw new Error('a commit was expected')
          if (rows.length + deleted.length === 0) return
          const [table] = redo.tables
          const kept = rows.filter((_, i) => i !== own)
          expect([...table.rowIds]).toEqual(
            rows.map((_, i) => 21 + i).filter((rowId) => !gone.includes(rowId)),
          )
          expect([...table.deleted]).toEqual(deleted)
          kept.forEach((values, i) => {
            expect(table.columns.map((column) => column[i])).toEqual(values)
          })
        },
      ),
      { numRuns: 100, seed: 1 },
    )
  })

  it('that is damaged is refused, whatever the damage', async () => {
    const rows = fc.sample(row, { numRuns: 10, seed: 5 })
    const bytes = await encoded(rows, [3, 1])
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, byte, cut) => {
          const damaged = cut ? bytes.slice(0, at) : bytes.slice()
          if (!cut) damaged[at] ^= byte
          try {
            decodeRedo(damaged, () => columnTypes)
          } catch (error) {
            expect(error).toBeInstanceOf(SqlError)
          }
        },
      ),
      { numRuns: 2000, seed: 6 },
    )
    expect(() => decodeRedo(bytes.slice(0, -1), () => columnTypes)).toThrow(SqlError)
    expect(() => decodeRedo(bytes, () => columnTypes.slice(1))).toThrow(/columns/)
  })
})

const definition = {
  id: 7,
  name: 'tä"ble',
  columns: [
    ...columns,
    column(90, 'changed', { kind: 'timestamp', fsp: 3 }, { onUpdate: 3 }),
    column(91, 'sum', types.int, { generated: { sql: '`a` + 1', stored: true } }),
  ],
  indexes: [
    uniqueIndex('PRIMARY', 1),
    plainIndex('by_e', 5, 1),
    { ...plainIndex('by_start'), columns: [{ column: 5, descending: false, prefix: 10 }] },
  ],
  checks: [{ name: 'positive', sql: '`a` > 0', enforced: true }],
  foreignKeys: [
    {
      name: 'parent',
      columns: [1],
      table: 'other',
      referenced: ['id'],
      onDelete: 'cascade',
      onUpdate: 'no action',
    },
  ],
  triggers: [
    { name: 'note', time: 'before', event: 'insert', body: 'SET @a = 1', sqlMode: '', created: 9 },
  ],
  comment: "it's",
} satisfies TableDefinition

describe('a definition', () => {
  it('is read back', () => {
    const json = JSON.parse(JSON.stringify(definitionToJson(definition)))
    expect(definitionFromJson(json)).toEqual(definition)
    const writer = new ByteWriter()
    const record = { kind: 'create table', definition } as const
    encodeDefinitionChange(record, writer)
    expect(decodeRedo(writer.toBytes(), () => undefined)).toEqual({ kind: 'ddl', record })
  })

  it('of a view is read back', () => {
    const view = { name: 'v', columns: ['x'], query: 'SELECT 1', database: null }
    for (const record of [
      { kind: 'create view', view } as const,
      { kind: 'drop view', name: 'v' } as const,
    ]) {
      const writer = new ByteWriter()
      encodeDefinitionChange(record, writer)
      expect(decodeRedo(writer.toBytes(), () => undefined)).toEqual({ kind: 'ddl', record })
    }
    expect(() => viewFromJson({ ...view, columns: [1] })).toThrow(SqlError)
    expect(() => viewFromJson({ ...view, query: null })).toThrow(SqlError)
  })

  it('that is none is refused', () => {
    const json = definitionToJson(definition) as Record<string, unknown>
    const bad = [
      null,
      [],
      { ...json, id: -1 },
      { ...json, columns: [] },
      { ...json, columns: [{ id: 1 }] },
      { ...json, indexes: [{ ...plainIndex('x', 99) }] },
      { ...json, indexes: [{ ...plainIndex('x', 1), kind: 'magic' }] },
      { ...json, checks: [{ name: 'x' }] },
      { ...json, foreignKeys: [{ ...definition.foreignKeys[0], columns: [99] }] },
      { ...json, foreignKeys: [{ ...definition.foreignKeys[0], referenced: [] }] },
      { ...json, foreignKeys: [{ ...definition.foreignKeys[0], onDelete: 'explode' }] },
      { ...json, triggers: [{ ...definition.triggers[0], time: 'never' }] },
      { ...json, columns: [{ ...columns[0], type: { kind: 'decimal', precision: 99, scale: 0 } }] },
    ]
    for (const value of bad) expect(() => definitionFromJson(value)).toThrow(SqlError)
  })
})

describe('the sidecar', () => {
  const sidecar: Sidecar = {
    databaseId: '0123456789abcdef'.repeat(2),
    lsn: 12,
    timestamp: 34,
    nextTableId: 8,
    tables: [
      {
        definition,
        fileDefinition: { ...definition, name: 'before' },
        fileId: null,
        fileLsn: 0,
        nextRowId: 5,
        nextAutoIncrement: 1,
      },
    ],
    views: [
      { name: 'v', columns: ['a', 'ß'], query: "SELECT 1, 'ß'", database: null },
      { name: 'w', columns: ['x'], query: 'SELECT x FROM t', database: 'other' },
    ],
  }

  it('is read back', () => {
    expect(decodeSidecar(encodeSidecar(sidecar))).toEqual(sidecar)
  })

  it('that is damaged is refused', () => {
    const bytes = encodeSidecar(sidecar)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, byte) => {
        const damaged = new Uint8Array(bytes)
        damaged[at] ^= byte
        try {
          expect(decodeSidecar(damaged)).toEqual(sidecar)
        } catch (error) {
          expect(error).toBeInstanceOf(SqlError)
        }
      }),
      { seed: 7 },
    )
    expect(() => decodeSidecar(bytes.subarray(0, -5))).toThrow(/cut off/)
    expect(() => decodeSidecar(new Uint8Array(0))).toThrow(SqlError)
    const newer = Buffer.from(bytes).toString('latin1').replace('sqlexec-meta 1', 'sqlexec-meta 9')
    expect(() => decodeSidecar(Buffer.from(newer, 'latin1'))).toThrow(/newer/)
  })
})
