import { bitmapBytes, setBits } from '../bitmap.ts'
import { bitWidth } from '../encode/bit-pack.ts'
import { corrupt } from '../errors.ts'
import { Encoding } from '../format/constants.ts'
import type { ColumnSchema } from '../format/schema.ts'
import { decodeBigEndianBits, decodeHybrid, decodeHybridBits, isRunOfOnes } from './hybrid.ts'
import { type Allocate, allocateChecked, type ValueBytes } from './lane.ts'

/** A run of levels in one of their two encodings. */
export interface Levels extends ValueBytes {
  readonly encoding: Encoding
}

/** Where the values of one page go: rows `[at, at + rows)`, of which `valid` are not NULL. */
export interface PageRows {
  readonly at: number
  readonly rows: number
  readonly valid: number
}

/** A validity bitmap that is made when the first NULL comes. */
export interface Validity {
  readonly capacity: number
  readonly allocate: Allocate
  bitmap: Uint8Array | null
  /** Rows so far. */
  length: number
  /** Rows so far that are not NULL. */
  valid: number
}

/** The validity of `capacity` rows at most, of which none is there yet. */
export function makeValidity(capacity: number, allocate: Allocate): Validity {
  return { capacity, allocate, bitmap: null, length: 0, valid: 0 }
}

/** The bitmap, or `null` where no row is NULL. */
export function finishValidity({ bitmap, length, valid }: Validity): Uint8Array | null {
  return valid === length || bitmap === null ? null : bitmap.subarray(0, bitmapBytes(length))
}

function needBitmap(validity: Validity): Uint8Array {
  if (validity.bitmap === null) {
    const buffer = allocateChecked(validity.allocate, bitmapBytes(validity.capacity))
    validity.bitmap = new Uint8Array(buffer)
    setBits(validity.bitmap, 0, validity.length)
  }
  return validity.bitmap
}

/** Takes the definition levels of a page of a flat column: level 1 is a value, level 0 a NULL. */
export function takeFlatRows(
  validity: Validity,
  definition: Levels | undefined,
  rows: number,
): PageRows {
  const at = validity.length
  if (rows > validity.capacity - at) throw corrupt('the pages hold more rows than the row group')
  const valid = definition === undefined ? rows : takeBits(validity, definition, at, rows)
  if (valid === rows && validity.bitmap !== null) setBits(validity.bitmap, at, at + rows)
  validity.length += rows
  validity.valid += valid
  return { at, rows, valid }
}

function takeBits(validity: Validity, levels: Levels, at: number, rows: number): number {
  const { bytes, start, end } = levels
  if (rows === 0) return 0
  if (levels.encoding === Encoding.RLE) {
    if (isRunOfOnes(bytes, start, end, rows)) return rows
    return decodeHybridBits(bytes, start, end, needBitmap(validity), at, rows)
  }
  const bits = new Int32Array(rows)
  decodeBigEndianBits(bytes, start, end, 1, bits, rows)
  const bitmap = needBitmap(validity)
  let valid = 0
  for (let i = 0; i < rows; i++) {
    if (bits[i] === 0) continue
    valid++
    bitmap[(at + i) >>> 3] |= 1 << ((at + i) & 7)
  }
  return valid
}

/** The rows of a list column while its pages are decoded. */
export interface ListRows {
  readonly offsets: Uint32Array
  /** Of the rows. */
  readonly lists: Validity
  /** Of the elements. */
  readonly elements: Validity
  /** The definition level from which on a slot holds an element. */
  readonly elementLevel: number
  readonly maxDefinition: number
  readonly nullable: boolean
}

/** @param slots the chunk's number of levels: no fewer than it has rows or elements */
export function makeListRows(
  schema: ColumnSchema,
  rowCount: number,
  slots: number,
  allocate: Allocate,
): ListRows {
  return {
    offsets: new Uint32Array(allocateChecked(allocate, (rowCount + 1) * 4)),
    lists: makeValidity(rowCount, allocate),
    elements: makeValidity(slots, allocate),
    elementLevel: schema.maxDefinition - (schema.elementNullable ? 1 : 0),
    maxDefinition: schema.maxDefinition,
    nullable: schema.nullable,
  }
}

/**
 * Takes the levels of a page of a list column. Repetition level 0 begins a row, 1 continues it. A page may
 * begin within a row.
 *
 * @returns the place of the page's elements
 */
export function takeListRows(
  list: ListRows,
  repetition: Levels | undefined,
  definition: Levels | undefined,
  slots: number,
): PageRows {
  const repetitions = takeLevels(repetition, 1, slots)
  const definitions = takeLevels(definition, list.maxDefinition, slots)
  const { lists, elements, elementLevel, maxDefinition, offsets } = list
  const at = elements.length
  const validBefore = elements.valid
  const listBits = needBitmap(lists)
  const elementBits = needBitmap(elements)
  for (let i = 0; i < slots; i++) {
    const level = definitions[i]
    if (repetitions[i] === 0) {
      const row = lists.length++
      if (row >= lists.capacity) throw corrupt('the pages hold more rows than the row group')
      offsets[row] = elements.length
      if (level > 0 || !list.nullable) {
        listBits[row >>> 3] |= 1 << (row & 7)
        lists.valid++
      }
    } else if (lists.length === 0 || level < elementLevel) {
      throw corrupt('a list goes on before it begins')
    }
    if (level >= elementLevel) {
      const element = elements.length++
      if (level === maxDefinition) {
        elementBits[element >>> 3] |= 1 << (element & 7)
        elements.valid++
      }
    }
  }
  return { at, rows: elements.length - at, valid: elements.valid - validBefore }
}

function takeLevels(levels: Levels | undefined, max: number, count: number): Int32Array {
  const out = new Int32Array(count)
  if (levels === undefined) return out
  const width = bitWidth(max)
  if (levels.encoding === Encoding.RLE) {
    decodeHybrid(levels.bytes, levels.start, levels.end, width, out, 0, count)
  } else {
    decodeBigEndianBits(levels.bytes, levels.start, levels.end, width, out, count)
  }
  for (let i = 0; i < count; i++)
    if (out[i] > max || out[i] < 0) throw corrupt('a level is too high')
  return out
}
