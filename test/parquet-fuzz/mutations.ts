import { crc32 } from '../../packages/parquet/src/codec/crc32.ts'
import { footerTailBytes, magic } from '../../packages/parquet/src/format/constants.ts'
import { fileMetaData, pageHeader } from '../../packages/parquet/src/format/structs.ts'
import { readStruct } from '../../packages/parquet/src/format/thrift-reader.ts'
import { writeStruct } from '../../packages/parquet/src/format/thrift-writer.ts'
import { type ParquetFile, planColumnChunk } from '../../packages/parquet/src/index.ts'
import type { Random } from '../kill/random.ts'
import { changeAnything } from './change-anything.ts'
import { changeIndex } from './damage-index.ts'

/** A file to damage, and what its footer says of it. */
export interface Target {
  readonly bytes: Uint8Array
  readonly file: ParquetFile
  readonly pages: readonly PagePlace[]
}

/** A page of the file: its header is at `offset`, its payload at `payload`. */
export interface PagePlace {
  readonly rowGroup: number
  readonly column: number
  readonly offset: number
  readonly payload: number
  readonly end: number
  readonly hasChecksum: boolean
}

export interface Damaged {
  readonly bytes: Uint8Array
  /** The chunk that a checksum must find damaged, while all others are sound. */
  readonly caught?: { readonly rowGroup: number; readonly column: number }
}

type Mutation = (target: Target, random: Random) => Damaged | undefined

/** Every page of a sound file. */
export function pagesOf(bytes: Uint8Array, file: ParquetFile): PagePlace[] {
  const pages: PagePlace[] = []
  for (let rowGroup = 0; rowGroup < file.rowGroups.length; rowGroup++) {
    for (let column = 0; column < file.columns.length; column++) {
      const { offset, length } = planColumnChunk(file, rowGroup, column)
      for (let at = offset; at < offset + length; ) {
        const { value, end: payload } = readStruct(pageHeader, bytes, at)
        const end = payload + value.compressedPageSize
        pages.push({
          rowGroup,
          column,
          offset: at,
          payload,
          end,
          hasChecksum: value.crc !== undefined,
        })
        at = end
      }
    }
  }
  return pages
}

const flipBits: Mutation = ({ bytes, file }, random) => {
  const result = bytes.slice()
  const inFooter = random.chance(0.5)
  const start = inFooter ? file.footerOffset : 0
  for (let i = 1 + random.below(8); i > 0; i--) {
    result[start + random.below(bytes.length - start)] ^= 1 << random.below(8)
  }
  return { bytes: result }
}

const truncate: Mutation = ({ bytes }, random) => ({
  bytes: bytes.slice(0, random.below(bytes.length)),
})

/** Takes a stretch out of the middle, so that all behind it stands elsewhere than its offsets say. */
const cutOut: Mutation = ({ bytes, file }, random) => {
  const from = random.below(file.footerOffset)
  const length = 1 + random.below(Math.min(64, file.footerOffset - from))
  return { bytes: joined(bytes.subarray(0, from), bytes.subarray(from + length)) }
}

const copyOver: Mutation = ({ bytes }, random) => {
  const result = bytes.slice()
  const length = 1 + random.below(Math.min(200, bytes.length))
  const from = random.below(bytes.length - length + 1)
  result.copyWithin(random.below(bytes.length - length + 1), from, from + length)
  return { bytes: result }
}

const varints: readonly (readonly number[])[] = [
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xfe, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x80, 0x80, 0x80, 0x80, 0x08],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
  [0xff, 0x7f],
  [0x00],
]

/** Writes a length that is a lie, most often into the footer. */
const lie: Mutation = ({ bytes, file }, random) => {
  const result = bytes.slice()
  const start = random.chance(0.7) ? file.footerOffset : 0
  const at = start + random.below(bytes.length - start)
  const lied = random.pick(varints)
  result.set(lied.slice(0, bytes.length - at), at)
  return { bytes: result }
}

const changeFooterLength: Mutation = ({ bytes }, random) => {
  const result = bytes.slice()
  const view = new DataView(result.buffer, result.length - footerTailBytes)
  const length = view.getUint32(0, true)
  const lengths = [
    0,
    1,
    length - 1,
    length + 1,
    bytes.length,
    bytes.length - 12,
    0x7fffffff,
    0xffffffff,
  ]
  view.setUint32(0, random.pick(lengths), true)
  return { bytes: result }
}

