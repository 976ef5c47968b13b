import { nativeCrc32 } from '../platform/node.ts'
import { crc32 as portableCrc32 } from './portable-crc32.ts'

/** The CRC-32 of a page's payload as a signed 32-bit integer, the form that page headers store. */
export function crc32(bytes: Uint8Array): number {
  return nativeCrc32 === undefined ? portableCrc32(bytes) : nativeCrc32(bytes) | 0
}
