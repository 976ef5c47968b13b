import { crc32c } from '../base/crc32c.ts'
import { SqlError } from '../base/errors.ts'

/**
 * The bytes of `.wal`, shared by reader and writer. docs/format/wal.md says the same in words.
 * All integers are little-endian and unsigned.
 *
 * File: header, frames, zeros (room for frames to come) up to the end of the file.
 *
 *   header, 48 bytes
 *    0 ┌───────────────────────────────┐
 *      │ magic "SQLXWAL\n"             │
 *    8 ├───────────────┬───────────────┤
 *      │ version       │ reserved, 0   │
 *   16 ├───────────────┴───────────────┤
 *      │ base LSN                      │  the log begins after this LSN
 *   24 ├───────────────────────────────┤
 *      │ database id                   │
 *      │                               │
 *   40 ├───────────────┬───────────────┤
 *      │ reserved, 0   │ CRC-32C       │  of bytes 0 … 43
 *   48 └───────────────┴───────────────┘
 *
 *   frame, at a multiple of 8
 *    0 ┌───────────────┬───────────────┐
 *      │ payload bytes │ CRC-32C       │  of bytes 0 … 3 and 8 … 31 + payload bytes
 *    8 ├───────────────┴───────────────┤
 *      │ LSN                           │  that of the frame before, plus 1
 *   16 ├───────────────────────────────┤
 *      │ commit timestamp              │
 *   24 ├───────────────────────────────┤
 *      │ durable LSN                   │  every frame up to it was synced before this one was written
 *   32 ├───────────────────────────────┤
 *      │ payload …                     │
 *      │       … zeros to multiple of 8│
 *      └───────────────────────────────┘
 *
 * The durable LSN tells a torn tail from damage. A frame that cannot be read, with a sound frame behind it, may be
 * two things: the power went while both were on their way to the disk, in any order; or the frame was
 * on the disk and is damaged. It is damage exactly where a later frame says that the LSN was durable.
 */

export const formatVersion = 1
export const headerBytes = 48
export const frameHeaderBytes = 32
export const databaseIdBytes = 16
/** The longest payload of one frame. */
export const maxPayloadBytes = 1 << 30

const magic = new TextEncoder().encode('SQLXWAL\n')
const versionAt = 8
const baseLsnAt = 16
const databaseIdAt = 24
const headerCrcAt = 44

export const lengthAt = 0
export const crcAt = 4
export const lsnAt = 8
export const timestampAt = 16
export const durableLsnAt = 24

/** 2^32 */
const word = 0x1_0000_0000

export interface LogHeader {
  /** The log holds the frames after this LSN. */
  readonly baseLsn: number
  /** 16 bytes that tell databases apart. */
  readonly databaseId: Uint8Array
}

export function encodeHeader(header: LogHeader): Uint8Array {
  if (header.databaseId.length !== databaseIdBytes) {
    throw new SqlError('internal', `a database id has ${databaseIdBytes} bytes`)
  }
  const bytes = new Uint8Array(headerBytes)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  view.setUint32(versionAt, formatVersion, true)
  putU64(view, baseLsnAt, header.baseLsn)
  bytes.set(header.databaseId, databaseIdAt)
  view.setUint32(headerCrcAt, crc32c(bytes, 0, headerCrcAt), true)
  return bytes
}

/**
 * Reads a header, or says what is wrong with it.
 * @throws SqlError `unsupported` where a newer version of the format wrote the log
 */
export function decodeHeader(bytes: Uint8Array, path: string): LogHeader | string {
  if (bytes.length < headerBytes) return `the header is cut off at ${bytes.length} bytes`
  if (magic.some((byte, i) => bytes[i] !== byte)) return 'this is not a log of SQLExec'
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  if (view.getUint32(headerCrcAt, true) !== crc32c(bytes, 0, headerCrcAt)) {
    return 'the checksum of the header does not match'
  }
  const version = view.getUint32(versionAt, true)
  if (version > formatVersion) {
    throw new SqlError(
      'unsupported',
      `${JSON.stringify(path)} has version ${version} of the log format, written by a newer SQLExec; ` +
        `this one reads up to version ${formatVersion}`,
    )
  }
  const baseLsn = getU64(view, baseLsnAt)
  if (baseLsn === null) return 'the base LSN of the header is out of range'
  return { baseLsn, databaseId: bytes.slice(databaseIdAt, databaseIdAt + databaseIdBytes) }
}

/** Bytes that a frame takes in the log, padding included. */
export function frameBytes(payloadBytes: number): number {
  return frameHeaderBytes + payloadBytes + ((8 - (payloadBytes & 7)) & 7)
}

/**
 * Puts a frame at `at`, which is a multiple of 8. `bytes` must have room for `frameBytes(payload.length)`.
 * @returns the offset behind it
 */
export function encodeFrame(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  lsn: number,
  commitTimestamp: number,
  durableLsn: number,
  payload: Uint8Array,
): number {
  const payloadEnd = at + frameHeaderBytes + payload.length
  const end = at + frameBytes(payload.length)
  view.setUint32(at + lengthAt, payload.length, true)
  putU64(view, at + lsnAt, lsn)
  putU64(view, at + timestampAt, commitTimestamp)
  putU64(view, at + durableLsnAt, durableLsn)
  bytes.set(payload, at + frameHeaderBytes)
  bytes.fill(0, payloadEnd, end)
  view.setUint32(at + crcAt, frameCrc(bytes, at, payloadEnd), true)
  return end
}

/** The checksum that the frame at `at`, whose payload ends at `payloadEnd`, must carry. */
export function frameCrc(bytes: Uint8Array, at: number, payloadEnd: number): number {
  return crc32c(bytes, at + lsnAt, payloadEnd, crc32c(bytes, at, at + crcAt))
}

export function putU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % word, true)
  view.setUint32(at + 4, Math.floor(value / word), true)
}

/** `null` where the integer exceeds 2^53 − 1. */
export function getU64(view: DataView, at: number): number | null {
  const value = view.getUint32(at + 4, true) * word + view.getUint32(at, true)
  return value <= Number.MAX_SAFE_INTEGER ? value : null
}
