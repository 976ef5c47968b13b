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
import type { ColumnMetaData } from '../format/metadata.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { type ByteSource, readBytes } from '../source.ts'
import type { ParquetFile } from './metadata.ts'
import { readableChunk } from './plan.ts'
import type { StatisticsValue } from './statistics.ts'

/**
 * Reads the Bloom filter of a column chunk. A filter that is damaged, of an unknown kind, or larger than its chunk, which is
 * then cheaper to read, is taken for none.
 */
export async function readBloomFilter(
  source: ByteSource,
  file: ParquetFile,
  rowGroup: number,
  column: number,
): Promise<BloomFilter | undefined> {
  const meta = readableChunk(file, rowGroup, column)
  if (meta === undefined) return undefined
  const maxBytes = Math.max(64 * 1024, meta.totalCompressedSize)
  const bytes = await readBloomFilterBytes(source, file, meta, maxBytes)
  return bytes && parseBloomFilter(bytes)
}

/**
 * The bytes of a chunk's Bloom filter, header and bitset, which do not depend on where they stand. One read where the footer
 * tells the length, two where only the header does.
 *
 * @returns `undefined` where there is none of a known kind within `maxBytes`
 */
export async function readBloomFilterBytes(
  source: ByteSource,
  file: ParquetFile,
  { bloomFilterOffset: offset, bloomFilterLength }: ColumnMetaData,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  if (offset === undefined || offset <= 0 || offset >= file.footerOffset) return undefined
  const most = Math.min(maxBytes, file.footerOffset - offset)
  const declared = bloomFilterLength ?? Math.min(most, maxBloomHeaderBytes)
  if (declared <= 0 || declared > most) return undefined
  const bytes = await readBytes(source, offset, declared)
  const length = storedLength(bytes)
  if (length === undefined || length > most) return undefined
  if (length <= bytes.length) return bytes.subarray(0, length)
  // A length in the footer that the header contradicts is damage.
  return bloomFilterLength === undefined ? readBytes(source, offset, length) : undefined
}

/** Length of header and bitset as the header tells; `undefined` where it is damaged or of an unknown kind. */
function storedLength(bytes: Uint8Array): number | undefined {
  try {
    const { headerBytes, bitsetBytes } = parseBloomFilterHeader(bytes)
    return headerBytes + bitsetBytes
  } catch (error) {
    if (error instanceof ParquetError) return undefined
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
