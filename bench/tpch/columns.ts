/**
 * Columns of generated data, in the same shapes that the Parquet package reads and writes, so that a batch can be
 * handed to its writer as it is.
 */
export type Column = Int32Column | Int64Column | BytesColumn | DictionaryColumn

/** INT and DATE (days since 1970-01-01). */
export interface Int32Column {
  readonly kind: 'int32'
  readonly length: number
  readonly validity: null
  readonly values: Int32Array
}

/** BIGINT, and DECIMAL(15,2) as hundredths. */
export interface Int64Column {
  readonly kind: 'int64'
  readonly length: number
  readonly validity: null
  readonly values: Float64Array
}

/** ASCII text: row `i` is `bytes[offsets[i] … offsets[i + 1])`. */
export interface BytesColumn {
  readonly kind: 'bytes'
  readonly length: number
  readonly validity: null
  readonly offsets: Uint32Array
  readonly bytes: Uint8Array
}

/** Text from a short list: row `i` is entry `codes[i]` of `dictionary`. */
export interface DictionaryColumn {
  readonly kind: 'dictionary'
  readonly length: number
  readonly validity: null
  readonly codes: Uint8Array
  readonly dictionary: BytesColumn
}

/** One column per column of the table's schema, all of `length` rows. */
export interface Batch {
  readonly length: number
  readonly columns: readonly Column[]
}

export function int32(values: Int32Array, length: number): Int32Column {
  return { kind: 'int32', length, validity: null, values: values.subarray(0, length) }
}

export function int64(values: Float64Array, length: number): Int64Column {
  return { kind: 'int64', length, validity: null, values: values.subarray(0, length) }
}

export function dictionary(
  codes: Uint8Array,
  length: number,
  entries: BytesColumn,
): DictionaryColumn {
  return {
    kind: 'dictionary',
    length,
    validity: null,
    codes: codes.subarray(0, length),
    dictionary: entries,
  }
}

/** The entries of a dictionary, or any short list of texts. */
export function texts(values: readonly string[]): BytesColumn {
  const builder = new TextBuilder(values.length, 16)
  for (const value of values) {
    builder.ascii(value)
    builder.endRow()
  }
  return builder.finish()
}

/** Collects ASCII text row by row. */
export class TextBuilder {
  private bytes: Uint8Array
  private readonly offsets: Uint32Array
  private end = 0
  private rows = 0

  constructor(rows: number, averageLength: number) {
    this.bytes = new Uint8Array(rows * averageLength + 256)
    this.offsets = new Uint32Array(rows + 1)
  }

  /** Appends `source[start … end)` to the current row. */
  slice(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start)
    const { bytes } = this
    let at = this.end
    for (let i = start; i < end; i++) bytes[at++] = source[i]
    this.end = at
  }

  ascii(text: string): void {
    this.reserve(text.length)
    for (let i = 0; i < text.length; i++) this.bytes[this.end++] = text.charCodeAt(i)
  }

  /** Appends `value` with at least `width` digits. */
  digits(value: number, width: number): void {
    this.reserve(width)
    let left = value
    for (let i = this.end + width - 1; i >= this.end; i--) {
      const next = Math.floor(left / 10)
      this.bytes[i] = 48 + left - next * 10
      left = next
    }
    this.end += width
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.end++] = value
  }

  endRow(): void {
    this.offsets[++this.rows] = this.end
  }

  finish(): BytesColumn {
    return {
      kind: 'bytes',
      length: this.rows,
      validity: null,
      offsets: this.offsets.subarray(0, this.rows + 1),
      bytes: this.bytes.subarray(0, this.end),
    }
  }

  private reserve(count: number): void {
    if (this.end + count <= this.bytes.length) return
    const larger = new Uint8Array(this.bytes.length * 2 + count)
    larger.set(this.bytes)
    this.bytes = larger
  }
}
