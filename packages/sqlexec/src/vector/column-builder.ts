import { isUnsigned64, type PhysicalKind, physicalKind, type SqlType } from '../types/sql-type.ts'
import { normalizeInteger, type SqlValue } from '../types/value.ts'
import type { ColumnVector } from './column-vector.ts'
import { type IntegerBounds, integerBounds, outOfRange } from './integer-bounds.ts'

/**
 * A column that grows at its end. Rows are set in ascending order and never changed once `vector` has shown them; the arrays
 * double, so a vector taken earlier keeps the array that it was taken with.
 *
 * Text and bytes stay JavaScript values, and so do decimals of more than 18 digits (`values` vectors).
 */
export interface ColumnBuilder {
  /**
   * Stores the value of a row: the row after the last one, or that one again after a failed insert.
   * @throws SqlError `out_of_range` for an integer that the type cannot hold, before anything has changed
   */
  set(row: number, value: SqlValue): void
  get(row: number): SqlValue
  /** Rows `0 … length` as a vector. */
  vector(length: number): ColumnVector
  /** Bounds of all values set so far, where they are integers and there is one. */
  readonly range: NumberRange | null
}

/** Both inclusive. */
export interface NumberRange {
  readonly min: number | bigint
  readonly max: number | bigint
}

/** Makes the array of a column. Shared memory, so that workers read columns without a copy. */
export function sharedBuffer(byteLength: number): SharedArrayBuffer {
  return new SharedArrayBuffer(byteLength)
}

const initialRows = 64

export function columnBuilder(type: SqlType): ColumnBuilder {
  const kind = physicalKind(type)
  switch (kind) {
    case 'boolean':
    case 'int32':
    case 'float':
    case 'double':
      return new NumberBuilder(kind, type)
    case 'int64':
      return new IntegerBuilder(type)
    case 'wide':
    case 'bytes':
      return new ValuesBuilder()
  }
}

/** The validity bitmap of a growing column: none until the first NULL. */
class GrowingValidity {
  bits: Uint8Array | null = null

  setNull(row: number): void {
    const bits = this.#reserve(row, true)!
    bits[row >> 3] &= ~(1 << (row & 7))
  }

  setValid(row: number): void {
    if (this.bits === null) return
    const bits = this.#reserve(row, false)!
    bits[row >> 3] |= 1 << (row & 7)
  }

  isNull(row: number): boolean {
    return this.bits !== null && (this.bits[row >> 3] & (1 << (row & 7))) === 0
  }

  #reserve(row: number, create: boolean): Uint8Array | null {
    const bits = this.bits
    if (bits === null) {
      if (!create) return null
      this.bits = new Uint8Array(sharedBuffer(Math.max(initialRows >> 3, (row >> 3) * 2 + 1)))
      this.bits.fill(0xff, 0, row >> 3)
      this.bits[row >> 3] = (1 << (row & 7)) - 1
    } else if (row >> 3 >= bits.length) {
      this.bits = new Uint8Array(sharedBuffer(bits.length * 2))
      this.bits.set(bits)
    }
    return this.bits
  }
}

type NumberArray = Uint8Array | Int32Array | Float32Array | Float64Array

class NumberBuilder implements ColumnBuilder {
  readonly #kind: Extract<PhysicalKind, 'boolean' | 'int32' | 'float' | 'double'>
  readonly #type: SqlType
  readonly #integral: boolean
  /** What the column can hold, where `#integral`. */
  readonly #lowest: number
  readonly #highest: number
  readonly #validity = new GrowingValidity()
  #values: NumberArray
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  constructor(
    kind: Extract<PhysicalKind, 'boolean' | 'int32' | 'float' | 'double'>,
    type: SqlType,
  ) {
    const bounds = integerBounds(type)
    this.#kind = kind
    this.#type = type
    this.#integral = kind === 'int32' || kind === 'boolean'
    this.#lowest = Number(bounds.min)
    this.#highest = Number(bounds.max)
    this.#values = this.#allocate(initialRows)
  }

