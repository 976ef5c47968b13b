import fc from 'fast-check'
import { writableCodecs } from '../../packages/parquet/src/codec/index.ts'
import { dataKind } from '../../packages/parquet/src/format/schema.ts'
import { type Codec, ParquetWriter } from '../../packages/parquet/src/index.ts'
import {
  type ModelColumn,
  modelColumn,
} from '../../packages/parquet/src/writer/testing/arbitraries.ts'
import { type ModelValue, toData } from '../../packages/parquet/src/writer/testing/column-model.ts'
import { MemorySink } from '../../packages/parquet/src/writer/testing/memory-sink.ts'

/** A sound file, and what is in it where that is known: values by row group and column. */
export interface BaseFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly values?: readonly (readonly (readonly ModelValue[])[])[]
}

const shape = fc.record({
  columns: fc
    .integer({ min: 1, max: 4 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => modelColumn(`c${i}`)))),
  sizes: fc.array(fc.constantFrom(1, 2, 8, 9, 100, 300), { maxLength: 3 }),
  options: fc.record({
    codec: fc.constantFrom(...(writableCodecs as Codec[])),
    pageVersion: fc.constantFrom(1 as const, 2 as const),
    dictionary: fc.boolean(),
    pageRows: fc.constantFrom(7, 8, 64, 20_000),
    pageIndex: fc.boolean(),
    checksums: fc.boolean(),
  }),
})

/** A file of random columns, values and layout by this package's writer, the same for the same seed. */
export async function randomFile(seed: number): Promise<BaseFile> {
  const [{ columns, sizes, options }] = fc.sample(shape, { seed, numRuns: 1 })
  const values = sizes.map((rows, g) =>
    columns.map((column) => fc.sample(column.values, { seed: seed + g, numRuns: rows })),
  )
  const sink = new MemorySink()
  const writer = new ParquetWriter(sink, {
    columns: columns.map(({ spec }) => spec),
    keyValue: [['seed', String(seed)]],
    ...options,
  })
  for (const group of values) await writer.writeRowGroup(columns.map((c, i) => dataOf(c, group[i])))
  await writer.finish()
  return { name: `random file ${seed}`, bytes: sink.bytes(), values }
}

function dataOf({ spec }: ModelColumn, values: readonly ModelValue[]) {
  return toData(spec, dataKind(spec.physicalType, spec.logical), values)
}
