import type { BytesData, ColumnData } from '../../column-data.ts'
import { dataKind } from '../../format/schema.ts'
import type { ColumnSpec } from '../column-spec.ts'

/**
 * Columns as plain lists, to compare with what readers yield: `null`, numbers for types of up to 32
 * bits and floats, bigints for wider ones, strings of one character per byte (latin1) for bytes,
 * arrays for lists.
 */
export type ModelValue = null | number | bigint | string | readonly ModelValue[]

export interface DataForm {
  /** Whether byte strings come as codes and dictionary. */
  readonly dictionary?: boolean
  /** Whether 64-bit integers come as BigInts even where doubles would hold them. */
  readonly bigIntegers?: boolean
}

export function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** A column of a spec from its values; byte strings as bytes. */
export function dataOf(spec: ColumnSpec, values: readonly ModelValue[]): ColumnData {
  return toData(spec, dataKind(spec.physicalType, spec.logical), values)
}

export function toData(
  spec: ColumnSpec,
  kind: ColumnData['kind'],
  values: readonly ModelValue[],
  form: DataForm = {},
): ColumnData {
  const validity = validityOf(values)
  const { length } = values
  if (spec.list !== undefined) {
    const offsets = new Uint32Array(length + 1)
    const flat: ModelValue[] = []
    values.forEach((value, i) => {
      if (Array.isArray(value)) flat.push(...value)
      offsets[i + 1] = flat.length
    })
    const elements = toData({ ...spec, list: undefined }, kind, flat, form)
    return { kind: 'list', length, validity, offsets, elements }
  }
  const numbers = () => values.map((value) => Number(value ?? 0))
  const bigints = () => values.map((value) => BigInt((value as bigint | null) ?? 0n))
  switch (kind) {
    case 'boolean':
      return { kind: 'boolean', length, validity, values: Uint8Array.from(numbers()) }
    case 'int32':
      return { kind: 'int32', length, validity, values: Int32Array.from(numbers()) }
    case 'int64':
      return { kind: 'int64', length, validity, values: integers(bigints(), form) }
    case 'wide':
      return {
        kind: 'wide',
        length,
        validity,
        low: BigUint64Array.from(bigints(), (value) => BigInt.asUintN(64, value)),
        high: BigInt64Array.from(bigints(), (value) => value >> 64n),
      }
    case 'float':
      return { kind: 'float', length, validity, values: Float32Array.from(numbers()) }
    case 'double':
      return { kind: 'double', length, validity, values: Float64Array.from(numbers()) }
    default: {
      const texts = values.map((value) => (value ?? '') as string)
      if (!form.dictionary) return { ...bytesData(texts), validity }
      const entries = [...new Set(values.filter((value) => value !== null) as string[])]
      const codeOf = new Map(entries.map((entry, code) => [entry, code]))
      const codes = Uint16Array.from(texts, (text, i) =>
        values[i] === null ? 0 : codeOf.get(text)!,
      )
      return { kind: 'dictionary', length, validity, codes, dictionary: bytesData(entries) }
    }
  }
}

function integers(values: bigint[], form: DataForm) {
  if (values.some((value) => value > 2n ** 63n - 1n)) return BigUint64Array.from(values)
  const safe = values.every((value) => Number.isSafeInteger(Number(value)))
  return safe && !form.bigIntegers ? Float64Array.from(values, Number) : BigInt64Array.from(values)
}

function validityOf(values: readonly ModelValue[]): Uint8Array | null {
  if (!values.includes(null)) return null
  const bitmap = new Uint8Array((values.length + 7) >> 3)
  values.forEach((value, i) => {
    if (value !== null) bitmap[i >> 3] |= 1 << (i & 7)
  })
  return bitmap
}

export function bytesData(texts: readonly string[]): BytesData {
  const offsets = new Uint32Array(texts.length + 1)
  texts.forEach((text, i) => {
    offsets[i + 1] = offsets[i] + text.length
  })
  const bytes = new Uint8Array(Buffer.from(texts.join(''), 'latin1'))
  return { kind: 'bytes', length: texts.length, validity: null, offsets, bytes }
}

export function fromData(data: ColumnData): ModelValue[] {
  const value = valueAt(data)
  return Array.from({ length: data.length }, (_, i) => {
    const { validity } = data
    return validity === null || (validity[i >> 3] >> (i & 7)) & 1 ? value(i) : null
  })
}

function valueAt(data: ColumnData): (i: number) => ModelValue {
  switch (data.kind) {
    case 'int64':
      return (i) => BigInt(data.values[i])
    case 'wide':
      return (i) => (data.high[i] << 64n) | data.low[i]
    case 'bytes':
      return (i) => sliceText(data, i)
    case 'dictionary':
      return (i) => sliceText(data.dictionary, data.codes[i])
    case 'list': {
      const elements = fromData(data.elements)
      return (i) => elements.slice(data.offsets[i], data.offsets[i + 1])
    }
    default:
      return (i) => data.values[i]
  }
}

function sliceText({ bytes, offsets }: BytesData, i: number): string {
  return Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString('latin1')
}
