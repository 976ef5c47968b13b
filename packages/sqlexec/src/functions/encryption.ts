import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { SqlError } from '../base/errors.ts'
import { types } from '../types/sql-type.ts'
import type { SqlValue } from '../types/value.ts'
import {
  checkTextLength,
  maxTextLength,
  plainFunction,
  typedFunction,
  wrongCount,
} from './define.ts'
import type { ScalarFunction } from './scalar-function.ts'
import { bytesOf, textOrBytes } from './text-function.ts'

type TextOrBytes = string | Uint8Array

/** Encrypted, compressed and random bytes. */
export const encryptionFunctions: readonly ScalarFunction[] = [
  typedFunction({
    name: 'AES_ENCRYPT',
    doc: 'Bytes encrypted by AES with a key of 128 bits, block by block (aes-128-ecb).',
    resolve: (args) =>
      args.length === 2
        ? { args: args.map(textOrBytes), type: types.blob }
        : wrongCount('AES_ENCRYPT'),
    implement: () => (plain: TextOrBytes, key: TextOrBytes) => {
      const cipher = createCipheriv('aes-128-ecb', aesKey(bytesOf(key)), null)
      return Buffer.concat([cipher.update(bytesOf(plain)), cipher.final()])
    },
  }),
  typedFunction({
    name: 'AES_DECRYPT',
    doc: 'The bytes that AES_ENCRYPT encrypted with the same key; NULL where it cannot have.',
    mayBeNull: true,
    resolve: (args) =>
      args.length === 2
        ? { args: args.map(textOrBytes), type: types.blob }
        : wrongCount('AES_DECRYPT'),
    implement:
      () =>
      (encrypted: TextOrBytes, key: TextOrBytes): SqlValue => {
        const cipher = createDecipheriv('aes-128-ecb', aesKey(bytesOf(key)), null)
        try {
          return Buffer.concat([cipher.update(bytesOf(encrypted)), cipher.final()])
        } catch {
          return null
        }
      },
  }),
  plainFunction({
    name: 'RANDOM_BYTES',
    doc: 'From 1 to 1024 random bytes.',
    parameters: [types.bigint],
    returns: types.blob,
    volatile: true,
    implementation(count: number | bigint) {
      if (count >= 1 && count <= 1024) return randomBytes(Number(count))
      throw new SqlError('numeric_overflow', "length value is out of range in 'random_bytes'")
    },
  }),
  typedFunction({
    name: 'COMPRESS',
    doc: 'Bytes compressed by zlib, their length before them.',
    resolve: (args) =>
      args.length === 1
        ? { args: [textOrBytes(args[0])], type: types.blob }
        : wrongCount('COMPRESS'),
    implement: () => (value: TextOrBytes) => compress(bytesOf(value)),
  }),
  typedFunction({
    name: 'UNCOMPRESS',
    doc: 'The bytes that COMPRESS compressed; NULL where it has not.',
    mayBeNull: true,
    resolve: (args) =>
      args.length === 1
        ? { args: [textOrBytes(args[0])], type: types.blob }
        : wrongCount('UNCOMPRESS'),
    implement: () => (value: TextOrBytes) => uncompress(bytesOf(value)),
  }),
  typedFunction({
    name: 'UNCOMPRESSED_LENGTH',
    doc: 'How many bytes COMPRESS compressed.',
    resolve: (args) =>
      args.length === 1
        ? { args: [textOrBytes(args[0])], type: types.bigint }
        : wrongCount('UNCOMPRESSED_LENGTH'),
    implement: () => (value: TextOrBytes) => {
      const bytes = bytesOf(value)
      return bytes.length <= lengthBytes ? 0 : lengthOf(bytes)
    },
  }),
]

/** The key's bytes laid over 16 by exclusive or, as MySQL does. */
function aesKey(key: Uint8Array): Uint8Array {
  const folded = new Uint8Array(16)
  for (let i = 0; i < key.length; i++) folded[i % 16] ^= key[i]
  return folded
}

/** The length before the compression, in 30 bits from the lowest byte on. */
const lengthBytes = 4

function compress(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(bytes.length)
  const compressed = deflateSync(bytes)
  // A space at the end might be cut off.
  const endsInSpace = compressed[compressed.length - 1] === 0x20
  return Buffer.concat([length, compressed, Buffer.from(endsInSpace ? '.' : '')])
}

function lengthOf(bytes: Uint8Array): number {
  return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) & 0x3fffffff
}

function uncompress(bytes: Uint8Array): SqlValue {
  if (bytes.length === 0) return bytes
  if (bytes.length <= lengthBytes) return null
  try {
    const plain = inflateSync(bytes.subarray(lengthBytes), { maxOutputLength: maxTextLength })
    return plain.length > lengthOf(bytes) ? null : plain
  } catch (error) {
    if (error instanceof RangeError) checkTextLength(maxTextLength + 1, 'UNCOMPRESS')
    return null
  }
}
