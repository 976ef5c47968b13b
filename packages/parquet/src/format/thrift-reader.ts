import { corrupt, ParquetError } from '../errors.ts'
import type { FieldType, LazyType, StructTable } from './structs.ts'
import { ThriftType } from './thrift-types.ts'

/**
 * Structs within structs: parquet.thrift itself nests seven deep; the limit is for unknown fields, which may
 * hold anything.
 */
const maxDepth = 32

interface Cursor {
  readonly bytes: Uint8Array
  position: number
  depth: number
  readonly budget: Budget
}

/**
 * Bytes of memory that the objects may still take, estimated. An object takes far more than the few bytes that declare an empty
 * one, so that a small file could exhaust memory.
 */
interface Budget {
  left: number
}

const leastBudget = 128 * 1024 * 1024
/** Sound footers take six to ten times their length. */
const budgetPerByte = 12

const structBytes = 56
const memberBytes = 16
const viewBytes = 100
const lazyBytes = 800

function charge({ budget }: Cursor, bytes: number): void {
  budget.left -= bytes
  if (budget.left < 0) {
    throw new ParquetError('limit', 'the metadata would take more memory than their size warrants')
  }
}

/**
 * Decodes one struct of the Thrift compact protocol from `bytes`, beginning at `start`.
 * Unknown fields are skipped, and so are fields of another type than declared (drafts of the format gave some
 * ids to other fields). Byte strings are views of `bytes`.
 *
 * Work is bounded by `bytes.length`, since a list may not declare more elements than bytes remain; memory by some 128 MiB, or
 * twelve times the length where that is more.
 * A lazy field is passed over; reading it may throw what decoding it here would have thrown.
 *
 * @returns the object and the offset behind it
 * @throws {ParquetError} `corrupt` where the bytes break the protocol or a required field is missing, `limit` where the memory
 *   does not suffice
 */
export function readStruct<T>(
  table: StructTable<T>,
  bytes: Uint8Array,
  start = 0,
): { value: T; end: number } {
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  const budget = { left: Math.max(leastBudget, bytes.length * budgetPerByte) }
  const cursor: Cursor = { bytes: plain, position: start, depth: 0, budget }
  const value = structValue(cursor, table)
  return { value: value as T, end: cursor.position }
}

/** As {@link readStruct}, but `undefined` instead of an error: for what a reader can do without. */
export function tryReadStruct<T>(
  table: StructTable<T>,
  bytes: Uint8Array,
): { value: T; end: number } | undefined {
  try {
    return readStruct(table, bytes)
  } catch (error) {
    if (error instanceof ParquetError) return undefined
    throw error
  }
}

function structValue(cursor: Cursor, table: StructTable): Record<string, unknown> {
  if (++cursor.depth > maxDepth) throw corrupt('Thrift structs nest too deep')
  charge(cursor, structBytes)
  const result: Record<string, unknown> = {}
  const { byId } = table
  let id = 0
  for (;;) {
    const header = byte(cursor)
    if (header === ThriftType.STOP) break
    const wireType = header & 15
    id = header >>> 4 === 0 ? varint32(cursor, 'i16') : id + (header >>> 4)
    const field = id >= 0 && id < byId.length ? byId[id] : undefined
    if (field === undefined || !accepts(field.type, wireType)) {
      skip(cursor, wireType)
      continue
    }
    charge(cursor, memberBytes)
    if (field.type === 'bool') result[field.name] = wireType === ThriftType.TRUE
    else if (isLazy(field.type)) defer(result, field.name, cursor, field.type)
    else result[field.name] = value(cursor, field.type)
  }
  for (const field of table.fields) {
    if (field.required && !(field.name in result)) {
      throw corrupt(`${table.name} lacks its ${field.name}`)
    }
  }
  cursor.depth--
  return result
}

