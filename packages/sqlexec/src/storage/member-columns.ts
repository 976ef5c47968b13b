import type { BytesData, ColumnData, DictionaryData } from '@sqlexec/parquet'
import { SqlError } from '../base/errors.ts'
import { enumText, memberPosition, parseSet, setText } from '../types/members.ts'
import type { MembersType } from '../types/sql-type.ts'
import { typeName } from '../types/type-name.ts'
import { sharedBuffer } from '../vector/column-builder.ts'
import { type ColumnVector, isValid } from '../vector/column-vector.ts'
import type { ArrayVector } from '../vector/gather.ts'
import { valueAt } from '../vector/value-at.ts'

/*
 * ENUM and SET are numbers in memory and texts in files. A dictionary of the file is translated entry by entry, and becomes one again.
 */

/** @throws SqlError `corrupt` for a text that the type does not have */
export function membersFromTexts(data: ColumnData, type: MembersType): ColumnVector {
  if (data.kind !== 'dictionary' && data.kind !== 'bytes') {
    throw new SqlError('corrupt', `its values are ${data.kind} where text was expected`)
  }
  const { length, validity } = data
  const rowValue = data.kind === 'dictionary' ? byCode(data, type) : byText(data, type)
  if (type.kind === 'enum') {
    const values = new Int32Array(sharedBuffer(length * 4))
    for (let i = 0; i < length; i++) if (isValid(validity, i)) values[i] = Number(rowValue(i))
    return { kind: 'int32', length, validity, values }
  }
  if (type.members.length <= 53) {
    const values = new Float64Array(sharedBuffer(length * 8))
    for (let i = 0; i < length; i++) if (isValid(validity, i)) values[i] = Number(rowValue(i))
    return { kind: 'int64', length, validity, values }
  }
  const values = new BigUint64Array(sharedBuffer(length * 8))
  for (let i = 0; i < length; i++) if (isValid(validity, i)) values[i] = BigInt(rowValue(i))
  return { kind: 'int64', length, validity, values }
}

function byCode({ dictionary, codes }: DictionaryData, type: MembersType) {
  const entries: (number | bigint)[] = []
  for (let i = 0; i < dictionary.length; i++) {
    entries.push(memberValue(valueAt(dictionary, i, true) as string, type))
  }
  return (row: number) => entries[codes[row]]
}

function byText(data: BytesData, type: MembersType) {
  const known = new Map<string, number | bigint>()
  return (row: number) => {
    const text = valueAt(data, row, true) as string
    let value = known.get(text)
    if (value === undefined) {
      value = memberValue(text, type)
      known.set(text, value)
    }
    return value
  }
}

function memberValue(text: string, type: MembersType): number | bigint {
  const position = type.kind === 'enum' ? memberPosition(type, text) + 1 : parseSet(type, text)
  if (position === null || (position === 0 && text !== '')) {
    throw new SqlError(
      'corrupt',
      `the text ${JSON.stringify(text)} is no value of ${typeName(type)}`,
    )
  }
  return position
}

/** The texts of a column as the writer takes them: a dictionary of those that occur. */
export function textsOfMembers(data: ArrayVector, type: MembersType): ColumnData {
  if (data.kind !== 'int32' && data.kind !== 'int64') {
    throw new SqlError('internal', `values of ${type.kind} are integers, not ${data.kind}`)
  }
  const { length, validity, values } = data
  const codes = new Uint32Array(length)
  const texts: string[] = []
  const known = new Map<number | bigint, number>()
  for (let i = 0; i < length; i++) {
    if (!isValid(validity, i)) continue
    const value = values[i]
    let code = known.get(value)
    if (code === undefined) {
      code = texts.length
      known.set(value, code)
      texts.push(type.kind === 'enum' ? enumText(type, Number(value)) : setText(type, value))
    }
    codes[i] = code
  }
  return { kind: 'dictionary', length, validity, codes, dictionary: bytesOf(texts) }
}

function bytesOf(texts: readonly string[]): BytesData {
  const encoded = texts.map((text) => Buffer.from(text, 'utf8'))
  const offsets = new Uint32Array(texts.length + 1)
  encoded.forEach((bytes, i) => {
    offsets[i + 1] = offsets[i] + bytes.length
  })
  const bytes = new Uint8Array(Buffer.concat(encoded))
  return { kind: 'bytes', length: texts.length, validity: null, offsets, bytes }
}
