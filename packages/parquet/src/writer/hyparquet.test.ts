import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { beforeAll, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { Codec } from '../format/constants.ts'
import { dataKind } from '../format/schema.ts'
import { type ColumnType, columnSpec } from './column-spec.ts'
import { ParquetWriter } from './parquet-writer.ts'
import { typeModels } from './testing/arbitraries.ts'
import { type ModelValue, toData } from './testing/column-model.ts'
import { MemorySink } from './testing/memory-sink.ts'

beforeAll(initCodecs)

/** Types that hyparquet yields as the values that stand in the file. */
const plainKinds: ReadonlySet<ColumnType['kind']> = new Set(['int', 'float', 'double', 'string'])
const models = typeModels.filter(({ type }) => plainKinds.has(type.kind))

test.each(['SNAPPY', 'GZIP', 'ZSTD', 'LZ4_RAW', 'BROTLI', 'UNCOMPRESSED'] as const)(
  'hyparquet reads %s',
  async (codec) => {
    const columns = models.map(({ type }, i) => columnSpec(`c${i}`, type))
    const values = models.map((model, i) =>
      fc.sample(fc.option(model.values, { freq: 4 }), { seed: i, numRuns: 500 }),
    )
    const sink = new MemorySink()
    const writer = new ParquetWriter(sink, { columns, codec: Codec[codec], pageRows: 100 })
    const data = columns.map((spec, i) =>
      toData(spec, dataKind(spec.physicalType, spec.logical), values[i]),
    )
    await writer.writeRowGroup(data)
    await writer.finish()
    const bytes = sink.bytes()
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(0, bytes.length) as ArrayBuffer,
      compressors,
    })
    columns.forEach(({ name, logical }, i) => {
      const wanted = logical.kind === 'int' && logical.bits === 32 && !logical.signed
      const found = rows.map((row) => modelValue(row[name], wanted))
      expect(found).toEqual(values[i])
    })
  },
)

function modelValue(value: unknown, wide: boolean): ModelValue {
  if (typeof value === 'string') return Buffer.from(value, 'utf8').toString('latin1')
  if (wide && typeof value === 'number') return BigInt(value)
  return value as ModelValue
}
