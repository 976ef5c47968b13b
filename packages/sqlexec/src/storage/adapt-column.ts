import type { ColumnData } from '@sqlexec/parquet'
import { SqlError } from '../base/errors.ts'
import { hasMembers, physicalKind, type SqlType } from '../types/sql-type.ts'
import { sharedBuffer } from '../vector/column-builder.ts'
import type { ColumnVector } from '../vector/column-vector.ts'
import { membersFromTexts } from './member-columns.ts'

/**
 * What the reader decoded as a vector of a column's type. In files that the engine wrote they are the same; other writers
 * keep small decimals in wide fields, and times in 32 bits.
 */
export function adaptColumn(data: ColumnData, type: SqlType): ColumnVector {
  if (hasMembers(type)) return membersFromTexts(data, type)
  const wanted = physicalKind(type)
  if (data.kind === wanted || (data.kind === 'dictionary' && wanted === 'bytes')) {
    return data as ColumnVector
  }
  const { length, validity } = data
  if (data.kind === 'int32' && wanted === 'int64') {
    const values = new Float64Array(sharedBuffer(length * 8))
    values.set(data.values)
    return { kind: 'int64', length, validity, values }
  }
  if (data.kind === 'int64' && wanted === 'int32') {
    const values = new Int32Array(sharedBuffer(length * 4))
    for (let i = 0; i < length; i++) values[i] = narrow(data.values[i])
    return { kind: 'int32', length, validity, values }
  }
  if ((data.kind === 'int32' || data.kind === 'int64') && wanted === 'wide') {
    const low = new BigUint64Array(sharedBuffer(length * 8))
    const high = new BigInt64Array(sharedBuffer(length * 8))
    for (let i = 0; i < length; i++) {
      const value = BigInt(data.values[i])
      low[i] = value & 0xffff_ffff_ffff_ffffn
      high[i] = value >> 64n
    }
    return { kind: 'wide', length, validity, low, high }
  }
  throw new SqlError('corrupt', `its values are ${data.kind} where ${wanted} were expected`)
}

function narrow(value: number | bigint): number {
  const number = Number(value)
  if (number !== (number | 0)) {
    throw new SqlError('corrupt', `the value ${value} is out of the range of its type`)
  }
  return number
}

/** Bytes of memory that a vector takes. */
export function vectorBytes(vector: ColumnVector): number {
  const validity = vector.validity?.byteLength ?? 0
  switch (vector.kind) {
    case 'wide':
      return validity + vector.low.byteLength + vector.high.byteLength
    case 'bytes':
      return validity + vector.offsets.byteLength + vector.bytes.byteLength
    case 'dictionary': {
      const { offsets, bytes } = vector.dictionary
      return validity + vector.codes.byteLength + offsets.byteLength + bytes.byteLength
    }
    case 'values':
      return validity + vector.length * 16
    default:
      return validity + vector.values.byteLength
  }
}
