import { ParquetError } from '../errors.ts'
import { inflateInto } from './inflate.ts'
import { crc32 } from './portable-crc32.ts'

/*
 * GZIP without zlib, for browsers, whose own decompression is asynchronous.
 *
 *     gzip member (RFC 1952):  1f 8b 08 <flags> <time 4> <extra flags> <system> …optional fields…  DEFLATE  <CRC-32> <size>
 *     zlib stream (RFC 1950):  <method> <flags>  DEFLATE  <Adler-32, big-endian>
 */

const hasHeaderCrc = 2
const hasExtra = 4
const hasName = 8
const hasComment = 16

/**
 * Reads gzip, of several members too, and zlib streams; both stand in files under the name GZIP.
 *
 * @throws {ParquetError} `corrupt` where the bytes are damaged or hold more than `uncompressedSize` bytes
 */
export function gunzip(bytes: Uint8Array, uncompressedSize: number): Uint8Array {
  const out = new Uint8Array(uncompressedSize)
  const filled = isGzip(bytes, 0) ? readMembers(bytes, out) : readZlib(bytes, out)
  return filled === out.length ? out : out.subarray(0, filled)
}

function isGzip(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x1f && bytes[at + 1] === 0x8b
}

/** What stands behind the last member and is none is not looked at, as gzip itself does. */
function readMembers(bytes: Uint8Array, out: Uint8Array): number {
  let from = 0
  let to = 0
  do {
    const { inputEnd, outputEnd } = inflateInto(bytes, bodyOfMember(bytes, from), out, to)
    if (bytes.length - inputEnd < 8) throw damaged('it ends too early')
    const view = new DataView(bytes.buffer, bytes.byteOffset + inputEnd, 8)
    const body = out.subarray(to, outputEnd)
    if (view.getInt32(0, true) !== crc32(body)) throw damaged('its checksum does not match')
    if (view.getUint32(4, true) !== body.length) throw damaged('its size does not match')
    from = inputEnd + 8
    to = outputEnd
  } while (isGzip(bytes, from))
  return to
}

/** Where a member's DEFLATE stream begins. */
function bodyOfMember(bytes: Uint8Array, start: number): number {
  const flags = bytes[start + 3]
  let at = start + 10
  if (bytes[start + 2] !== 8) throw damaged('its method is unknown')
  if (flags & hasExtra) at += 2 + (bytes[at] | (bytes[at + 1] << 8))
  if (flags & hasName) at = afterZero(bytes, at)
  if (flags & hasComment) at = afterZero(bytes, at)
  if (flags & hasHeaderCrc) at += 2
  if (!(at <= bytes.length)) throw damaged('its header ends too early')
  return at
}

function afterZero(bytes: Uint8Array, at: number): number {
  const zero = bytes.indexOf(0, at)
  if (zero < 0) throw damaged('its header ends too early')
  return zero + 1
}

function readZlib(bytes: Uint8Array, out: Uint8Array): number {
  const header = (bytes[0] << 8) | bytes[1]
  if (bytes.length < 6 || (bytes[0] & 15) !== 8 || header % 31 !== 0 || (bytes[1] & 32) !== 0) {
    throw damaged('it is neither gzip nor zlib')
  }
  const { inputEnd, outputEnd } = inflateInto(bytes, 2, out, 0)
  if (bytes.length - inputEnd < 4) throw damaged('it ends too early')
  const sum = new DataView(bytes.buffer, bytes.byteOffset + inputEnd, 4).getUint32(0)
  if (sum !== adler32(out.subarray(0, outputEnd))) throw damaged('its checksum does not match')
  return outputEnd
}

/** RFC 1950, section 9: two sums modulo 65521, which 3800 bytes cannot bring beyond 2^31. */
function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (let start = 0; start < bytes.length; start += 3800) {
    const end = Math.min(bytes.length, start + 3800)
    for (let i = start; i < end; i++) {
      a += bytes[i]
      b += a
    }
    a %= 65521
    b %= 65521
  }
  return b * 65536 + a
}

function damaged(reason: string): ParquetError {
  return new ParquetError('corrupt', `damaged gzip page: ${reason}`)
}
