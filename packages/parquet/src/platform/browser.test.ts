import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { compressors } from 'hyparquet-compressors'
import { rolldown } from 'rolldown'
import { beforeAll, describe, expect, test } from 'vitest'
import { initCodecs, writableCodecs } from '../codec/index.ts'
import { Codec } from '../format/constants.ts'
import { columnSpec } from '../writer/column-spec.ts'
import { ParquetWriter } from '../writer/parquet-writer.ts'
import { toData } from '../writer/testing/column-model.ts'
import { MemorySink } from '../writer/testing/memory-sink.ts'
import type * as browser from './browser.ts'
import type * as node from './node.ts'

/*
 * The package bundled for browsers as package.json says, run in a context that has what browsers have and nothing of Node.
 */

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Source files that the package's `browser` field replaces, which names built files. */
function replacements(): ReadonlyMap<string, string> {
  const { browser: field } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
    browser: Record<string, string>
  }
  const sourceOf = (built: string) =>
    root + built.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')
  return new Map(Object.entries(field).map(([from, to]) => [sourceOf(from), sourceOf(to)]))
}

async function bundle(): Promise<string> {
  const replaced = replacements()
  const build = await rolldown({
    input: `${root}src/index.ts`,
    platform: 'browser',
    plugins: [
      {
        name: 'browser-field',
        async resolveId(source, importer, options) {
          const resolved = await this.resolve(source, importer, { ...options, skipSelf: true })
          return (resolved && replaced.get(resolved.id)) ?? resolved
        },
      },
    ],
    // An import of Node's modules would be left to stand in the bundle, where the context refuses it.
    onLog: (_level, log) => {
      throw new Error(log.message)
    },
  })
  const { output } = await build.generate({ format: 'iife', name: 'parquet', minify: true })
  await build.close()
  return output[0].code
}

type Parquet = typeof import('../index.ts')

let code: string

/** A fresh realm with the bundle loaded. */
function load(): Parquet {
  const context = vm.createContext({ TextDecoder, TextEncoder, atob, fetch: refuse, AbortSignal })
  return vm.runInContext(`${code}; parquet`, context) as Parquet
}

function refuse(): never {
  throw new Error('nothing is to be fetched')
}

beforeAll(async () => {
  await initCodecs()
  code = await bundle()
})

test('both variants of the platform have the same exports', () => {
  const isSame: {
    [key in
      | keyof typeof node
      | keyof typeof browser]: (typeof node)[key] extends (typeof browser)[key] ? true : false
  } = {
    openFile: true,
    nativeCrc32: true,
    loadZstd: true,
    compressGzip: true,
    decompressGzip: true,
    compressBrotli: true,
    decompressBrotli: true,
  }
  expect(Object.values(isSame)).not.toContain(false)
})

test('nothing of Node is in the bundle', () => {
  expect(code).not.toMatch(/\brequire\(|\bprocess\.|\bBuffer\b|from ["']node:/)
})

const rows = Array.from({ length: 3000 }, (_, i) => `row ${i % 700} of many`)

async function fileOf(codec: Codec): Promise<Uint8Array> {
  const sink = new MemorySink()
  const columns = [columnSpec('name', { kind: 'string' }, { encoding: 'plain' })]
  const writer = new ParquetWriter(sink, { columns, codec, pageRows: 500 })
  await writer.writeRowGroup([toData(columns[0], 'bytes', rows)])
  await writer.finish()
  return sink.bytes()
}

async function readRows(parquet: Parquet, bytes: Uint8Array): Promise<unknown[]> {
  const names: unknown[] = []
  for await (const batch of parquet.readTable(parquet.bufferSource(bytes))) {
    for (const row of parquet.rowsOf(batch)) names.push(row['name'])
  }
  return names
}

const names = new Map<number, string>(Object.entries(Codec).map(([name, codec]) => [codec, name]))

describe('a browser reads', () => {
  test.each(writableCodecs.map((codec) => [names.get(codec)!, codec as Codec]))(
    '%s',
    async (_, codec) => {
      const parquet = load()
      if (codec === Codec.BROTLI) {
        parquet.registerDecompressor(codec, (bytes, size) => compressors.BROTLI!(bytes, size))
      }
      expect(await readRows(parquet, await fileOf(codec))).toEqual(rows)
    },
  )

  test('what it has written', async () => {
    const parquet = load()
    const parts: Uint8Array[] = []
    const columns = [parquet.columnSpec('name', { kind: 'string' })]
    const writer = new parquet.ParquetWriter(
      { write: (bytes) => void parts.push(bytes) },
      { columns },
    )
    await writer.writeRowGroup([toData(columns[0], 'bytes', rows)])
    await writer.finish()
    expect(await readRows(parquet, new Uint8Array(Buffer.concat(parts)))).toEqual(rows)
  })
})

describe('what a browser cannot do is an error that says so', () => {
  const unsupported = { name: 'ParquetError', code: 'unsupported' }

  test('local files', async () => {
    await expect(load().openFile('x.parquet')).rejects.toMatchObject(unsupported)
  })

  test('BROTLI without a decoder', async () => {
    const reading = readRows(load(), await fileOf(Codec.BROTLI))
    await expect(reading).rejects.toMatchObject({ ...unsupported, column: 'name' })
  })

  test.each([Codec.GZIP, Codec.ZSTD, Codec.BROTLI])('writing codec %d', async (codec) => {
    const parquet = load()
    await parquet.initCodecs()
    const columns = [parquet.columnSpec('name', { kind: 'string' })]
    const writer = new parquet.ParquetWriter({ write: () => undefined }, { columns, codec })
    const writing = writer.writeRowGroup([toData(columns[0], 'bytes', rows)])
    await expect(writing).rejects.toMatchObject(unsupported)
  })
})

test('a damaged page of ZSTD or GZIP is a typed error', async () => {
  const parquet = load()
  await parquet.initCodecs()
  for (const codec of [Codec.ZSTD, Codec.GZIP]) {
    const failures: unknown[] = []
    const bytes = await fileOf(codec)
    for (let at = 20; at < 2000; at += 37) {
      const damaged = bytes.slice()
      damaged[at] ^= 0x55
      await readRows(parquet, damaged).catch((error) => failures.push(error))
    }
    for (const error of failures) expect(error).toMatchObject({ name: 'ParquetError' })
    expect(failures.length).toBeGreaterThan(0)
  }
})
