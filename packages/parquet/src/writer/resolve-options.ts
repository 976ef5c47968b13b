import { writableCodecs } from '../codec/index.ts'
import { ParquetError } from '../errors.ts'
import { Codec, nameOf } from '../format/constants.ts'
import type { EncodeOptions, ResolvedOptions } from './options.ts'

/**
 * Fills in the defaults.
 *
 * @throws RangeError for a number that is no positive integer, a page version that there is not, or a level beyond the codec's
 *   scale
 * @throws ParquetError `unsupported` for a codec that cannot be written
 */
export function resolveOptions(options: EncodeOptions): ResolvedOptions {
  const codec = options.codec ?? Codec.SNAPPY
  if (!writableCodecs.includes(codec)) {
    throw new ParquetError('unsupported', `cannot write pages with codec ${nameOf(Codec, codec)}`)
  }
  const { pageVersion = 1 } = options
  if (pageVersion !== 1 && pageVersion !== 2) {
    throw new RangeError(`there are no data pages of version ${String(pageVersion)}`)
  }
  return {
    codec,
    level: checkedLevel(codec, options.level),
    dictionary: options.dictionary ?? true,
    dictionaryBytes: positive('dictionaryBytes', options.dictionaryBytes ?? 1 << 20),
    pageRows: positive('pageRows', options.pageRows ?? 20_480),
    pageBytes: positive('pageBytes', options.pageBytes ?? 1 << 20),
    pageVersion,
    checksums: options.checksums ?? true,
    pageIndex: options.pageIndex ?? true,
  }
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value
  throw new RangeError(`${name} must be a positive integer, not ${value}`)
}

const levels: Readonly<Partial<Record<Codec, readonly [least: number, greatest: number]>>> = {
  [Codec.GZIP]: [0, 9],
  [Codec.BROTLI]: [0, 11],
  [Codec.ZSTD]: [1, 22],
}

/** Codecs without a scale take no notice of a level. */
function checkedLevel(codec: Codec, level: number | undefined): number | undefined {
  const scale = levels[codec]
  if (level === undefined || scale === undefined) return level
  const [least, greatest] = scale
  if (Number.isInteger(level) && level >= least && level <= greatest) return level
  throw new RangeError(`${nameOf(Codec, codec)} has no level ${level}, but ${least} to ${greatest}`)
}