/** Changes members of the footer and writes it anew, so that the Thrift is sound and the content is not. */
const changeFooter: Mutation = ({ bytes, file }, random) => {
  const metadata = structuredClone(file.metadata)
  for (let i = random.pick([1, 1, 1, 2, 5]); i > 0; i--)
    changeAnything(metadata, random, bytes.length)
  const footer = writeStruct(fileMetaData, metadata)
  const tail = new Uint8Array(footerTailBytes)
  new DataView(tail.buffer).setUint32(0, footer.length, true)
  tail.set(magic, 4)
  return { bytes: joined(bytes.subarray(0, file.footerOffset), footer, tail) }
}

/** Changes members of a page's header; the payload gives way, so that all pages stay in their places. */
const changePageHeader: Mutation = ({ bytes, pages }, random) => {
  if (pages.length === 0) return undefined
  const page = random.pick(pages)
  const header = structuredClone(readStruct(pageHeader, bytes, page.offset).value)
  for (let i = random.pick([1, 1, 2]); i > 0; i--)
    changeAnything(header, random, page.end - page.payload)
  return replaceHeader(bytes, page, writeStruct(pageHeader, header))
}

function replaceHeader(bytes: Uint8Array, page: PagePlace, header: Uint8Array): Damaged {
  const result = bytes.slice()
  const payload = bytes.subarray(page.payload, page.end)
  result.set(header.subarray(0, page.end - page.offset), page.offset)
  const at = Math.min(page.end, page.offset + header.length)
  result.fill(0, at, page.end)
  result.set(payload.subarray(0, page.end - at), at)
  return { bytes: result }
}

/** Damages a payload and mends its checksum, so that codecs and decoders see the damage. */
const damagePayload: Mutation = ({ bytes, pages }, random) => {
  const full = pages.filter((page) => page.end > page.payload)
  if (full.length === 0) return undefined
  const page = random.pick(full)
  const result = bytes.slice()
  const payload = result.subarray(page.payload, page.end)
  for (let i = 1 + random.below(4); i > 0; i--) {
    const at = random.chance(0.5)
      ? random.below(payload.length)
      : random.below(Math.min(12, payload.length))
    payload[at] = random.pick([
      0,
      0xff,
      0x80,
      payload[at] ^ (1 << random.below(8)),
      random.below(256),
    ])
  }
  const { value } = readStruct(pageHeader, bytes, page.offset)
  if (value.crc === undefined) return { bytes: result }
  return replaceHeader(result, page, writeStruct(pageHeader, { ...value, crc: crc32(payload) }))
}

/** Flips a bit of a payload that has a checksum, which must find it. */
const flipUnderChecksum: Mutation = ({ bytes, pages }, random) => {
  const guarded = pages.filter((page) => page.hasChecksum && page.end > page.payload)
  if (guarded.length === 0) return undefined
  const { rowGroup, column, payload, end } = random.pick(guarded)
  const result = bytes.slice()
  result[payload + random.below(end - payload)] ^= 1 << random.below(8)
  return { bytes: result, caught: { rowGroup, column } }
}

const changeIndexes: Mutation = ({ bytes, file }, random) => {
  const changed = changeIndex(bytes, file, random)
  return changed && { bytes: changed }
}

const mutations: Readonly<Record<string, Mutation>> = {
  flipBits,
  truncate,
  cutOut,
  copyOver,
  lie,
  changeFooterLength,
  changeFooter,
  changePageHeader,
  changeIndexes,
  damagePayload,
  flipUnderChecksum,
}
/** The likelier ones stand more often: they reach deeper. */
const drawn = [
  ...Object.keys(mutations),
  ...[
    'changeFooter',
    'changeFooter',
    'changePageHeader',
    'changePageHeader',
    'changeIndexes',
    'damagePayload',
    'damagePayload',
  ],
]

/** Damages a file in a random way. */
export function mutate(target: Target, random: Random): Damaged & { readonly by: string } {
  for (;;) {
    const by = random.pick(drawn)
    const damaged = mutations[by](target, random)
    if (damaged !== undefined) return { ...damaged, by }
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
