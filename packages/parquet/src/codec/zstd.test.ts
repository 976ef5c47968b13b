import * as reference from '@bokuweb/zstd-wasm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { hashFixedBytes } from '../encode/xxhash64.ts'
import { decompressZstdFrames } from './block-codecs.ts'
import { initCodecs } from './index.ts'
import { compressZstd } from './zstd.ts'

beforeAll(initCodecs)

/** Bytes of numbers and words as columns have them: literals and matches of all lengths and distances. */
const shape = fc.record({
  seed: fc.integer(),
  length: fc.oneof(fc.nat(300), fc.nat(20_000), fc.integer({ min: 100_000, max: 400_000 })),
  alphabet: fc.constantFrom(1, 2, 3, 16, 100, 256),
  repeats: fc.constantFrom(0, 2, 30),
  longest: fc.constantFrom(4, 20, 3000, 200_000),
})

interface Shape {
  readonly seed: number
  readonly length: number
  readonly alphabet: number
  /** A match comes after so many literals on average; 0: none. */
  readonly repeats: number
  readonly longest: number
}

function makePayload({ seed, length, alphabet, repeats, longest }: Shape): Uint8Array {
  const random = generator(seed)
  const out = new Uint8Array(length)
  for (let to = 0; to < length; ) {
    if (repeats > 0 && to > 0 && random(repeats) === 0) {
      const distance = 1 + random(random(4) === 0 ? to : Math.min(to, 20))
      const end = Math.min(length, to + 3 + random(longest))
      for (; to < end; to++) out[to] = out[to - distance]
    } else {
      // Two draws, so that some bytes are more frequent than others.
      out[to++] = random(1 + random(alphabet))
    }
  }
  return out
}

function generator(seed: number): (below: number) => number {
  let state = seed | 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (((state >>> 8) / 2 ** 24) * below) | 0
  }
}

function decompressed(frames: Uint8Array, capacity: number): Uint8Array | undefined {
  return decompressZstdFrames(frames, capacity)?.slice()
}

function expectBytes(actual: Uint8Array | undefined, expected: Uint8Array): void {
  expect(actual).toBeDefined()
  expect(Buffer.compare(actual!, expected)).toBe(0)
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** One frame with one raw block. */
function rawFrame(content: Uint8Array, checksum?: number): Uint8Array {
  const descriptor = 0xa0 | (checksum === undefined ? 0 : 4)
  const frame = Buffer.alloc(12 + content.length + (checksum === undefined ? 0 : 4))
  frame.writeUInt32LE(0xfd2fb528, 0)
  frame[4] = descriptor
  frame.writeUInt32LE(content.length, 5)
  frame.writeUIntLE((content.length << 3) | 1, 9, 3)
  frame.set(content, 12)
  if (checksum !== undefined) {
    frame.writeInt32LE(checksum, 12 + content.length)
  }
  return new Uint8Array(frame)
}

const bytes = new TextEncoder().encode('alpha beta gamma '.repeat(40))

describe('ZSTD frames', () => {
  test('what the reference library compressed', () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(-5, 1, 3, 7, 13, 19), (wanted, level) => {
        const content = makePayload(wanted)
        expectBytes(decompressed(compressZstd(content, level), content.length), content)
      }),
      { seed: 11, numRuns: 60 },
    )
  })

  test('several, with skippable ones between', () => {
    const skippable = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3)
    const frames = concat(compressZstd(bytes), skippable, rawFrame(bytes), compressZstd(bytes))
    expectBytes(decompressed(frames, 3 * bytes.length), concat(bytes, bytes, bytes))
    expect(decompressed(concat(frames, skippable.subarray(0, 10)), 3 * bytes.length)).toBe(
      undefined,
    )
  })

  test('checksums', () => {
    for (const length of [1, 3, 4, 8, 31, 32, 33, 100, 680]) {
      const content = bytes.subarray(0, length)
      // The lower half of XXH64.
      const [checksum] = hashFixedBytes(content, length)
      expectBytes(decompressed(rawFrame(content, checksum), length), content)
      expect(decompressed(rawFrame(content, checksum ^ 1), length)).toBe(undefined)
    }
  })

  test('less room than the content takes', () => {
    const content = makePayload({ seed: 1, length: 300_000, alphabet: 50, repeats: 9, longest: 90 })
    const frame = compressZstd(content)
    for (const missing of [1, 17, 1000, 200_000]) {
      expect(decompressed(frame, content.length - missing)).toBe(undefined)
    }
  })

  test('every prefix of a frame is damaged', () => {
    const frame = compressZstd(bytes)
    for (let length = 1; length < frame.length; length++) {
      expect(decompressed(frame.subarray(0, length), bytes.length)).toBe(undefined)
    }
  })

  test('damaged ones end in an error or in what the reference library reads', () => {
    // The header is left alone: the library allocates what it says.
    const headerBytes = 14
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(shape, damage, fc.constantFrom(1, 7, 19), (wanted, changes, level) => {
        const content = makePayload(wanted)
        const frame = compressZstd(content, level).slice()
        for (const [place, bits] of changes) {
          const room = frame.length - headerBytes
          if (room > 0) frame[headerBytes + (place % room)] ^= bits
        }
        const ours = decompressed(frame, content.length)
        const theirs = referenceDecompressed(frame, content.length)
        // The library does not notice all damage of Huffman streams.
        if (ours !== undefined && theirs !== undefined) expectBytes(ours, theirs)
      }),
      { seed: 12, numRuns: 100 },
    )
  })
})

function referenceDecompressed(frame: Uint8Array, size: number): Uint8Array | undefined {
  try {
    return reference.decompress(frame, { defaultHeapSize: size })
  } catch {
    return undefined
  }
}
