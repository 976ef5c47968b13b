import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { initCodecs, writableCodecs } from '../codec/index.ts'
import type { ColumnData } from '../column-data.ts'
import type { Codec } from '../format/constants.ts'
import { readColumn } from '../reader/chunk.ts'
import { readMetadata } from '../reader/metadata.ts'
import { bufferSource } from '../source.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { type ModelColumn, modelColumn } from './testing/arbitraries.ts'
import { fromData, type ModelValue, toData } from './testing/column-model.ts'
import { MemorySink } from './testing/memory-sink.ts'

beforeAll(initCodecs)

/** Columns and, for each of them, one list of values per row group. */
const table = fc
  .record({
    columns: fc
      .array(fc.nat(), { minLength: 1, maxLength: 5 })
      .chain((seeds) => fc.tuple(...seeds.map((_, i) => modelColumn(`column ${i}`)))),
    sizes: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 3 }),
  })
  .chain(({ columns, sizes }) =>
    fc.record({
      columns: fc.constant(columns),
      groups: fc.tuple(
        ...sizes.map((rows) =>
          fc.tuple(
            ...columns.map(({ values }) => fc.array(values, { minLength: rows, maxLength: rows })),
          ),
        ),
      ),
    }),
  )

const options = fc.record({
  codec: fc.constantFrom(...(writableCodecs as Codec[])),
  pageVersion: fc.constantFrom(1 as const, 2 as const),
  dictionary: fc.boolean(),
  pageRows: fc.constantFrom(1, 7, 8, 50, 20_000),
  pageBytes: fc.constantFrom(1, 100, 1 << 20),
  pageIndex: fc.boolean(),
  checksums: fc.boolean(),
})

const form = fc.record({ dictionary: fc.boolean(), bigIntegers: fc.boolean() })

function groupData(
  columns: readonly ModelColumn[],
  values: readonly ModelValue[][],
  form: { dictionary: boolean; bigIntegers: boolean },
): ColumnData[] {
  return columns.map(({ spec, dataKind }, i) => {
    // Only text and bytes may come as dictionaries.
    const dictionary = form.dictionary && dataKind === 'bytes'
    return toData(spec, dataKind, values[i], { ...form, dictionary })
  })
}

test('the reader yields what was written', async () => {
  await fc.assert(
    fc.asyncProperty(table, options, form, async ({ columns, groups }, settings, dataForm) => {
      const sink = new MemorySink()
      const specs = columns.map(({ spec }) => spec)
      const writer = new ParquetWriter(sink, { columns: specs, ...settings })
      for (const group of groups) await writer.writeRowGroup(groupData(columns, group, dataForm))
      await writer.finish()
      const source = bufferSource(sink.bytes())
      const file = await readMetadata(source)
      expect(file.rowGroups.map(({ rowCount }) => rowCount)).toEqual(groups.map((g) => g[0].length))
      for (let group = 0; group < groups.length; group++) {
        for (let column = 0; column < columns.length; column++) {
          const data = await readColumn(source, file, group, column)
          expect(fromData(data)).toEqual(groups[group][column])
        }
      }
    }),
    { seed: 11, numRuns: 100 },
  )
})
