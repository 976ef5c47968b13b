import { constants, createBrotliCompress, gzipSync } from 'node:zlib'
import { compress } from '../../packages/parquet/src/codec/index.ts'
import { footerTailBytes, magic } from '../../packages/parquet/src/format/constants.ts'
import { fileMetaData, pageHeader } from '../../packages/parquet/src/format/structs.ts'
import { writeStruct } from '../../packages/parquet/src/format/thrift-writer.ts'
import {
  Codec,
  Encoding,
  type FileMetaData,
  PageType,
  PhysicalType,
  Repetition,
  type SchemaElement,
} from '../../packages/parquet/src/index.ts'

/** A file made to exhaust its reader, made when it is asked for. */
export interface HostileFile {
  readonly name: string
  make(): Uint8Array | Promise<Uint8Array>
}

const root = (numChildren: number): SchemaElement => ({ name: 'schema', numChildren })
const leaf: SchemaElement = {
  name: 'c',
  type: PhysicalType.INT32,
  repetitionType: Repetition.REQUIRED,
}
const group: SchemaElement = { name: 'g', repetitionType: Repetition.REQUIRED, numChildren: 1 }

function fileOf(body: Uint8Array, footer: Uint8Array): Uint8Array {
  const tail = new Uint8Array(footerTailBytes)
  new DataView(tail.buffer).setUint32(0, footer.length, true)
  tail.set(magic, 4)
  return new Uint8Array(Buffer.concat([magic, body, footer, tail]))
}

function footerOnly(schema: SchemaElement[], more: Partial<FileMetaData> = {}): Uint8Array {
  const metadata = { version: 2, schema, numRows: 0, rowGroups: [], ...more }
  return fileOf(new Uint8Array(0), writeStruct(fileMetaData, metadata))
}

interface Page {
  readonly codec: Codec
  readonly payload: Uint8Array
  readonly uncompressedSize: number
  readonly rows: number
  readonly element?: Partial<SchemaElement>
  readonly encoding?: Encoding
}

/** One row group, column and page. */
function onePage({ codec, payload, uncompressedSize, rows, element, encoding }: Page): Uint8Array {
  const header = writeStruct(pageHeader, {
    type: PageType.DATA_PAGE,
    uncompressedPageSize: uncompressedSize,
    compressedPageSize: payload.length,
    dataPageHeader: {
      numValues: rows,
      encoding: encoding ?? Encoding.PLAIN,
      definitionLevelEncoding: Encoding.RLE,
      repetitionLevelEncoding: Encoding.RLE,
    },
  })
  const body = Buffer.concat([header, payload])
  const schema = [root(1), { ...leaf, ...element }]
  const metaData = {
    type: schema[1].type!,
    encodings: [Encoding.PLAIN],
    pathInSchema: ['c'],
    codec,
    numValues: rows,
    totalUncompressedSize: uncompressedSize + header.length,
    totalCompressedSize: body.length,
    dataPageOffset: magic.length,
  }
  const rowGroups = [
    { columns: [{ fileOffset: 0, metaData }], totalByteSize: body.length, numRows: rows },
  ]
  return fileOf(body, writeStruct(fileMetaData, { version: 2, schema, numRows: rows, rowGroups }))
}

const bombBytes = 1 << 30
const stepBytes = 1 << 24

/** A gigabyte of zeros as so many members or frames of 16 MiB, which both formats allow. */
function repeated(packed: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat(new Array(bombBytes / stepBytes).fill(packed)))
}

async function brotliBomb(): Promise<Uint8Array> {
  const stream = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 0 } })
  const parts: Uint8Array[] = []
  stream.on('data', (part: Uint8Array) => parts.push(part))
  const done = new Promise<void>((resolve) => stream.once('end', () => resolve()))
  const zeros = new Uint8Array(stepBytes)
  for (let at = 0; at < bombBytes; at += stepBytes) {
    if (!stream.write(zeros)) await new Promise<void>((go) => stream.once('drain', () => go()))
  }
  stream.end()
  await done
  return new Uint8Array(Buffer.concat(parts))
}

const bombs: Readonly<Record<string, () => Uint8Array | Promise<Uint8Array>>> = {
  GZIP: () => repeated(gzipSync(new Uint8Array(stepBytes))),
  ZSTD: () => repeated(compress(Codec.ZSTD, new Uint8Array(stepBytes))),
  BROTLI: brotliBomb,
  SNAPPY: () => compress(Codec.SNAPPY, new Uint8Array(stepBytes)),
  LZ4_RAW: () => compress(Codec.LZ4_RAW, new Uint8Array(stepBytes)),
}

const declaredSizes = [1000, stepBytes, bombBytes, 2 ** 31 - 1]

/** Each codec's bomb under several declared sizes, truthful ones among them. */
const decompressionBombs: HostileFile[] = Object.entries(bombs).flatMap(([name, make]) =>
  declaredSizes.map((uncompressedSize) => ({
    name: `${name} bomb declared as ${uncompressedSize} bytes`,
    make: async () =>
      onePage({
        codec: Codec[name as keyof typeof Codec],
        payload: await make(),
        uncompressedSize,
        rows: Math.min(1000, uncompressedSize / 4),
      }),
  })),
)

/** Values that no bytes stand for: one run of definition levels says that all rows are NULL. */
const manyNulls: HostileFile[] = [2 ** 24, 2 ** 28, 2 ** 31 - 1].map((rows) => ({
  name: `${rows} NULLs in one run`,
  make: () => {
    const run = [0, 0, 0, 0, 0]
    let at = 0
    for (let rest = rows * 2; rest > 0 || at === 0; rest = Math.floor(rest / 128)) {
      run[at++] = (rest % 128) | (rest >= 128 ? 128 : 0)
    }
    const levels = [...run.slice(0, at), 0]
    const payload = Uint8Array.from([levels.length, 0, 0, 0, ...levels])
    return onePage({
      codec: Codec.UNCOMPRESSED,
      payload,
      uncompressedSize: payload.length,
      rows,
      element: { repetitionType: Repetition.OPTIONAL, type: PhysicalType.INT64 },
    })
  },
}))

const schemas: HostileFile[] = [
  {
    name: 'groups nested 100,000 deep',
    make: () => footerOnly([root(1), ...new Array(100_000).fill(group), leaf]),
  },
  {
    name: 'a schema that never ends',
    make: () => footerOnly([root(2 ** 31 - 1), leaf]),
  },
  {
    name: 'groups that each claim all that follows',
    make: () => footerOnly([root(50), ...new Array(50).fill({ ...group, numChildren: 49 })]),
  },
  {
    name: 'a negative number of children',
    make: () => footerOnly([root(-1), leaf]),
  },
  {
    name: 'half a million columns',
    make: () => {
      const leaves = Array.from({ length: 500_000 }, (_, i) => ({ ...leaf, name: `c${i}` }))
      return footerOnly([root(leaves.length), ...leaves])
    },
  },
  {
    name: 'a million columns of one name',
    make: () => footerOnly([root(1e6), ...new Array(1e6).fill(leaf)]),
  },
  {
    name: 'a million empty key-value pairs',
    make: () => footerOnly([root(1), leaf], { keyValueMetadata: new Array(1e6).fill({ key: '' }) }),
  },
  {
    name: 'a million row groups without columns',
    make: () =>
      footerOnly([root(0)], {
        rowGroups: new Array(1e6).fill({ columns: [], totalByteSize: 0, numRows: 2 ** 53 - 1 }),
      }),
  },
]

export const hostileFiles: readonly HostileFile[] = [
  ...schemas,
  ...decompressionBombs,
  ...manyNulls,
]
