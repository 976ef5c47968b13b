import type { BytesData, ColumnData, DictionaryData, ListData } from '../column-data.ts'
import {
  type Allocate,
  allocateChecked,
  gatherLane,
  type Lane,
  spreadLane,
} from '../decode/lane.ts'
import { finishValidity } from '../decode/rows.ts'
import { unsupported } from '../errors.ts'
import { type ChunkDecoding, decodeCodes, takePage } from './take-page.ts'

/** Column data of fixed-width values. */
type Numbers = Exclude<ColumnData, BytesData | DictionaryData | ListData>

/**
 * Expands a chunk all of whose pages are dictionary-coded, by looking the codes up in a dictionary that is already
 * converted: conversion costs per entry, not per row.
 */
export function gatherNumbers(chunk: ChunkDecoding, entries: ColumnData): ColumnData {
  const { validity, allocate } = chunk
  const dictionary = lanesOf(entries)
  const lanes = dictionary.map((lane) => emptyLike(lane, validity.capacity, allocate))
  for (const page of chunk.pages.data) {
    const { place, values } = takePage(chunk, page)
    const { at, rows, valid } = place
    const codes = valid === 0 ? undefined : decodeCodes(values, valid)
    for (let i = 0; i < lanes.length; i++) {
      if (codes !== undefined) gatherLane(lanes[i], dictionary[i], codes, at, valid)
      if (valid < rows) spreadLane(lanes[i], validity.bitmap!, at, rows, valid)
    }
  }
  return fromLanes(entries as Numbers, lanes, validity.length, finishValidity(validity))
}

type NumberLane = Extract<Lane, { kind: 'words' | 'pairs' }>

/** The memory of the values as 32-bit or 64-bit lanes. */
function lanesOf(data: ColumnData): NumberLane[] {
  switch (data.kind) {
    case 'int32':
    case 'float':
      return [{ kind: 'words', values: wordsOf(data.values) }]
    case 'int64':
    case 'double':
      return [{ kind: 'pairs', values: wordsOf(data.values) }]
    case 'wide':
      return [
        { kind: 'pairs', values: wordsOf(data.low) },
        { kind: 'pairs', values: wordsOf(data.high) },
      ]
    default:
      throw unsupported('cannot read dictionary-coded booleans')
  }
}

function wordsOf(values: ArrayBufferView): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4)
}

function emptyLike({ kind }: NumberLane, length: number, allocate: Allocate): NumberLane {
  const width = kind === 'words' ? 4 : 8
  return { kind, values: new Int32Array(allocateChecked(allocate, length * width)) }
}

function fromLanes(
  like: Numbers,
  lanes: readonly NumberLane[],
  length: number,
  validity: Uint8Array | null,
): Numbers {
  const { buffer } = lanes[0].values
  switch (like.kind) {
    case 'int32':
      return { kind: 'int32', length, validity, values: new Int32Array(buffer, 0, length) }
    case 'float':
      return { kind: 'float', length, validity, values: new Float32Array(buffer, 0, length) }
    case 'double':
      return { kind: 'double', length, validity, values: new Float64Array(buffer, 0, length) }
    case 'wide': {
      const low = new BigUint64Array(buffer, 0, length)
      const high = new BigInt64Array(lanes[1].values.buffer, 0, length)
      return { kind: 'wide', length, validity, low, high }
    }
    case 'int64': {
      const { values } = like
      if (values instanceof Float64Array) {
        return { kind: 'int64', length, validity, values: new Float64Array(buffer, 0, length) }
      }
      return values instanceof BigInt64Array
        ? { kind: 'int64', length, validity, values: new BigInt64Array(buffer, 0, length) }
        : { kind: 'int64', length, validity, values: new BigUint64Array(buffer, 0, length) }
    }
    default:
      throw unsupported('cannot read dictionary-coded booleans')
  }
}
