import type { FieldType, StructTable } from './structs.ts'
import { ThriftType } from './thrift-types.ts'

interface Sink {
  bytes: Uint8Array
  length: number
}

/**
 * Encodes `value` in the Thrift compact protocol. Members that are `undefined` are left out.
 *
 * @throws {TypeError} where a required member is missing, or an integer is not safe: a bug of the caller
 */
export function writeStruct<T>(table: StructTable<T>, value: T): Uint8Array {
  const sink: Sink = { bytes: new Uint8Array(256), length: 0 }
  putStruct(sink, table, value as Record<string, unknown>)
  return sink.bytes.subarray(0, sink.length)
}

function putStruct(sink: Sink, table: StructTable, value: Record<string, unknown>): void {
  let lastId = 0
  for (const field of table.fields) {
    const member = value[field.name]
    if (member === undefined) {
      if (field.required) throw new TypeError(`${table.name} lacks its ${field.name}`)
      continue
    }
    const type = wireType(field.type, member)
    const delta = field.id - lastId
    if (delta <= 15) putByte(sink, (delta << 4) | type)
    else {
      putByte(sink, type)
      putVarint(sink, field.id)
    }
    lastId = field.id
    if (field.type !== 'bool') putValue(sink, field.type, member)
  }
  putByte(sink, ThriftType.STOP)
}

function wireType(type: FieldType, value: unknown): number {
  switch (type) {
    case 'bool':
      return value ? ThriftType.TRUE : ThriftType.FALSE
    case 'i8':
      return ThriftType.I8
    case 'i16':
      return ThriftType.I16
    case 'i32':
      return ThriftType.I32
    case 'i64':
      return ThriftType.I64
    case 'double':
      return ThriftType.DOUBLE
    case 'binary':
    case 'string':
      return ThriftType.BINARY
    default:
      return 'list' in type || 'lazy' in type ? ThriftType.LIST : ThriftType.STRUCT
  }
}

function putValue(sink: Sink, type: FieldType, value: unknown): void {
  switch (type) {
    case 'bool':
      putByte(sink, value ? ThriftType.TRUE : ThriftType.FALSE)
      return
    case 'i8':
      putByte(sink, (value as number) & 0xff)
      return
    case 'i16':
    case 'i32':
    case 'i64':
      putVarint(sink, value as number)
      return
    case 'double':
      putDouble(sink, value as number)
      return
    case 'binary':
      putBinary(sink, value as Uint8Array)
      return
    case 'string':
      putBinary(sink, encoder.encode(value as string))
      return
    default:
      if ('lazy' in type) putList(sink, type.lazy.list, value as unknown[])
      else if ('list' in type) putList(sink, type.list, value as unknown[])
      else putStruct(sink, type, value as Record<string, unknown>)
  }
}

function putList(sink: Sink, element: FieldType, items: readonly unknown[]): void {
  const type = wireType(element, true)
  if (items.length < 15) putByte(sink, (items.length << 4) | type)
  else {
    putByte(sink, 0xf0 | type)
    putUnsigned(sink, items.length)
  }
  for (const item of items) putValue(sink, element, item)
}

const encoder = new TextEncoder()

function reserve(sink: Sink, length: number): void {
  if (sink.length + length <= sink.bytes.length) return
  const grown = new Uint8Array(Math.max(sink.bytes.length * 2, sink.length + length))
  grown.set(sink.bytes.subarray(0, sink.length))
  sink.bytes = grown
}

function putByte(sink: Sink, byte: number): void {
  reserve(sink, 1)
  sink.bytes[sink.length++] = byte
}

/** A signed integer, zigzag coded: 0, −1, 1, −2 … become 0, 1, 2, 3 …. */
function putVarint(sink: Sink, value: number): void {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a safe integer`)
  // Doubling a safe integer may leave the exact range of a double, which a BigInt does not have.
  if (Math.abs(value) < 2 ** 52) putUnsigned(sink, value < 0 ? -2 * value - 1 : 2 * value)
  else putLongUnsigned(sink, value < 0 ? -2n * BigInt(value) - 1n : 2n * BigInt(value))
}

function putUnsigned(sink: Sink, value: number): void {
  let rest = value
  while (rest >= 128) {
    putByte(sink, (rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  putByte(sink, rest)
}

function putLongUnsigned(sink: Sink, value: bigint): void {
  let rest = value
  while (rest >= 128n) {
    putByte(sink, Number(rest & 127n) | 128)
    rest >>= 7n
  }
  putByte(sink, Number(rest))
}

function putDouble(sink: Sink, value: number): void {
  reserve(sink, 8)
  new DataView(sink.bytes.buffer).setFloat64(sink.length, value, true)
  sink.length += 8
}

function putBinary(sink: Sink, bytes: Uint8Array): void {
  putUnsigned(sink, bytes.length)
  reserve(sink, bytes.length)
  sink.bytes.set(bytes, sink.length)
  sink.length += bytes.length
}
