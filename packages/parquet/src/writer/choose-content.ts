import { bytesDictionary } from '../encode/bytes-dictionary.ts'
import { BytesValues } from '../encode/bytes-values.ts'
import { FixedValues } from '../encode/fixed-values.ts'
import { dictionary32, dictionary64 } from '../encode/number-dictionary.ts'
import type { Values } from '../encode/values.ts'
import { Words32 } from '../encode/words32.ts'
import { Words64 } from '../encode/words64.ts'
import type { ColumnSpec } from './column-spec.ts'
import {
  type Content,
  codedLength,
  codeWidth,
  deltaBytesContent,
  deltaContent,
  dictionaryContent,
  plainContent,
  splitContent,
} from './content.ts'
import { smallestContent } from './measured-content.ts'
import type { ResolvedOptions } from './options.ts'
import type { PhysicalValues } from './physical.ts'

/**
 * Numbers in a dictionary are expanded by the reader again, so it must save at least this share.
 */
const numberSaving = 0.5
/** Text in a dictionary stays one for the reader, which is worth more than the space. */
const textSaving = 0.1

/** @throws TypeError where the column asks for an encoding that its type does not have */
export function chooseContent(
  spec: ColumnSpec,
  physical: PhysicalValues,
  options: ResolvedOptions,
): Content {
  const encoding = spec.encoding ?? 'auto'
  const { values, codes } = physical
  if (encoding === 'delta') {
    return deltaContent(expand(physical)) ?? lacksEncoding(spec, 'delta')
  }
  if (encoding === 'delta_byte_array') {
    return deltaBytesContent(expand(physical)) ?? lacksEncoding(spec, 'delta byte array')
  }
  if (encoding === 'byte_stream_split') {
    return splitContent(expand(physical)) ?? lacksEncoding(spec, 'byte stream split')
  }
  if (encoding === 'measured') return smallestContent(candidates(physical, options), options)
  const wanted = encoding === 'dictionary' || (encoding === 'auto' && options.dictionary)
  if (!wanted) return plainContent(expand(physical))
  if (codes !== undefined) {
    const pays = codes.length > 0 && saving(values, codes, codedSize(values, codes)) >= 0
    return pays ? dictionaryContent(values, codes) : plainContent(expand(physical))
  }
  return builtDictionary(values, encoding === 'dictionary', options) ?? plainContent(values)
}

function lacksEncoding(spec: ColumnSpec, encoding: string): never {
  throw new TypeError(`column ${spec.name} has no ${encoding} encoding`)
}

/** The layouts that a chunk may take, the ones that readers like best first. */
function candidates(physical: PhysicalValues, options: ResolvedOptions): Content[] {
  const { values, codes } = physical
  const expanded = expand(physical)
  const dictionary =
    codes === undefined ? builtDictionary(values, true, options) : dictionaryContent(values, codes)
  const delta = deltaContent(expanded)
  // DuckDB reads BYTE_STREAM_SPLIT of FLOAT and DOUBLE alone.
  const isFloating = !(expanded instanceof FixedValues) && expanded.nanCount(0, 0) !== undefined
  const split = isFloating ? splitContent(expanded) : undefined
  const deltaBytes = expanded instanceof BytesValues ? deltaBytesContent(expanded) : undefined
  return [dictionary, plainContent(expanded), split, delta, deltaBytes].filter(
    (one) => one !== undefined,
  )
}

function expand({ values, codes }: PhysicalValues): Values {
  if (codes === undefined) return values
  return values.select(new Uint32Array(codes.buffer, codes.byteOffset, codes.length))
}

/** What the dictionary saves, as a share of `plainSize`. */
function saving(entries: Values, codes: Int32Array, plainSize: number): number {
  const width = codeWidth(entries)
  const size = entries.plainSize(0, entries.count) + (codes.length * width) / 8
  return 1 - size / plainSize
}

function codedSize(entries: Values, codes: Int32Array): number {
  if (entries instanceof BytesValues) {
    return 4 * codes.length + codedLength(entries, codes, 0, codes.length)
  }
  return (entries.plainSize(0, entries.count) / entries.count) * codes.length
}

function builtDictionary(
  values: Values,
  always: boolean,
  options: ResolvedOptions,
): Content | undefined {
  const built = buildDictionary(values, options)
  if (built === undefined || built.codes.length === 0) return undefined
  const { codes, firsts } = built
  const entries = values.select(firsts)
  const needed = always ? 0 : values instanceof BytesValues ? textSaving : numberSaving
  if (saving(entries, codes, values.plainSize(0, values.count)) < needed) return undefined
  return dictionaryContent(entries, codes, values)
}

function buildDictionary(values: Values, options: ResolvedOptions) {
  if (values instanceof BytesValues) return bytesDictionary(values, options.dictionaryBytes)
  if (values instanceof Words32) return dictionary32(values.words)
  if (values instanceof Words64) return dictionary64(values.words)
  return undefined
}
