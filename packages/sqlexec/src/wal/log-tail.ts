import { crc32c } from '../base/crc32c.ts'
import type { FileHandle } from '../io/file-system.ts'
import {
  crcAt,
  durableLsnAt,
  frameBytes,
  frameHeaderBytes,
  getU64,
  lengthAt,
  lsnAt,
  maxPayloadBytes,
  timestampAt,
} from './log-format.ts'

/**
 * What stands behind the last sound frame of a log. `grown`: the very frame that could not be read is sound now,
 * as its writer has written it meanwhile.
 */
export interface LogTail {
  readonly kind: 'clean' | 'torn' | 'damaged' | 'grown'
  /** The first sound frame behind the bytes that cannot be read. */
  readonly next: { readonly offset: number; readonly lsn: number } | null
}

const windowBytes = 1 << 20

/**
 * Tells zeros, a torn tail and damage apart. Damage is proved by a sound frame which says that an LSN that could
 * not be read was durable when it was written.
 *
 * A frame may begin at every multiple of 8. Only plausible places are checksummed: an LSN that is missing, not higher
 * than there is room for frames in between. Bytes made to look like frames could still make this quadratic,
 * so the checksummed bytes are limited, and past the limit the tail counts as damaged, never as torn.
 *
 * @param offset where the frame stands that is not sound
 * @param size length of the file
 * @param lastLsn LSN of the last sound frame, or −1 where it is not known
 */
export function examineTail(
  handle: FileHandle,
  offset: number,
  size: number,
  lastLsn: number,
): LogTail {
  const search: Search = { handle, offset, size, lastLsn, next: null, budget: 64e6 + 4 * size }
  let zero = true
  let at = offset
  while (at < size) {
    const window = handle.readSync(at, Math.min(windowBytes, size - at))
    if (zero) zero = allZero(window)
    if (zero) {
      at += window.length
      continue
    }
    const reached = searchWindow(search, window, at)
    if (reached === 'grown') return { kind: 'grown', next: null }
    if (reached === 'proof' || search.budget < 0) return { kind: 'damaged', next: search.next }
    at = reached
  }
  return { kind: zero ? 'clean' : 'torn', next: null }
}

interface Search {
  readonly handle: FileHandle
  readonly offset: number
  readonly size: number
  readonly lastLsn: number
  next: { offset: number; lsn: number } | null
  /** Bytes that may still be checksummed. */
  budget: number
}

/** Looks for frames that begin in `window`, which stands at `start`. The result is where to go on. */
function searchWindow(
  search: Search,
  window: Uint8Array,
  start: number,
): number | 'proof' | 'grown' {
  const view = new DataView(window.buffer, window.byteOffset, window.length)
  const { offset, lastLsn } = search
  const last = window.length - frameHeaderBytes
  let at = 0
  while (at <= last) {
    const position = start + at
    const lsn = getU64(view, at + lsnAt)
    const highest = lastLsn + 1 + Math.floor((position - offset) / frameHeaderBytes)
    const plausible = lsn !== null && (lastLsn < 0 ? lsn > 0 : lsn > lastLsn && lsn <= highest)
    const bytes = plausible ? soundFrameBytes(search, window, view, at, position) : 0
    if (bytes === 0) {
      at += 8
      continue
    }
    if (position === offset && (lastLsn < 0 || lsn === lastLsn + 1)) return 'grown'
    search.next ??= { offset: position, lsn: lsn! }
    const durableLsn = getU64(view, at + durableLsnAt)!
    if (durableLsn > lastLsn) return 'proof'
    at += bytes
  }
  // A frame that begins in the last bytes of the window is seen at the start of the next one.
  return start + window.length >= search.size ? search.size : start + at
}

/** Length of the frame at `at` of the window, or 0 where there is none that is sound. */
function soundFrameBytes(
  search: Search,
  window: Uint8Array,
  view: DataView,
  at: number,
  position: number,
): number {
  const length = view.getUint32(at + lengthAt, true)
  const bytes = frameBytes(length)
  if (length > maxPayloadBytes || bytes > search.size - position || search.budget < 0) return 0
  if (getU64(view, at + timestampAt) === null || getU64(view, at + durableLsnAt) === null) return 0
  search.budget -= bytes
  let crc = crc32c(window, at, at + crcAt)
  const end = at + frameHeaderBytes + length
  crc = crc32c(window, at + lsnAt, Math.min(end, window.length), crc)
  for (let rest = window.length; rest < end; ) {
    const pieceBytes = Math.min(windowBytes, end - rest)
    const piece = search.handle.readSync(position - at + rest, pieceBytes)
    crc = crc32c(piece, 0, pieceBytes, crc)
    rest += pieceBytes
  }
  return view.getUint32(at + crcAt, true) === crc ? bytes : 0
}

/** `bytes` stands at the start of its buffer, as fresh reads do. */
function allZero(bytes: Uint8Array): boolean {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false
  for (let i = words.length * 4; i < bytes.length; i++) if (bytes[i] !== 0) return false
  return true
}