  set(row: number, value: SqlValue): void {
    if (this.#integral && value !== null && !this.#holds(value)) throw outOfRange(value, this.#type)
    if (row >= this.#values.length) this.#grow()
    if (value === null) {
      this.#validity.setNull(row)
      this.#values[row] = 0
    } else {
      this.#validity.setValid(row)
      this.#values[row] = value as number
      if ((value as number) < this.#min) this.#min = value as number
      if ((value as number) > this.#max) this.#max = value as number
    }
  }

  #holds(value: SqlValue): boolean {
    return (
      Number.isInteger(value) &&
      (value as number) >= this.#lowest &&
      (value as number) <= this.#highest
    )
  }

  get range(): NumberRange | null {
    if (this.#kind === 'float' || this.#kind === 'double' || this.#min > this.#max) return null
    return { min: this.#min, max: this.#max }
  }

  get(row: number): SqlValue {
    return this.#validity.isNull(row) ? null : this.#values[row]
  }

  vector(length: number): ColumnVector {
    const validity = this.#validity.bits
    // The pairing of kind and array is fixed by the constructor.
    return { kind: this.#kind, length, validity, values: this.#values } as ColumnVector
  }

  #allocate(rows: number): NumberArray {
    switch (this.#kind) {
      case 'boolean':
        return new Uint8Array(sharedBuffer(rows))
      case 'int32':
        return new Int32Array(sharedBuffer(rows * 4))
      case 'float':
        return new Float32Array(sharedBuffer(rows * 4))
      case 'double':
        return new Float64Array(sharedBuffer(rows * 8))
    }
  }

  #grow(): void {
    const grown = this.#allocate(this.#values.length * 2)
    grown.set(this.#values)
    this.#values = grown
  }
}

type WideArray = BigInt64Array | BigUint64Array

/** 64-bit integers: exact doubles until the first value beyond ±(2^53 − 1), a BigInt array from then on. */
class IntegerBuilder implements ColumnBuilder {
  readonly #type: SqlType
  readonly #unsigned: boolean
  /** What the column can hold. */
  readonly #bounds: IntegerBounds
  /** The same for numbers, which are exact: rounding the bounds moves them past no exact number. */
  readonly #lowest: number
  readonly #highest: number
  readonly #validity = new GrowingValidity()
  #safe: Float64Array | null = new Float64Array(sharedBuffer(initialRows * 8))
  #wide: WideArray | null = null
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  constructor(type: SqlType) {
    this.#type = type
    this.#unsigned = isUnsigned64(type)
    this.#bounds = integerBounds(type)
    this.#lowest = Number(this.#bounds.min)
    this.#highest = Number(this.#bounds.max)
  }

  set(row: number, value: SqlValue): void {
    if (value !== null && !this.#holds(value)) throw outOfRange(value, this.#type)
    const safe = this.#safe
    if (safe === null || typeof value === 'bigint') {
      this.#setWide(row, value)
      return
    }
    if (row >= safe.length) this.#grow(safe)
    if (value === null) {
      this.#validity.setNull(row)
      this.#safe![row] = 0
      return
    }
    this.#validity.setValid(row)
    // Adding zero turns −0, which is no integer, into 0.
    const integer = (value as number) + 0
    this.#safe![row] = integer
    if (integer < this.#min) this.#min = integer
    if (integer > this.#max) this.#max = integer
  }

  #holds(value: SqlValue): boolean {
    if (typeof value === 'bigint') return value >= this.#bounds.min && value <= this.#bounds.max
    return (
      Number.isSafeInteger(value) &&
      (value as number) >= this.#lowest &&
      (value as number) <= this.#highest
    )
  }

  /** Unknown once there are wide values, which nothing computes with as numbers anyway. */
  get range(): NumberRange | null {
    if (this.#safe === null || this.#min > this.#max) return null
    return { min: this.#min, max: this.#max }
  }

  get(row: number): SqlValue {
    if (this.#validity.isNull(row)) return null
    return this.#safe !== null ? this.#safe[row] : normalizeInteger(this.#wide![row])
  }

  vector(length: number): ColumnVector {
    const values = this.#safe ?? this.#wide!
    return { kind: 'int64', length, validity: this.#validity.bits, values }
  }

  #grow(safe: Float64Array): void {
    this.#safe = new Float64Array(sharedBuffer(safe.length * 16))
    this.#safe.set(safe)
  }

  #setWide(row: number, value: SqlValue): void {
    if (this.#safe !== null) {
      this.#wide = this.#allocateWide(Math.max(this.#safe.length, row + 1))
      for (let i = 0; i < row; i++) this.#wide[i] = BigInt(this.#safe[i])
      this.#safe = null
    }
    if (row >= this.#wide!.length) {
      const grown = this.#allocateWide(this.#wide!.length * 2)
      grown.set(this.#wide!)
      this.#wide = grown
    }
    if (value === null) this.#validity.setNull(row)
    else this.#validity.setValid(row)
    this.#wide![row] = value === null ? 0n : BigInt(value as number | bigint)
  }

  #allocateWide(rows: number): WideArray {
    const buffer = sharedBuffer(rows * 8)
    return this.#unsigned ? new BigUint64Array(buffer) : new BigInt64Array(buffer)
  }
}

type JavaScriptValue = string | Uint8Array | number | bigint

class ValuesBuilder implements ColumnBuilder {
  readonly range = null
  readonly #validity = new GrowingValidity()
  readonly #values: JavaScriptValue[] = []

  set(row: number, value: SqlValue): void {
    if (value === null) {
      this.#validity.setNull(row)
      this.#values[row] = ''
    } else {
      this.#validity.setValid(row)
      this.#values[row] = kept(value)
    }
  }

  get(row: number): SqlValue {
    return this.#validity.isNull(row) ? null : this.#values[row]
  }

  vector(length: number): ColumnVector {
    return { kind: 'values', length, validity: this.#validity.bits, values: this.#values }
  }
}

/** A value that nobody else changes, and that survives the way through UTF-8. */
function kept(value: string | number | bigint | Uint8Array): JavaScriptValue {
  if (typeof value === 'object') return new Uint8Array(value)
  if (typeof value !== 'string' || (value as WellFormed).isWellFormed()) return value
  return (value as WellFormed).toWellFormed()
}

/** Of ECMAScript 2024, which Node 20 has. */
type WellFormed = string & { isWellFormed(): boolean; toWellFormed(): string }
