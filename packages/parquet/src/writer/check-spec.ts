import { bloomFilterBytes, hasBloomHash } from '../bloom-filter.ts'
import { PhysicalType } from '../format/constants.ts'
import { fitsPhysicalType, type LogicalKind } from '../format/logical.ts'
import type { ColumnEncoding, ColumnSpec } from './column-spec.ts'
import { decimalForm } from './decimal-form.ts'

const encodings: Readonly<Record<ColumnEncoding, true>> = {
  auto: true,
  plain: true,
  dictionary: true,
  delta: true,
  delta_byte_array: true,
  byte_stream_split: true,
  measured: true,
}

/**
 * Checks a spec, which may come from plain JavaScript.
 *
 * @throws TypeError where the name is no text, RangeError where the parts of the spec do not fit together
 */
export function checkSpec(spec: ColumnSpec): void {
  const { name, physicalType, typeLength = 0, logical, encoding } = spec
  checkName(name)
  if (!Object.values(PhysicalType).includes(physicalType)) {
    throw new RangeError(`column ${name} has no physical type: ${physicalType}`)
  }
  const fixedLength = physicalType === PhysicalType.FIXED_LEN_BYTE_ARRAY
  if (fixedLength ? !(Number.isInteger(typeLength) && typeLength > 0) : typeLength !== 0) {
    throw new RangeError(`column ${name} has values of ${typeLength} bytes`)
  }
  checkLogical(name, logical)
  if (
    physicalType !== PhysicalType.INT96 &&
    !fitsPhysicalType(logical, { type: physicalType, typeLength })
  ) {
    throw new RangeError(`column ${name}: ${logical.kind} is not for its physical type`)
  }
  if (encoding !== undefined && !Object.hasOwn(encodings, encoding)) {
    throw new RangeError(`column ${name} has no encoding ${encoding}`)
  }
  checkBloomFilter(spec)
}

/** Lone surrogates would all become the same character in UTF-8. */
function checkName(name: string): void {
  if (typeof name !== 'string') throw new TypeError(`a column has the name ${String(name)}`)
  if (/\p{Surrogate}/u.test(name)) {
    throw new RangeError(`the column name ${JSON.stringify(name)} is no Unicode text`)
  }
}

function checkLogical(name: string, logical: LogicalKind | undefined): void {
  switch (logical?.kind) {
    case 'decimal':
      decimalForm(logical.precision, logical.scale)
      return
    case 'int':
      if ([8, 16, 32, 64].includes(logical.bits)) return
      throw new RangeError(`column ${name} has integers of ${logical.bits} bits`)
    case 'time':
    case 'timestamp':
      if (['millis', 'micros', 'nanos'].includes(logical.unit)) return
      throw new RangeError(`column ${name} has times in ${logical.unit}`)
    case 'none':
    case 'string':
    case 'enum':
    case 'json':
    case 'bson':
    case 'date':
    case 'interval':
    case 'uuid':
    case 'float16':
    case 'geometry':
    case 'geography':
    case 'variant':
    case 'unknown':
      return
    default:
      throw new RangeError(`column ${name} has no logical type ${JSON.stringify(logical)}`)
  }
}

function checkBloomFilter({ name, physicalType, bloomFilter = false }: ColumnSpec): void {
  if (bloomFilter === false) return
  if (!hasBloomHash(physicalType)) throw new RangeError(`column ${name} cannot have a Bloom filter`)
  const rate = bloomFilter === true ? undefined : bloomFilter.falsePositiveRate
  // Throws for a rate out of range.
  if (rate !== undefined) bloomFilterBytes(0, rate)
}
