import { bitAt, countBits, rowsOfBits } from '../bitmap.ts'
import type { ColumnData, ListData } from '../column-data.ts'
import { bitWidth } from '../encode/bit-pack.ts'
import type { ByteBuffer } from '../encode/byte-buffer.ts'
import { encodeBitmap, encodeHybrid, repeatedRun } from '../encode/hybrid.ts'
import { type ColumnSpec, maxLevels } from './column-spec.ts'

/**
 * How the rows of a column map to its stored values: which are NULL, and where lists begin. Levels
 * are those of the Dremel encoding (Melnik et al., VLDB 2010). Row ranges are asked for in
 * ascending order of pages.
 */
export interface RowShape {
  readonly rows: number
  readonly maxDefinition: number
  readonly maxRepetition: number
  /** Values of the leaf that have one: the column without its NULLs. */
  valueCount(from: number, end: number): number
  /** Levels of the rows `from … end`: the value count in a page's header, NULLs included. */
  levelCount(from: number, end: number): number
  /** How often each level occurs in the rows `from … end` of lists; `undefined` for flat columns. */
  levelHistograms(from: number, end: number): LevelHistograms | undefined
  /** Appends the definition levels without their length. */
  writeDefinition(from: number, end: number, out: ByteBuffer): void
  /** Appends the repetition levels without their length. */
  writeRepetition(from: number, end: number, out: ByteBuffer): void
}

/** Counts by level, from 0 to the greatest. */
export interface LevelHistograms {
  readonly repetition: number[]
  readonly definition: number[]
}

export interface Shredded {
  readonly shape: RowShape
  /** What holds the values: the column itself, or the elements of a list column. */
  readonly leaf: ColumnData
  /** The rows of `leaf` that are stored; `null`: all. */
  readonly stored: Uint32Array | null
}

/**
 * @throws TypeError where the column may not be NULL but is, or a list is given for a flat column
 */
export function shred(spec: ColumnSpec, data: ColumnData): Shredded {
  if (spec.list !== undefined) {
    if (data.kind === 'list') return shredList(spec, data)
    throw new TypeError(`column ${spec.name} of lists cannot be written from ${data.kind} data`)
  }
  if (data.kind === 'list') throw new TypeError(`column ${spec.name} is no column of lists`)
  const validity = effectiveValidity(data)
  if (validity !== null && !spec.nullable) throw unexpectedNull(spec)
  return {
    shape: new FlatShape(data.length, spec.nullable, validity),
    leaf: data,
    stored: validity === null ? null : rowsOfBits(validity, data.length),
  }
}

function unexpectedNull(spec: ColumnSpec): TypeError {
  return new TypeError(`column ${spec.name} is not nullable but has NULLs`)
}

/** The bitmap, or `null` where it marks no row as NULL. */
function effectiveValidity(data: ColumnData): Uint8Array | null {
  const { validity, length } = data
  return validity === null || countBits(validity, 0, length) === length ? null : validity
}

class FlatShape implements RowShape {
  readonly rows: number
  readonly maxDefinition: number
  readonly maxRepetition = 0
  readonly #validity: Uint8Array | null

  constructor(rows: number, nullable: boolean, validity: Uint8Array | null) {
    this.rows = rows
    this.maxDefinition = nullable ? 1 : 0
    this.#validity = validity
  }

  valueCount(from: number, end: number): number {
    return this.#validity === null ? end - from : countBits(this.#validity, from, end)
  }

  levelCount(from: number, end: number): number {
    return end - from
  }

  levelHistograms(): undefined {
    return undefined
  }

  writeDefinition(from: number, end: number, out: ByteBuffer): void {
    if (end === from) return
    const present = this.valueCount(from, end)
    if (present === end - from) repeatedRun(1, end - from, 1, out)
    else if (present === 0) repeatedRun(0, end - from, 1, out)
    else encodeBitmap(this.#validity!, from, end, out)
  }

  writeRepetition(): void {}
}

function shredList(spec: ColumnSpec, data: ListData): Shredded {
  const { elements, offsets, length } = data
  if (elements.kind === 'list') throw new TypeError(`column ${spec.name} has lists of lists`)
  const listValidity = effectiveValidity(data)
  const elementValidity = effectiveValidity(elements)
  if (listValidity !== null && !spec.nullable) throw unexpectedNull(spec)
  if (elementValidity !== null && !spec.list?.elementNullable) {
    throw new TypeError(`column ${spec.name} has NULL elements but may not`)
  }
  const { definition: maxDefinition } = maxLevels(spec)
  const base = spec.nullable ? 1 : 0
  const elementCount = offsets[length] - offsets[0]
  const definition = new Int32Array(elementCount + length)
  const repetition = new Int32Array(elementCount + length)
  const rowStarts = new Uint32Array(length + 1)
  const stored = new Uint32Array(elementCount)
  let to = 0
  let storedCount = 0
  for (let row = 0; row < length; row++) {
    rowStarts[row] = to
    const isNull = listValidity !== null && !bitAt(listValidity, row)
    const start = offsets[row]
    const end = isNull ? start : offsets[row + 1]
    if (start === end) {
      definition[to] = isNull ? 0 : base
      repetition[to++] = 0
    }
    for (let i = start; i < end; i++) {
      const present = elementValidity === null || bitAt(elementValidity, i)
      if (present) stored[storedCount++] = i
      definition[to] = present ? maxDefinition : base + 1
      repetition[to++] = i === start ? 0 : 1
    }
  }
  rowStarts[length] = to
  return {
    shape: new ListShape(length, maxDefinition, definition, repetition, rowStarts),
    leaf: elements,
    stored: stored.subarray(0, storedCount),
  }
}

class ListShape implements RowShape {
  readonly rows: number
  readonly maxDefinition: number
  readonly maxRepetition = 1
  readonly #definition: Int32Array
  readonly #repetition: Int32Array
  /** First level of every row, and the number of levels. */
  readonly #rowStarts: Uint32Array

  constructor(
    rows: number,
    maxDefinition: number,
    definition: Int32Array,
    repetition: Int32Array,
    rowStarts: Uint32Array,
  ) {
    this.rows = rows
    this.maxDefinition = maxDefinition
    this.#definition = definition
    this.#repetition = repetition
    this.#rowStarts = rowStarts
  }

  valueCount(from: number, end: number): number {
    let count = 0
    for (let i = this.#rowStarts[from]; i < this.#rowStarts[end]; i++) {
      if (this.#definition[i] === this.maxDefinition) count++
    }
    return count
  }

  levelCount(from: number, end: number): number {
    return this.#rowStarts[end] - this.#rowStarts[from]
  }

  levelHistograms(from: number, end: number): LevelHistograms {
    const [start, stop] = [this.#rowStarts[from], this.#rowStarts[end]]
    return {
      repetition: histogram(this.#repetition, start, stop, this.maxRepetition),
      definition: histogram(this.#definition, start, stop, this.maxDefinition),
    }
  }

  writeDefinition(from: number, end: number, out: ByteBuffer): void {
    const width = bitWidth(this.maxDefinition)
    encodeHybrid(this.#definition, this.#rowStarts[from], this.#rowStarts[end], width, out)
  }

  writeRepetition(from: number, end: number, out: ByteBuffer): void {
    encodeHybrid(this.#repetition, this.#rowStarts[from], this.#rowStarts[end], 1, out)
  }
}

function histogram(levels: Int32Array, from: number, end: number, max: number): number[] {
  const counts = new Array<number>(max + 1).fill(0)
  for (let i = from; i < end; i++) counts[levels[i]]++
  return counts
}
