import { createHash } from 'node:crypto'
import { type IntegerType, types } from '../types/sql-type.ts'
import { typedFunction, wrongCount } from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { bytesOf, textOrBytes } from './text-function.ts'

const unsignedInt: IntegerType = { kind: 'integer', bits: 32, unsigned: true }

export const digestFunctions: readonly ScalarFunction[] = [
  digest('MD5', 'The MD5 digest of the bytes, in hexadecimal digits.', 'md5'),
  digest('SHA1', 'The SHA-1 digest of the bytes, in hexadecimal digits.', 'sha1'),
  typedFunction({
    name: 'SHA2',
    doc: 'The SHA-2 digest of 224, 256 (also written 0), 384 or 512 bits of the bytes; NULL of other lengths.',
    mayBeNull: true,
    resolve: (args) =>
      args.length === 2
        ? { args: [textOrBytes(args[0]), types.bigint], type: types.text }
        : wrongCount('SHA2'),
    implement: () => (value: string | Uint8Array, bits: number | bigint) => {
      const length = Number(bits) || 256
      if (![224, 256, 384, 512].includes(length)) return null
      return createHash(`sha${length}`).update(bytesOf(value)).digest('hex')
    },
  }),
  typedFunction({
    name: 'CRC32',
    doc: 'The cyclic redundancy check (of 32 bits, as in gzip) of the bytes.',
    resolve: (args) =>
      args.length === 1 ? { args: [textOrBytes(args[0])], type: unsignedInt } : wrongCount('CRC32'),
    implement: () => (value: string | Uint8Array) => crc32(bytesOf(value)),
  }),
]

function digest(name: string, doc: string, algorithm: string): ScalarFunction {
  return typedFunction({
    name,
    doc,
    resolve: (args) =>
      args.length === 1 ? { args: [textOrBytes(args[0])], type: types.text } : wrongCount(name),
    implement: () => (value: string | Uint8Array) =>
      createHash(algorithm).update(bytesOf(value)).digest('hex'),
  })
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  return crc
})

/** CRC-32 of ISO 3309, byte by byte through a table. */
function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ crcTable[(crc ^ bytes[i]) & 255]
  return (crc ^ -1) >>> 0
}
