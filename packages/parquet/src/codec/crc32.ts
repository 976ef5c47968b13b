import { crc32 as portableCrc32 } from '../reader/crc32.ts'
import { nodeCrc32 } from './node-zlib.ts'

/** The CRC-32 of a page's payload as a signed 32-bit integer, the form that page headers store. */
export function crc32(bytes: Uint8Array): number {
  return nodeCrc32 === undefined ? portableCrc32(bytes) : nodeCrc32(bytes) | 0
}
