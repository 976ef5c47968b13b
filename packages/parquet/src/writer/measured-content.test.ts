import { beforeAll, expect, test } from 'vitest'
import { initCodecs } from '../codec/index.ts'
import { hashWordPairs } from '../encode/xxhash64.ts'
import { Codec, Encoding } from '../format/constants.ts'
import { dataKind } from '../format/schema.ts'
import { encodeColumnChunk } from './chunk-encoder.ts'
import { type ColumnEncoding, type ColumnType, columnSpec } from './column-spec.ts'
import { type ModelValue, toData } from './testing/column-model.ts'

beforeAll(initCodecs)

const bigint = { kind: 'int', bits: 64, signed: true } as const
const double = { kind: 'double' } as const
const text = { kind: 'string' } as const

function encode(type: ColumnType, values: readonly ModelValue[], encoding: ColumnEncoding) {
  const spec = columnSpec('c', type, { encoding })
  const data = toData(spec, dataKind(spec.physicalType, spec.logical), values)
  return encodeColumnChunk(spec, data, { codec: Codec.ZSTD })
}

const rows = Array.from({ length: 20_000 }, (_, i) => i)
/** Numbers without pattern, the same in every run. */
const hashes = hashWordPairs(Int32Array.from({ length: 2 * rows.length }, (_, i) => i))
const scattered = rows.map((i) => hashes[2 * i] >>> 0)
const letters = (i: number) => scattered[i].toString(36)

test.each<[string, ColumnType, ModelValue[], Encoding]>([
  [
    'rising integers',
    bigint,
    rows.map((i) => BigInt(i * 1000 + (scattered[i] % 9))),
    Encoding.DELTA_BINARY_PACKED,
  ],
  [
    'few different texts',
    text,
    rows.map((i) => letters(scattered[i] % 50)),
    Encoding.RLE_DICTIONARY,
  ],
  [
    'smooth doubles',
    double,
    rows.map((i) => 1000 + Math.sin(i / 1000)),
    Encoding.BYTE_STREAM_SPLIT,
  ],
  ['scattered integers', bigint, [...new BigInt64Array(hashes.buffer)], Encoding.PLAIN],
  ['NULLs alone', bigint, rows.map(() => null), Encoding.PLAIN],
  ['nothing', text, [], Encoding.PLAIN],
])('%s', (_, type, values, encoding) => {
  const { metaData } = encode(type, values, 'measured')
  expect(metaData.encodings.at(-1)).toBe(encoding)
  const plain = encode(type, values, 'plain')
  expect(metaData.totalCompressedSize).toBeLessThanOrEqual(plain.metaData.totalCompressedSize)
})
