import { writableCodecs } from '../codec/index.ts'
import { ParquetError } from '../errors.ts'
import { Codec, nameOf } from '../format/constants.ts'
import type { EncodeOptions, ResolvedOptions } from './options.ts'

/**
 * Fills in the defaults.
 *
 * @throws RangeError for a number that is no positive integer
 * @throws ParquetError `unsupported` for a codec that cannot be written
 */
export function resolveOptions(options: EncodeOptions): ResolvedOptions {
  const codec = options.codec ?? Codec.SNAPPY
  if (!writableCodecs.includes(codec)) {
    throw new ParquetError('unsupported', `cannot write pages with codec ${nameOf(Codec, codec)}`)
  }
  return {
    codec,
    level: options.level,
    dictionary: options.dictionary ?? true,
    dictionaryBytes: positive('dictionaryBytes', options.dictionaryBytes ?? 1 << 20),
    pageRows: positive('pageRows', options.pageRows ?? 20_480),
    pageBytes: positive('pageBytes', options.pageBytes ?? 1 << 20),
    pageVersion: options.pageVersion ?? 1,
    checksums: options.checksums ?? true,
    pageIndex: options.pageIndex ?? true,
  }
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value
  throw new RangeError(`${name} must be a positive integer, not ${value}`)
}
