import { footerTailBytes, magic } from '../../packages/parquet/src/format/constants.ts'
import type { ColumnChunk, FileMetaData } from '../../packages/parquet/src/format/metadata.ts'
import {
  bloomFilterHeader,
  columnIndex,
  fileMetaData,
  offsetIndex,
} from '../../packages/parquet/src/format/structs.ts'
import { readStruct } from '../../packages/parquet/src/format/thrift-reader.ts'
import { writeStruct } from '../../packages/parquet/src/format/thrift-writer.ts'
import type { ParquetFile } from '../../packages/parquet/src/index.ts'
import type { Random } from '../kill/random.ts'
import { changeAnything } from './change-anything.ts'

/** Writes the page index or the Bloom filter of a chunk anew with members changed, so that its Thrift is sound. */
export function changeIndex(
  bytes: Uint8Array,
  file: ParquetFile,
  random: Random,
): Uint8Array | undefined {
  const metadata = structuredClone(file.metadata)
  const chunks = metadata.rowGroups.flatMap(({ columns }) => columns)
  if (chunks.length === 0) return undefined
  const chunk = random.pick(chunks)
  const change = random.pick([changeOffsets, changeBounds, changeBloomFilter])
  const changed = change(bytes, chunk, file.footerOffset, random)
  return changed && withFooter(bytes.subarray(0, file.footerOffset), changed, metadata)
}

/** Changes one structure and lets the chunk point to `end`, where it is going to stand. */
type Change = (
  bytes: Uint8Array,
  chunk: ColumnChunk,
  end: number,
  random: Random,
) => Uint8Array | undefined

const changeOffsets: Change = (bytes, chunk, end, random) => {
  if (chunk.offsetIndexOffset === undefined) return undefined
  const { value } = readStruct(offsetIndex, bytes, chunk.offsetIndexOffset)
  for (let i = random.pick([1, 1, 3]); i > 0; i--) changeAnything(value, random, bytes.length)
  const changed = writeStruct(offsetIndex, value)
  chunk.offsetIndexOffset = end
  chunk.offsetIndexLength = changed.length
  return changed
}

const changeBounds: Change = (bytes, chunk, end, random) => {
  if (chunk.columnIndexOffset === undefined) return undefined
  const { value } = readStruct(columnIndex, bytes, chunk.columnIndexOffset)
  for (let i = random.pick([1, 1, 3]); i > 0; i--) changeAnything(value, random, bytes.length)
  const changed = writeStruct(columnIndex, value)
  chunk.columnIndexOffset = end
  chunk.columnIndexLength = changed.length
  return changed
}

const changeBloomFilter: Change = (bytes, { metaData }, end, random) => {
  if (metaData?.bloomFilterOffset === undefined) return undefined
  const { value, end: bitset } = readStruct(bloomFilterHeader, bytes, metaData.bloomFilterOffset)
  const bits = bytes.subarray(bitset, bitset + value.numBytes)
  changeAnything(value, random, bytes.length)
  const header = writeStruct(bloomFilterHeader, value)
  metaData.bloomFilterOffset = end
  if (random.chance(0.5)) metaData.bloomFilterLength = undefined
  return new Uint8Array(Buffer.concat([header, bits]))
}

function withFooter(body: Uint8Array, added: Uint8Array, metadata: FileMetaData): Uint8Array {
  const footer = writeStruct(fileMetaData, metadata)
  const tail = new Uint8Array(footerTailBytes)
  new DataView(tail.buffer).setUint32(0, footer.length, true)
  tail.set(magic, 4)
  return new Uint8Array(Buffer.concat([body, added, footer, tail]))
}