/** Whether a value of the declared type may stand under the type that the bytes name. */
function accepts(type: FieldType, wireType: number): boolean {
  switch (type) {
    case 'bool':
      return wireType === ThriftType.TRUE || wireType === ThriftType.FALSE
    case 'i8':
      return wireType === ThriftType.I8
    case 'i16':
    case 'i32':
    case 'i64':
      return wireType >= ThriftType.I16 && wireType <= ThriftType.I64
    case 'double':
      return wireType === ThriftType.DOUBLE
    case 'binary':
    case 'string':
      return wireType === ThriftType.BINARY
    default:
      if ('list' in type || 'lazy' in type) {
        return wireType === ThriftType.LIST || wireType === ThriftType.SET
      }
      return wireType === ThriftType.STRUCT
  }
}

function isLazy(type: FieldType): type is LazyType {
  return typeof type === 'object' && 'lazy' in type
}

/** Passes over a list now, and decodes it when the member is first read. */
function defer(
  result: Record<string, unknown>,
  name: string,
  cursor: Cursor,
  type: LazyType,
): void {
  const { bytes, position, depth, budget } = cursor
  charge(cursor, lazyBytes)
  skipList(cursor)
  const settle = (value: unknown) =>
    Object.defineProperty(result, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  Object.defineProperty(result, name, {
    get() {
      const items = listValue({ bytes, position, depth, budget }, type.lazy.list)
      settle(items)
      return items
    },
    set: settle,
    enumerable: true,
    configurable: true,
  })
}

function value(cursor: Cursor, type: FieldType): unknown {
  switch (type) {
    case 'bool':
      return byte(cursor) === ThriftType.TRUE
    case 'i8':
      return (byte(cursor) << 24) >> 24
    case 'i16':
    case 'i32':
      return varint32(cursor, type)
    case 'i64':
      return varint64(cursor)
    case 'double':
      return double(cursor)
    case 'binary':
      return binary(cursor)
    case 'string':
      return text(binary(cursor))
    default:
      if ('lazy' in type) return listValue(cursor, type.lazy.list)
      return 'list' in type ? listValue(cursor, type.list) : structValue(cursor, type)
  }
}

function listValue(cursor: Cursor, element: FieldType): unknown[] {
  const { size, wireType } = listHeader(cursor)
  if (size > 0 && !accepts(element, wireType)) {
    throw corrupt(`a list has elements of Thrift type ${wireType}`)
  }
  charge(cursor, memberBytes * (size + 1))
  const items: unknown[] = []
  for (let i = 0; i < size; i++) items.push(value(cursor, element))
  return items
}

function listHeader(cursor: Cursor): { size: number; wireType: number } {
  const header = byte(cursor)
  const size = header >>> 4 === 15 ? unsigned32(cursor) : header >>> 4
  // Every element takes a byte at least, so this also bounds what is allocated.
  if (size > cursor.bytes.length - cursor.position) throw truncated()
  return { size, wireType: header & 15 }
}

function skip(cursor: Cursor, wireType: number): void {
  switch (wireType) {
    case ThriftType.TRUE:
    case ThriftType.FALSE:
      return
    case ThriftType.I8:
      advance(cursor, 1)
      return
    case ThriftType.I16:
    case ThriftType.I32:
    case ThriftType.I64:
      skipVarint(cursor)
      return
    case ThriftType.DOUBLE:
      advance(cursor, 8)
      return
    case ThriftType.BINARY:
      advance(cursor, unsigned32(cursor))
      return
    case ThriftType.LIST:
    case ThriftType.SET:
      skipList(cursor)
      return
    case ThriftType.MAP:
      skipMap(cursor)
      return
    case ThriftType.STRUCT:
      skipStruct(cursor)
      return
    case ThriftType.UUID:
      advance(cursor, 16)
      return
    default:
      throw corrupt(`unknown Thrift type ${wireType}`)
  }
}

/** Within a list or map a boolean takes a byte; as a field it lives in the field header. */
function skipElement(cursor: Cursor, wireType: number): void {
  if (wireType === ThriftType.TRUE || wireType === ThriftType.FALSE) advance(cursor, 1)
  else skip(cursor, wireType)
}

function skipList(cursor: Cursor): void {
  if (++cursor.depth > maxDepth) throw corrupt('Thrift structs nest too deep')
  const { size, wireType } = listHeader(cursor)
  for (let i = 0; i < size; i++) skipElement(cursor, wireType)
  cursor.depth--
}

function skipMap(cursor: Cursor): void {
  if (++cursor.depth > maxDepth) throw corrupt('Thrift structs nest too deep')
  const size = unsigned32(cursor)
  if (size > 0) {
    if (size > cursor.bytes.length - cursor.position) throw truncated()
    const types = byte(cursor)
    for (let i = 0; i < size; i++) {
      skipElement(cursor, types >>> 4)
      skipElement(cursor, types & 15)
    }
  }
  cursor.depth--
}

function skipStruct(cursor: Cursor): void {
  if (++cursor.depth > maxDepth) throw corrupt('Thrift structs nest too deep')
  for (;;) {
    const header = byte(cursor)
    if (header === ThriftType.STOP) break
    if (header >>> 4 === 0) skipVarint(cursor)
    skip(cursor, header & 15)
  }
  cursor.depth--
}

function truncated(): ParquetError {
  return corrupt('Thrift data end too early')
}

function byte(cursor: Cursor): number {
  if (cursor.position >= cursor.bytes.length) throw truncated()
  return cursor.bytes[cursor.position++]
}

function advance(cursor: Cursor, length: number): void {
  if (length > cursor.bytes.length - cursor.position) throw truncated()
  cursor.position += length
}

function skipVarint(cursor: Cursor): void {
  for (let i = 0; i < 10; i++) if (byte(cursor) < 0x80) return
  throw corrupt('a Thrift varint is longer than ten bytes')
}

/** An unsigned varint of at most 31 bits: a size. */
function unsigned32(cursor: Cursor): number {
  let result = 0
  let scale = 1
  for (let i = 0; i < 5; i++) {
    const next = byte(cursor)
    result += (next & 0x7f) * scale
    if (next < 0x80) {
      if (result > 0x7fffffff) break
      return result
    }
    scale *= 128
  }
  throw corrupt('a Thrift size passes 31 bits')
}

function varint32(cursor: Cursor, type: 'i16' | 'i32'): number {
  const result = varint64(cursor)
  const limit = type === 'i16' ? 0x8000 : 0x80000000
  if (result < -limit || result >= limit) throw corrupt(`a Thrift ${type} is out of range`)
  return result
}

/** A zigzag varint as a number. Seven groups of seven bits are exact in a double; longer ones take a BigInt. */
function varint64(cursor: Cursor): number {
  const start = cursor.position
  let result = 0
  let scale = 1
  for (let i = 0; i < 7; i++) {
    const next = byte(cursor)
    result += (next & 0x7f) * scale
    if (next < 0x80) return result % 2 === 0 ? result / 2 : -(result + 1) / 2
    scale *= 128
  }
  cursor.position = start
  return longVarint(cursor)
}

function longVarint(cursor: Cursor): number {
  let result = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const next = byte(cursor)
    result |= BigInt(next & 0x7f) << shift
    if (next < 0x80) {
      result = BigInt.asUintN(64, result)
      const signed = Number((result >> 1n) ^ -(result & 1n))
      if (!Number.isSafeInteger(signed)) {
        throw new ParquetError('limit', `a metadata integer (${signed}) passes 53 bits`)
      }
      return signed
    }
  }
  throw corrupt('a Thrift varint is longer than ten bytes')
}

function double(cursor: Cursor): number {
  const { bytes, position } = cursor
  advance(cursor, 8)
  return new DataView(bytes.buffer, bytes.byteOffset + position, 8).getFloat64(0, true)
}

function binary(cursor: Cursor): Uint8Array {
  charge(cursor, viewBytes)
  const length = unsigned32(cursor)
  const start = cursor.position
  advance(cursor, length)
  return cursor.bytes.subarray(start, start + length)
}

/** Keeps U+FEFF at the start of a name, as of a first column that came from a CSV file. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function text(bytes: Uint8Array): string {
  if (bytes.length > 32) return decodeUtf8(bytes)
  let ascii = ''
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] >= 0x80) return decodeUtf8(bytes)
    ascii += String.fromCharCode(bytes[i])
  }
  return ascii
}

/** TextDecoder refuses views of shared memory. */
function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes.buffer instanceof ArrayBuffer ? bytes : Uint8Array.from(bytes))
}
