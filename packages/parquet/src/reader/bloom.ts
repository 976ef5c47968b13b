import {
  type BloomFilter,
  bloomHash,
  hasBloomHash,
  maxBloomHeaderBytes,
  mayContainHash,
  parseBloomFilter,
  parseBloomFilterHeader,
} from '../bloom-filter.ts'
import { ParquetError } from '../errors.ts'
import { PhysicalType } from '../format/constants.ts'
import type { ColumnSchema } from '../format/schema.ts'
import type { ByteSource } from '../source.ts'
import type { ParquetFile } from './metadata.ts'
import { type ByteRange, readableChunk } from './plan.ts'
import type { StatisticsValue } from './statistics.ts'

/**
 * Where the Bloom filter of a column chunk begins. Its length is that of the whole filter where the footer has it, of its
 * header at most where not.
 *
 * @returns `undefined` where there is none, or where it would be larger than the chunk, which is then cheaper to read
 */
function planBloomFilter(
  file: ParquetFile,
  rowGroup: number,
  column: number,
): (ByteRange & { readonly complete: boolean }) | undefined {
  const meta = readableChunk(file, rowGroup, column)
  const { bloomFilterOffset: offset, bloomFilterLength: length } = meta ?? {}
  if (meta === undefined || offset === undefined || offset <= 0) return undefined
  const room = file.footerOffset - offset
  if (length === undefined) {
    const headerLength = Math.min(room, maxBloomHeaderBytes)
    return headerLength > 0 ? { offset, length: headerLength, complete: false } : undefined
  }
  const fits = length > 0 && length <= room && length <= largestFilter(meta.totalCompressedSize)
  return fits ? { offset, length, complete: true } : undefined
}

function largestFilter(chunkBytes: number): number {
  return Math.max(64 * 1024, chunkBytes)
}

/**
 * Reads the Bloom filter of a column chunk. A filter that is damaged, of an unknown kind, or larger than its chunk is taken
 * for none.
 */
export async function readBloomFilter(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  column: number,
): Promise<BloomFilter | undefined> {
  const plan = planBloomFilter(file, rowGroup, column)
  if (plan === undefined) return undefined
  const { offset, complete } = plan
  const bytes = await source.read(offset, plan.length)
  return ignoringDamage(async () => {
    if (complete) return parseBloomFilter(bytes)
    const { headerBytes, bitsetBytes } = parseBloomFilterHeader(bytes)
    const length = headerBytes + bitsetBytes
    if (length <= bytes.length) return parseBloomFilter(bytes)
    const chunkBytes = readableChunk(file, rowGroup, column)!.totalCompressedSize
    const fits = length <= largestFilter(chunkBytes) && length <= file.footerOffset - offset
    return fits ? parseBloomFilter(await source.read(offset, length)) : undefined
  })
}

async function ignoringDamage<T>(parse: () => Promise<T>): Promise<T | undefined> {
  try {
    return await parse()
  } catch (error) {
    if (error instanceof ParquetError && error.code !== 'io') return undefined
    throw error
  }
}

/** Whether a chunk may hold a value, as far as its Bloom filter tells. `false` is certain. */
export function bloomMayContain(
  schema: ColumnSchema,
  filter: BloomFilter,
  value: StatisticsValue,
): boolean {
  const forms = plainForms(schema, value)
  return forms === undefined || forms.some((form) => mayContainHash(filter, bloomHash(form), 0))
}

/**
 * The forms in PLAIN encoding that values equal to `value` may have: two for zeros, which have a sign. `undefined` where they
 * are not known.
 */
function plainForms(schema: ColumnSchema, value: StatisticsValue): Uint8Array[] | undefined {
  const { physicalType, dataKind } = schema
  if (!hasBloomHash(physicalType)) return undefined
  if (value instanceof Uint8Array) return dataKind === 'bytes' ? [value] : undefined
  switch (physicalType) {
    case PhysicalType.INT32:
    case PhysicalType.INT64:
      return integerForm(schema, value)
    case PhysicalType.FLOAT:
    case PhysicalType.DOUBLE:
      return floatForms(physicalType, value)
    default:
      // Decimals as byte strings may be padded in several ways; INT96 has no order and no value here.
      return undefined
  }
}

function integerForm(
  { physicalType, logical }: ColumnSchema,
  value: number | bigint,
): Uint8Array[] | undefined {
  // A fraction equals no integer, yet what it means is for the statistics to say.
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined
  const integer = BigInt(value)
  const bits = physicalType === PhysicalType.INT32 ? 32 : 64
  const isSigned = !(logical.kind === 'int' && !logical.signed)
  const wrapped = isSigned ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)
  if (wrapped !== integer) return undefined
  const bytes = new Uint8Array(bits / 8)
  const view = new DataView(bytes.buffer)
  if (bits === 32) view.setInt32(0, Number(BigInt.asIntN(32, integer)), true)
  else view.setBigInt64(0, BigInt.asIntN(64, integer), true)
  return [bytes]
}

function floatForms(type: PhysicalType, value: number | bigint): Uint8Array[] | undefined {
  const number = Number(value)
  const isFloat = type === PhysicalType.FLOAT
  const isExact = typeof value === 'number' || BigInt(number) === value
  // NaN has many forms. A value that the type does not have equals none of its values.
  if (Number.isNaN(number) || !isExact || (isFloat && Math.fround(number) !== number)) {
    return undefined
  }
  return (number === 0 ? [0, -0] : [number]).map((sign) =>
    isFloat
      ? new Uint8Array(Float32Array.of(sign).buffer)
      : new Uint8Array(Float64Array.of(sign).buffer),
  )
}
